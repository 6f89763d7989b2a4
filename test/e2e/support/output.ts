import type { LogEntry } from "../../../sandbox";
import { nameIn } from "./project";

/** `PATCH /oauth/… scopes`: what was sent, without what the services made of it. */
export function call({ method, path, fields }: LogEntry): string {
  return [method, path, ...(fields ? [fields.join(",")] : [])].join(" ");
}

export function isToken({ path }: LogEntry): boolean {
  return path === "/auth/oauth2/v2/token";
}

/** A look before a create, which asks for what isn't there. */
export function isLookAtNothing({ method, status }: LogEntry): boolean {
  return method === "GET" && status === 404;
}

/** What `--diff` shows of each resource: by `refresh scopes`, the names of what differs, at any depth. */
export function differences(output: string): Record<string, string[]> {
  const shown: Record<string, string[]> = {};
  let operation = "";
  let names: string[] = [];
  for (const line of output.split("\n")) {
    const head = /^ {4}[ ~+-]*pulumi-nodejs:dynamic\/\S+ \((\S+)\)/.exec(line);
    const urn = /^ {8}\[urn=(\S+)\]/.exec(line);
    const property = /^ {6,}[~+-] (\w+) *:/.exec(line);
    if (head) operation = head[1] ?? "";
    else if (urn) {
      names = [];
      shown[`${operation} ${nameIn(urn[1] ?? "")}`] = names;
    } else if (property) names.push(property[1] ?? "");
    // What follows isn't of a resource.
    else if (/^ {0,4}\S/.test(line)) names = [];
  }
  return shown;
}

/** What a failed run says at its end, by the resource's name; the stack's own under the stack's. */
export function diagnostics(output: string): Record<string, string> {
  const [, part = ""] = output.split("\nDiagnostics:\n");
  const blocks = part.matchAll(/^ {2}\S+ \((\S+)\):\n((?: {4}.*\n|\n(?= {4}))*)/gm);
  return Object.fromEntries(
    [...blocks].map(([, name, text]) => [name ?? "", (text ?? "").replace(/^ {4}/gm, "").trim()]),
  );
}

/** A stack trace is for whoever wrote the code. Lines of a run that is under way have other things before it. */
export const stackTrace = /\bat .+:\d+:\d+\)?/;

/** One of the provider's, where `--continue-on-error` makes Pulumi print those of the program. */
export const providersStackTrace = /\bat .*(dist\/provider|dynamic-provider)\/.+:\d+:\d+/;

/** A secret as a decrypted export holds it. */
export function secretIn(value: unknown): { value: unknown } | undefined {
  const { [signature]: kind, plaintext } = (value ?? {}) as Record<string, unknown>;
  return kind === secretKind && typeof plaintext === "string" ? { value: JSON.parse(plaintext) } : undefined;
}

export function asSecret(plaintext: unknown): Record<string, unknown> {
  return { [signature]: secretKind, plaintext };
}

const signature = "4dabf18193072939515e22adb298388d";
const secretKind = "1b47061264138c4ac30d75fd1eb44270";

/** The same with lists of texts or numbers in one order, since most of them are sets. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.every((each) => typeof each === "object") ? value.map(sorted) : [...value].sort();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sorted(member)]));
}
