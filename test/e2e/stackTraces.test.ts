import { expect, test } from "vitest";
import { onegini } from "../../sdk";

const { stackTraceLimit } = Error;

test("an error of a constructor says where in the program it came about", () => {
  const nameless = () => new onegini.ApiClient("", { scopes: [] });
  expect(nameless).toThrow("Missing resource name argument");
  try {
    nameless();
  } catch (error) {
    expect((error as Error).stack).toMatch(/^.*Missing resource name argument.*\n[\s\S]*stackTraces\.test\.ts:\d+/);
  }
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});
