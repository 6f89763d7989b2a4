import * as fc from "fast-check";
import { documentedBody } from "./documented";
import type { Answer } from "./hostileService";

/** Keys that mean something to JavaScript, or to this package. */
const keys = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "then", "toJSON"),
  fc.constantFrom("id", "name", "value", "scopes", "result", "configuration", "audiences", "sso", "message", "details"),
  fc.string({ maxLength: 8 }),
);

export const texts = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom(
    "",
    ".",
    "..",
    "../..",
    "a/b",
    "%2e%2e",
    "a%2Fb",
    "?x=1",
    "#",
    "\\",
    "\n\r\t",
    "\u0000\u001b[31m",
    "é́",
    "🤷🏽",
    "__proto__",
    "-0",
  ),
  fc.constantFrom("https://evil.example.com", "//evil.example.com", "http://[::1]/", "javascript:alert(1)", "1e400"),
);

const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, -1, 1.5, 2 ** 53, 1e308));

/** Any JSON, more often of the harmful kind. Objects have the odd keys as their own, as `JSON.parse` makes them. */
export const json: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    numbers,
    texts,
    fc.array(tie("any"), { maxLength: 4 }),
    fc.array(fc.tuple(keys, tie("any")), { maxLength: 4 }).map(own),
  ),
})).any;

/** An object with these entries as its own, `__proto__` too. */
export function own(entries: [string, unknown][]): object {
  const object = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  return object;
}

/** Documented values with something in them replaced, removed or added. */
export function mutated(value: unknown, changes: Change[]): unknown {
  return changes.reduce(changeOne, value);
}

export interface Change {
  /** Which of all values, counted through. */
  at: number;
  kind: "replace" | "remove" | "add";
  key: string;
  value: unknown;
}

export const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.record({ at: fc.nat(12), kind: fc.constantFrom("replace", "remove", "add"), key: keys, value: json }),
  { minLength: 1, maxLength: 3 },
);

function changeOne(whole: unknown, { at, kind, key, value }: Change): unknown {
  let count = 0;
  const visit = (node: unknown): unknown => {
    const here = count++ === at;
    if (here && kind === "replace") return value;
    if (Array.isArray(node)) {
      const items = node.map(visit);
      return here ? (kind === "remove" ? [] : [...items, value]) : items;
    }
    if (typeof node !== "object" || node === null) return node;
    const entries = Object.entries(node).map(([name, member]): [string, unknown] => [name, visit(member)]);
    if (here && kind === "add") entries.push([key, value]);
    return own(here && kind === "remove" ? entries.slice(1) : entries);
  };
  return visit(whole);
}

const statuses = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(200, 201, 204) },
  { weight: 4, arbitrary: fc.constantFrom(301, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503) },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 999 }) },
);

const waits = fc.constantFrom(
  "0",
  "1",
  "-1",
  "1.5",
  "",
  "soon",
  "9".repeat(400),
  "1e3",
  "Thu, 01 Jan 1970 00:00:00 GMT",
  "Fri, 31 Dec 9999 23:59:59 GMT",
  "0x10",
  "NaN",
  "Infinity",
);
const headers = fc.record(
  {
    "retry-after": waits,
    "x-ratelimit-limit": waits,
    "x-ratelimit-remaining": waits,
    "x-ratelimit-reset": waits,
    "content-type": fc.constantFrom(
      "text/html",
      "application/json",
      "application/octet-stream",
      "é".normalize("NFD").slice(0, 1),
    ),
    "content-encoding": fc.constantFrom("gzip", "br", "deflate", "identity", "nonsense"),
    location: fc.constantFrom("http://127.0.0.1:1/evil", "//evil", "/"),
    "set-cookie": fc.constant("a=b"),
  },
  { requiredKeys: [] },
);

/** What a service could answer. Plain data, so that a counterexample can be read. */
export interface RandomAnswer {
  status: number;
  headers: Record<string, string>;
  /** Changes of what is documented, or a body of its own. */
  body: { changes: Change[] } | { json: unknown } | { text: string } | { bytes: Uint8Array };
  /** A token request is answered as documented, or nothing after it would ever be tried. */
  keepsToken: boolean;
}

const nested = ["[".repeat(50_000), '{"a":'.repeat(20_000)];
const bodies: fc.Arbitrary<RandomAnswer["body"]> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ changes }) },
  { weight: 2, arbitrary: fc.constant({ changes: [] as Change[] }) },
  { weight: 3, arbitrary: fc.record({ json }) },
  { weight: 1, arbitrary: fc.record({ bytes: fc.uint8Array({ maxLength: 64 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      text: fc.constantFrom("", "\ufeff{}", "{}{}", "1e999", '{"__proto__":{"polluted":1}}', ...nested),
    }),
  },
);

export const randomAnswers: fc.Arbitrary<RandomAnswer> = fc.record({
  status: statuses,
  headers,
  body: bodies,
  keepsToken: fc.boolean(),
});

export function answerTo({ status, headers, body, keepsToken }: RandomAnswer, method: string, path: string): Answer {
  const right = documentedBody(method, path);
  if (keepsToken && path.startsWith("/auth/")) return { status: 200, body: JSON.stringify(right) };
  if (status === 204 || status === 304) return { status, headers };
  if ("bytes" in body) return { status, headers, body: body.bytes };
  if ("text" in body) return { status, headers, body: body.text };
  const value = "json" in body ? body.json : mutated(right, body.changes);
  return { status, headers, body: JSON.stringify(value) ?? "" };
}

/** Values for a resource's properties: right ones, changed ones, and anything. */
export function values(right: object, extraKeys: string[]): fc.Arbitrary<Record<string, unknown>> {
  const anything = fc.array(fc.tuple(fc.oneof(keys, fc.constantFrom(...extraKeys)), json), { maxLength: 6 }).map(own);
  return fc.oneof(
    {
      weight: 3,
      arbitrary: changes.map((all) =>
        mutated(
          right,
          all.map((each) => ({ ...each, at: each.at + 1 })),
        ),
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom(...extraKeys), json), { maxLength: 3 })
        .map((some) => own([...Object.entries(right), ...some])),
    },
    { weight: 1, arbitrary: anything },
  ) as fc.Arbitrary<Record<string, unknown>>;
}
