import { describe, expect, it } from "vitest";
import type { Fault } from "../../../sandbox";
import { sandboxForAll } from "../../support/sandbox";
import { basic, call, oneginiCaller, token } from "./support/calls";

// Errors in the services' own forms whose content is dangerous to display.

const sandbox = sandboxForAll();
const onegini: ReturnType<typeof oneginiCaller> = (...request) => oneginiCaller(sandbox().onegini)(...request);
const fault = (effect: Fault["fault"], after = false) => sandbox().control.fault({ after, fault: effect });

const secret = `a/b&"c" =d?é-0123456789`;
const client = { name: "One", client_id: "one", client_secret: secret, scopes: ["onegini_api_end_user"] };

describe("an error that echoes the request's secrets", () => {
  it.each([
    ["raw", secret],
    ["html", "a&#x2F;b&amp;&quot;c&quot; &#x3D;d?é-0123456789"],
    ["form", "a%2Fb%26%22c%22+%3Dd%3F%C3%A9-0123456789"],
    ["base64", "YS9iJiJjIiA9ZD/DqS0wMTIzNDU2Nzg5"],
    ["lines", `a/b&"c" =d?é-012\n3456789`],
    ["json", String.raw`a\/b&\"c\" =d?\u00e9-0123456789`],
  ] as const)("encodes them: %s", async (echo, encoded) => {
    await fault({ status: 400, echo });
    const { status, json } = await onegini("POST", "", client);
    expect([status, json.error]).toEqual([400, "invalid_request"]);
    expect(json.details).toContain(encoded);
    expect(json.message).toContain(encoded);
    expect(await sandbox().control.apiClient("one")).toBeUndefined();
  });

  it("has the credentials whole and in parts", async () => {
    const { clientId, clientSecret } = sandbox().onegini;
    const pair = basic(clientId, clientSecret).replace("Basic ", "");
    await fault({ status: 400, echo: "raw" });
    const { json } = await onegini("GET", "");
    expect(json.details).toEqual([pair, `${clientId}:${clientSecret}`, clientSecret]);
  });

  it("can come after the request is handled, in the style that is set, with headers", async () => {
    await sandbox().control.settings({ errorStyle: "nested" });
    await fault({ status: 409, echo: "raw", headers: { "x-one": "1" } }, true);
    const { status, json, headers } = await onegini("POST", "", client);
    expect([status, json.error.code, headers.get("x-one")]).toEqual([409, "conflict", "1"]);
    expect(json.error.details).toContain(secret);
    expect(await sandbox().control.apiClient("one")).toBeDefined();
  });

  it("is in OneLogin's forms", async () => {
    const { url, onelogin } = sandbox();
    const bearer = await token(sandbox());
    await fault({ status: 422, echo: "raw" });
    const resource = await call("GET", `${url}/api/2/api_authorizations`, { authorization: `bearer ${bearer}` });
    expect(resource.json).toEqual({
      message: `You sent ${bearer}`,
      statusCode: 422,
      name: "UnprocessableEntityError",
      details: [bearer],
    });
    const { clientId, clientSecret } = onelogin;
    for (const options of [
      { authorization: `client_id:${clientId}, client_secret:${clientSecret}`, body: {} },
      { body: `client_secret=${clientSecret}`, "content-type": "application/x-www-form-urlencoded" },
    ]) {
      await fault({ status: 400, echo: "raw" });
      const { json } = await call("POST", `${url}/auth/oauth2/v2/token`, options);
      expect(json.status).toMatchObject({ code: 400, message: `You sent ${clientSecret}`, details: [clientSecret] });
    }
  });

  it("has no details when the request has no secrets", async () => {
    await fault({ status: 400, echo: "raw" });
    const { json } = await call("POST", `${sandbox().onegini.url}/nonsense`, { body: "{nonsense" });
    expect(json.details).toEqual([]);
  });
});

describe("a huge error", () => {
  const depthOf = (text: string) => /\[+/.exec(text)?.[0].length;

  it.each([[1], [100_000]])("nests %i levels deep", async (nested) => {
    await fault({ status: 400, nested });
    const { text } = await onegini("GET", "");
    const { message, details } = /"message":(?<message>[[\]]+),"details":(?<details>[[\]]+)/.exec(text)?.groups ?? {};
    expect([depthOf(message ?? ""), depthOf(details ?? "")]).toEqual([nested, nested]);
    expect(text).toMatch(/^\{"error":"invalid_request".*\]\}$/);
  });

  it("has a long message", async () => {
    await fault({ status: 400, longMessage: 1_000_000 });
    const { json } = await onegini("GET", "");
    expect([json.error, json.message.length]).toEqual(["invalid_request", 1_000_000]);
  });
});

it.each([
  [{ status: 400, echo: "rot13" }, /echo is one of raw, html, form, base64, lines, json/],
  [{ status: 400, echo: "raw", body: {} }, /exclude each other/],
  [{ drop: true, echo: "raw" }, /need a status/],
  [{ status: 400, nested: 0 }, /nested/],
  [{ status: 400, longMessage: "long" }, /longMessage/],
  [{ lateCommitMs: "soon" }, /lateCommitMs/],
])("refuses %j", async (effect, problem) => {
  await expect(fault(effect as never)).rejects.toThrow(problem);
});
