import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  answered,
  answeredEmpty,
  DecodeError,
  idNumber,
  integer,
  Listing,
  listOf,
  optionalInteger,
  optionalText,
  record,
  same,
  text,
} from "../../../provider/http/decode";

const answer = (status: number, body?: unknown): Answer => ({ status, body, headers: {}, source: "the answer" });

const theText = (body: unknown) => text(body, "the body");

/** What a decoder says is wrong. Fails where it takes what it's given. */
function complaint(read: () => unknown): string {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return (error as Error).message;
  }
  throw new Error(`it was read as ${JSON.stringify(value)}`);
}

describe("an answer", () => {
  it("is read where its status is the documented one, or one of them", () => {
    expect(answered(200, theText)(answer(200, "body"))).toBe("body");
    expect(answered([200, 201], theText)(answer(201, "body"))).toBe("body");
  });

  it.each([
    [200, [201], "201"],
    [202, [200, 201], "200 or 201"],
    [204, [200], "200"],
    [299, [200], "200"],
  ])("of status %i isn't read where %j is documented: something else may have answered", (status, documented, said) => {
    const neverRead = () => {
      throw new Error("it was read");
    };
    expect(complaint(() => answered(documented, neverRead)(answer(status, {})))).toContain(
      `the status is ${status} instead of ${said}`,
    );
  });

  it("that is to be empty must be so, with the documented status", () => {
    expect(answeredEmpty(204)(answer(204))).toBeUndefined();
    for (const body of [{}, { error: "invalid_request" }, null, "", 0, false])
      expect(complaint(() => answeredEmpty(204)(answer(204, body)))).toContain("it has a body");
    expect(complaint(() => answeredEmpty(204)(answer(200)))).toContain("the status is 200 instead of 204");
  });
});

describe("a value", () => {
  it.each([
    ["an object", record, {}, [null, undefined, [], "text", 5, true]],
    ["a text", text, "", [null, undefined, [], {}, 5, true]],
    ["a text or nothing", optionalText, "text", [[], {}, 5, true]],
    ["a whole number", integer, -3, [null, undefined, 1.5, "5", 2 ** 53, Number.NaN, [5], true]],
    ["an object's number", idNumber, 51, [0, -1, "51", null, undefined, 1.5, 2 ** 53]],
    ["a whole number or nothing", optionalInteger, 0, ["5", 1.5, [], {}]],
  ] as [string, (value: unknown, what: string) => unknown, unknown, unknown[]][])(
    "is %s or an error that names it",
    (_, read, right, wrong) => {
      expect(read(right, "it")).toBe(right);
      for (const value of wrong) expect(complaint(() => read(value, "the member"))).toContain("the member is not a");
    },
  );

  it.each([optionalText, optionalInteger])("that may be left out may be null, too", (read) => {
    expect([read(undefined, "it"), read(null, "it")]).toEqual([undefined, undefined]);
  });

  it("in a list is named by its place", () => {
    expect(listOf(["a", "b"], "scopes", text)).toEqual(["a", "b"]);
    expect(complaint(() => listOf(["a", null], "scopes", text))).toContain("scopes[1] is not a string");
    for (const value of [null, undefined, {}, "ab"])
      expect(complaint(() => listOf(value, "scopes", text))).toContain("scopes is not an array");
  });

  it("that names what was asked for must name just that", () => {
    expect(same(51, 51, "id")).toBe(51);
    expect(complaint(() => same(52, 51, "id"))).toContain("id is 52 instead of 51");
    expect(complaint(() => same("a", "A", "client_id"))).toContain('client_id is "a" instead of "A"');
  });
});

describe("a list", () => {
  interface Scope {
    id: number;
    value: string;
  }
  const scope = (value: unknown, what: string): Scope => {
    const item = record(value, what);
    return { id: idNumber(item.id, `${what}.id`), value: text(item.value, `${what}.value`) };
  };
  const list = (body: unknown) => new Listing(body, "OneLogin's response to GET /scopes", "id", scope);
  const one = { id: 51, value: "read" };
  const two = { id: 52, value: "write" };
  const numberless: unknown[] = [
    ...[null, 5, "text", [], {}],
    ...[null, "51", "x", "", " 51 ", 1.5, 0, -51, 2 ** 53, true, [51]].map((id) => ({ id })),
  ];

  it("gives the item with a number, and the items that are wanted", () => {
    expect(list([one, two]).byId(52)).toEqual(two);
    expect(list([one, two]).where(({ value }) => value === "write")).toEqual([two]);
    expect(list([one, two]).length).toBe(2);
  });

  it("that is empty, or has others alone, has no such item", () => {
    for (const body of [[], [two], [two, { id: 53, value: null }]]) {
      expect(list(body).byId(51)).toBeUndefined();
      expect(list(body).where(({ value }) => value === "read")).toEqual([]);
    }
  });

  it.each([null, undefined, {}, { scopes: [] }, "[]", 5])("is one, or an error: %j", (body) => {
    complaint(() => list(body));
  });

  it.each([[[{ value: "read" }]], [[null]], [["51"]], [[{ id: "51", value: "read" }]]])(
    "of which no item has a number is another list, and an error: %j",
    (body) => {
      expect(complaint(() => list(body))).toContain("no item has a number as its id");
    },
  );

  it.each([{ id: 51 }, { id: 51, value: null }, { id: 51, value: 5 }])(
    "is strict about the item that is wanted: %j",
    (item) => {
      const message = complaint(() => list([two, item]).byId(51));
      expect(message).toBe(
        "OneLogin's response to GET /scopes doesn't match the service's documentation: item 2.value is not a string",
      );
      complaint(() => list([two, { ...item, mine: true }]).where(({ mine }) => mine === true));
    },
  );

  it("is lenient about all others, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.anything(), fc.constantFrom(...numberless)), { maxLength: 8 }), (others) => {
        const theirs = others.filter((item) => (item as { id?: unknown } | null | undefined)?.id !== 51);
        const all = list([...theirs, one, ...theirs]);
        expect(all.byId(51)).toEqual(one);
        expect(all.where((item) => item.value === "read" && item.id === 51)).toEqual([one]);
      }),
    );
  });

  it.each(numberless.map((item) => [item]))("concludes no absence from an item that can't be read: %j", (item) => {
    for (const body of [
      [two, item],
      [item, two],
    ])
      expect(complaint(() => list(body).byId(51))).toContain(`item ${body.indexOf(item) + 1} has no number as its id`);
  });
});

it("no decoder ever repeats a text of the answer that may be a secret, but the names that were asked for", () => {
  const canary = "canary-of-an-answer";
  const decoders: ((value: unknown, what: string) => unknown)[] = [
    record,
    integer,
    idNumber,
    optionalInteger,
    (value, what) => listOf(value, what, integer),
    (value, what) => text([value], what),
    (value, what) => new Listing(value, "the answer", "id", integer).byId(1) ?? integer(value, what),
  ];
  for (const decode of decoders)
    for (const value of [canary, { id: canary, [canary]: canary }, [canary], [{ id: 1, name: canary }]])
      try {
        decode(value, "it");
      } catch (error) {
        expect((error as Error).message).not.toContain(canary);
      }
});
