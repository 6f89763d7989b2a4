import fc from "fast-check";

// Case, Unicode (composed, decomposed, beyond the BMP), and what looks like a number.
export const words = fc.constantFrom("orders", "Orders", "Caf\u00e9", "Cafe\u0301", "\u{1f511} keys", "42", "a b");
/** Texts that may be empty or have white space around them. */
export const anyText = fc.oneof(words, fc.constantFrom("", " orders", "orders ", "\torders\n"));
export const urls = fc.constantFrom(
  "https://a.example.com",
  "https://a.example.com/",
  "https://A.example.com/x",
  "http://b.example.com",
);
export const adopting = fc.constantFrom(undefined, undefined, true, false);
export const profile = fc.constantFrom(undefined, undefined, undefined, "acme");
/** Which one of those that there are. */
export const pick = fc.nat({ max: 5 });
export const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

/** As services respell texts, which is no change. */
export function respelled<T>(value: T): T {
  return typeof value === "string" ? (value.trim().normalize("NFC") as T) : value;
}

/** A number as a text, or the other way round. */
export function otherNumber(value: unknown): unknown {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
}
