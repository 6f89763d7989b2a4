import { UNKNOWN } from "../lifecycle";
import { isPresent, item, type Kind, type Schema, set, type TextLimits, text } from "../properties";

/** A text of an app: OneLogin returns some with HTML escapes, and line breaks as `\r\n`. */
export function appText(limits?: TextLimits): Kind<string> {
  const kind = text(limits);
  return {
    ...kind,
    reconcile(before, actual) {
      if (isSameInApp(before, actual)) return before;
      return typeof actual === "string" || !isPresent(actual) ? kind.reconcile(before, actual) : actual;
    },
  };
}

/** A text, or several: OneLogin returns them in the form in which they were sent. */
export function appTexts(): Kind<string | string[]> {
  const one = appText({ allowEmpty: true });
  const schema = { oneOf: [one.schema, { type: "array", items: { type: "string" } }] } as const satisfies Schema;
  const each = (values: unknown) => (Array.isArray(values) ? values : [values]);
  return {
    schema,
    normalise: (given) =>
      Array.isArray(given) && given.every((value) => typeof value === "string" || value === UNKNOWN)
        ? { value: given }
        : { value: given, problem: one.normalise(given).problem && "expected a string, or an array of strings" },
    isSame: (a, b) => JSON.stringify(a) === JSON.stringify(b) && !each(b).includes(UNKNOWN),
    reconcile(before, actual) {
      if (!Array.isArray(before) && !Array.isArray(actual)) return one.reconcile(before, actual);
      const [old, now] = [each(before), each(actual)];
      return old.length === now.length && old.every((value, i) => isSameInApp(value, now[i])) ? before : actual;
    },
  };
}

/** Are both the same to OneLogin? The answered one may be escaped. */
export function isSameInApp(plain: unknown, answered: unknown): boolean {
  if (typeof plain !== "string" || typeof answered !== "string") return false;
  const lines = (value: string) => value.replace(/\r\n?/g, "\n").normalize().trim();
  return lines(plain) === lines(answered) || lines(plain) === lines(unescaped(answered));
}

const characters: { [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Without HTML escapes. */
export function unescaped(value: string): string {
  return value.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (written, decimal, hex, name) => {
    if (name) return characters[name.toLowerCase()] ?? written;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : written;
  });
}

/** URIs in one text on the wire, one per line: OneLogin accepts an array too, but it breaks the app's page in the console. */
export function uriList(format: (value: string) => string | undefined, limits?: { notEmpty?: true }): Kind<string[]> {
  return {
    ...set(item(format), limits),
    wire: {
      to: (uris) => (Array.isArray(uris) ? uris.join("\n") : uris),
      // Null: never set.
      from: (wire) => [wire ?? ""].flat().flatMap((uris) => split(String(uris))),
    },
  };
}

function split(uris: string): string[] {
  return uris
    .split(/[\r\n,]+/)
    .map((uri) => uri.trim())
    .filter(Boolean);
}
