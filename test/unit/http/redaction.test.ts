import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createContext } from "../../../provider/context";
import { redact } from "../../../provider/http/redact";
import { resources } from "../../../provider/services";
import { refusal } from "../../support/refusal";
import { testRun } from "../../support/run";
import { type Reply, type Seen, serve } from "../../support/server";
import { clientSecret, oneginiAt, oneloginAt } from "../support/connections";

const base64 = (text: string) => Buffer.from(text).toString("base64");
/** For requests that are sent once, so that nothing has to be looked for again. */
const unasked = { isDue: () => false, run: () => Promise.reject(new Error("it was looked for")) };
const given = 'canary given "by" a program/+= ü';

/** Everything that a person, a log or a serialiser could get to see of what was thrown. */
function shown(error: unknown): string {
  const parts: string[] = [];
  for (let each = error; each !== undefined && each !== null; each = (each as { cause?: unknown }).cause) {
    parts.push(inspect(each, { depth: 10, showHidden: true, getters: true }), JSON.stringify(each), String(each));
    if (each instanceof Error) parts.push(each.message, each.stack ?? "");
  }
  return parts.join("\n");
}

/** Says everything it was told, in the ways servers do. */
const echoes = ({ headers, body, url }: Seen): string[] => [
  `bad credentials ${headers.authorization}`,
  `bad request ${body}`,
  `bad request ${url} ${JSON.stringify(headers)} ${body}`,
];
const statuses = [400, 401, 409, 500];
const bodies = (said: string): unknown[] => [
  { message: said, statusCode: 400, name: "BadRequestError" },
  { error: "invalid_request", message: "no", details: [said] },
  { error: said, error_description: said },
  { status: { error: true, code: 400, type: "bad", message: said } },
  { message: "x", field: said },
  said,
  `<html>${said}</html>`,
];

describe("a server that echoes what it was sent", () => {
  const everyReply = (seen: Seen): Reply[] =>
    statuses.flatMap((status) => echoes(seen).flatMap((said) => bodies(said).map((body) => ({ status, body }))));

  it("gets no credentials of Onegini's and no client secret into anything thrown", async () => {
    let nth = 0;
    const server = await serve((seen) => everyReply(seen)[nth % everyReply(seen).length] as Reply);
    for (; nth < statuses.length * 3 * 7; nth++) {
      const { connection } = oneginiAt(server.url);
      const error = await refusal(connection.api.apiClients.create({ client_id: "c", client_secret: given }, unasked));
      const all = shown(error);
      for (const secret of [
        clientSecret,
        base64(`administrator:${clientSecret}`),
        given,
        JSON.stringify(given).slice(1, -1),
      ])
        expect(all).not.toContain(secret);
    }
  }, 30_000);

  it("gets neither token nor credentials of OneLogin's into anything thrown", async () => {
    let nth = 0;
    const token = "canary-token-of-onelogin";
    const server = await serve((seen) =>
      seen.url.startsWith("/auth") ? { body: { access_token: token } } : (everyReply(seen)[nth] as Reply),
    );
    for (; nth < statuses.length * 3 * 7; nth++) {
      const all = shown(await refusal(oneloginAt(server.url).send("POST", "/api/2/x", { body: {} })));
      for (const secret of [token, clientSecret, base64(`administrator:${clientSecret}`)])
        expect(all).not.toContain(secret);
    }
  }, 30_000);

  it("gets no credentials out of the token's request", async () => {
    let nth = 0;
    const server = await serve((seen) => everyReply(seen)[nth] as Reply);
    for (; nth < statuses.length * 3 * 7; nth += 2) {
      const all = shown(await refusal(oneloginAt(server.url).send("GET", "/api/2/x")));
      for (const secret of [clientSecret, base64(`administrator:${clientSecret}`)]) expect(all).not.toContain(secret);
    }
  }, 30_000);

  it("gets no secret out of the proof that a client is ours", async () => {
    const server = await serve((seen) => ({ status: 500, body: { message: echoes(seen)[0] } }));
    const { connection } = oneginiAt(server.url);
    const all = shown(await refusal(connection.verify("client-1", given)));
    for (const secret of [given, base64(`client-1:${given}`)]) expect(all).not.toContain(secret);
  });

  it("gets no secret out of later calls, once it was used as credentials", async () => {
    const server = await serve((_, nth) =>
      nth === 1 ? { status: 401, body: { error: "unauthorized" } } : { status: 400, body: { message: `was ${given}` } },
    );
    const { connection } = oneginiAt(server.url);
    await connection.verify("client-1", given);
    expect(shown(await refusal(connection.api.apiClients.get("client-1")))).not.toContain("canary");
  });
});

describe("errors without an answer", () => {
  it.each(["drop", "hang"] as const)("hold no secret either: %s", async (reply) => {
    const server = await serve(() => reply);
    const { connection } = oneginiAt(server.url, { requestTimeoutSeconds: 0.05 });
    const all = shown(
      await refusal(connection.api.apiClients.create({ client_id: "c", client_secret: given }, unasked)),
    );
    for (const secret of [clientSecret, base64(`administrator:${clientSecret}`), "canary"])
      expect(all).not.toContain(secret);
    expect(all).not.toContain("AxiosError");
  });

  it("hold no secret where a whole resource fails", async () => {
    const server = await serve((seen) => ({ status: 400, body: { message: echoes(seen)[2] } }));
    const values: { [key: string]: string } = {
      "onegini:url": server.url,
      "onegini:clientId": "a",
      "onegini:clientSecret": clientSecret,
    };
    const inputs = { name: "n", clientId: "c", scopes: [], clientSecret: given };
    const all = shown(
      await refusal(
        resources.ApiClient.create(
          inputs,
          createContext((key) => values[key], testRun()),
        ),
      ),
    );
    for (const secret of [clientSecret, base64(`a:${clientSecret}`), given]) expect(all).not.toContain(secret);
  });
});

describe("a service's message", () => {
  it.each([
    ["colours", "\u001b[31mred\u001b[0m"],
    ["a new title", "\u001b]0;owned\u0007"],
    ["what clears the line", "fine\r\u001b[2Kall is well"],
    ["a C1 sequence", "\u009b31mred"],
    ["more lines", "one\ntwo\u2028three\u0085four"],
    ["a null", "a\u0000b"],
    ["text turned around", "abc\u202egnp.exe"],
    ["text that can't be seen", "pass\u200bword\u2066x\u2069"],
  ])("loses %s", async (_, message) => {
    const server = await serve(() => ({ status: 400, body: { message } }));
    const error = await refusal(oneginiAt(server.url).send("GET"));
    expect(error.message).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029\u200b]/u);
  });

  it("is cut where it's endless, after its secrets are gone", async () => {
    const message = `${"x".repeat(490)}${clientSecret} and so on for ever`;
    const server = await serve(() => ({ status: 400, body: { message } }));
    const error = await refusal(oneginiAt(server.url).send("GET"));
    expect(error.message.length).toBeLessThan(900);
    expect(error.message).not.toContain("canary");
  });

  it("is shown as it is otherwise", async () => {
    const server = await serve(() => ({ status: 400, body: { message: "Scopes „ünïcode“ 東京 are unknown" } }));
    expect((await refusal(oneginiAt(server.url).send("GET"))).reason).toBe("Scopes „ünïcode“ 東京 are unknown");
  });
});

describe("redact", () => {
  const secret = fc.string({ minLength: 6, unit: "grapheme" }).filter((text) => text.trim().length >= 6);

  it("leaves nothing of any secret, wherever and however often it stands", () => {
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.array(fc.string(), { maxLength: 5 }),
        (secrets, words) => {
          fc.pre(secrets.every((each) => !"[secret]".includes(each)));
          const text = words.join(secrets.join(""));
          const clean = redact(text, secrets);
          for (const each of secrets)
            if (text.includes(each) && !/\p{Cc}/u.test(each)) expect(clean).not.toContain(each);
        },
      ),
    );
  });

  it("takes longer secrets first, so that no rest of one stays", () => {
    expect(redact("abcdefghi", ["abcdef", "abcdefghi"])).toBe("[secret]");
  });

  it.each([
    ["as JSON", 'quo"te\\and', JSON.stringify('quo"te\\and')],
    ["in a URL", "a b/c?d=é", encodeURIComponent("a b/c?d=é")],
  ])("knows a secret %s", (_, secret, spelled) => {
    const clean = redact(`it was ${spelled}`, [secret]);
    expect(clean).not.toContain(spelled.replace(/^"|"$/g, ""));
  });
});
