import { describe, expect, it } from "vitest";
import { refusal } from "../../support/refusal";
import { serve } from "../../support/server";
import { oneginiAt, oneloginAt } from "../support/connections";

const nested = (levels: number, inside = '"x"') => `${"[".repeat(levels)}${inside}${"]".repeat(levels)}`;
const nestedObjects = (levels: number) => `${'{"a":'.repeat(levels)}"x"${"}".repeat(levels)}`;

/** An error's members, each holding this JSON. */
const everywhere = (json: string): string[] => [
  `{"error":"invalid_request","message":"wrong","details":${json}}`,
  `{"error":${json},"message":${json}}`,
  `{"error":{"code":"invalid_request","message":"wrong","details":${json}}}`,
  `{"message":${json},"statusCode":400,"name":"BadRequestError","field":${json}}`,
  `{"status":${json}}`,
  json,
];

/** The messages when calls of both services end in an error with this body. */
async function messagesFor(body: string, status = 400): Promise<string[]> {
  const server = await serve(({ url }) =>
    url.startsWith("/auth") ? { body: { access_token: "a-token-of-onelogin" } } : { status, body },
  );
  const messages = [];
  for (const { send } of [oneginiAt(server.url), oneloginAt(server.url)])
    for (const secrets of [[], ["a-secret-of-the-body"]]) {
      const error = await refusal(send("POST", "/api/2/x", { body: { name: "n", details: "d" }, secrets }));
      expect(error).toMatchObject({ name: "ServiceError", status });
      messages.push(error.message);
    }
  return messages;
}

describe("an error that is nested", () => {
  // The first is short enough to be parsed at all.
  it.each([
    ["30,000 deep", nested(30_000)],
    ["50,000 deep", nested(50_000)],
    ["10,000 objects deep", nestedObjects(10_000)],
    ["50,000 objects deep", nestedObjects(50_000)],
    ["a million deep", nested(1_000_000)],
  ])("%s has a short message", async (_, json) => {
    for (const body of everywhere(json))
      for (const message of await messagesFor(body)) {
        expect(message).toMatch(/^One(gini|Login) answered 400 to POST \/api\/2\/x: /);
        expect(message.length).toBeLessThan(900);
      }
  });
});

describe("an error that is long", () => {
  const long = "word ".repeat(3_000_000);

  it("is not shown, and nothing walks through it: 15 MB", async () => {
    expect(long.length).toBe(15_000_000);
    for (const message of await messagesFor(JSON.stringify({ error: "invalid_request", message: long })))
      expect(message).toContain("its message is too long to be shown");
  });

  it("is not shown where it isn't JSON either", async () => {
    for (const message of await messagesFor(long, 503))
      expect(message).toContain("its message is too long to be shown");
  });

  it("is shown in part where it's short enough to be read", async () => {
    const message = "word ".repeat(12_000);
    const [onegini] = await messagesFor(JSON.stringify({ error: "invalid_request", message }));
    expect(onegini).toMatch(/: (word ){100}…/);
    expect(onegini?.length).toBeLessThan(900);
  });

  it("is cut off everywhere where it has very many members", async () => {
    const many = Object.fromEntries(Array.from({ length: 4_000 }, (_, i) => [`member${i}`, "wrong"]));
    for (const body of everywhere(JSON.stringify(many)))
      for (const message of await messagesFor(body)) expect(message.length).toBeLessThan(900);
  });

  it("is none of the service's documented ones: nothing is concluded from it", async () => {
    const padding = "x".repeat(70_000);
    const server = await serve(() => ({
      status: 404,
      body: { error: "not_found", message: "no such client", padding },
    }));
    const { kind } = await refusal(oneginiAt(server.url).send("GET"));
    expect(kind).toBeUndefined();
  });
});

describe("an answer that isn't an error", () => {
  it("may be nested deeply or be long: what isn't read of it is nobody's trouble", async () => {
    for (const body of [
      `{"fine":true,"more":${nested(1_000_000)}}`,
      `{"fine":true,"more":"${"x".repeat(15_000_000)}"}`,
    ]) {
      const server = await serve(() => ({ body }));
      expect(await oneginiAt(server.url).send("GET")).toMatchObject({ fine: true });
    }
  });
});

describe("an answer of another object than was asked for", () => {
  const answering = async (client_id: (authorization: string) => string) => {
    const server = await serve(({ headers }) => ({
      body: { client_id: client_id(headers.authorization ?? ""), name: "n", scopes: [] },
    }));
    return (await refusal(oneginiAt(server.url).connection.api.apiClients.get("client-1"))).message;
  };

  it("has a short message, however long its name is", async () => {
    const message = await answering(() => "x".repeat(1_000_000));
    expect(message).toMatch(/client_id is "x+…/);
    expect(message.length).toBeLessThan(1500);
  });

  it("has a message without what was sent, and without control characters", async () => {
    expect(await answering((authorization) => authorization.replace("Basic ", ""))).not.toMatch(/[\w+/]{30,}/);
    expect(await answering(() => "abc\u202egnp.exe\u001b[2K")).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
