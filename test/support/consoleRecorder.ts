import { inspect } from "node:util";
import { vi } from "vitest";

/** Records what is printed to the console, instead of printing it. Returns what ends that and gives the text. */
export function recordConsole(): () => string {
  let printed = "";
  const print = (...values: unknown[]) => {
    printed += `${values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" ")}\n`;
  };
  const methods = ["log", "error", "warn", "info", "debug"] as const;
  const spies = methods.map((method) => vi.spyOn(console, method).mockImplementation(print));
  return () => {
    for (const spy of spies) spy.mockRestore();
    return printed;
  };
}
