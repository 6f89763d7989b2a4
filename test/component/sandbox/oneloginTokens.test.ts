import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../sandbox";
import { basic, call, token } from "./support/calls";

let sandbox: Sandbox;
let authorization: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  authorization = basic(sandbox.onelogin.clientId, sandbox.onelogin.clientSecret);
});
beforeEach(() => sandbox.control.reset());
afterAll(() => sandbox.close());

const grant = { grant_type: "client_credentials" };
const form = "application/x-www-form-urlencoded";
const post = (path: string, options: Parameters<typeof call>[2]) => call("POST", `${sandbox.url}${path}`, options);
const list = (accessToken: string) =>
  call("GET", `${sandbox.url}/api/2/api_authorizations`, { authorization: `bearer ${accessToken}` });

describe("tokens", () => {
  it("are issued as in RFC 6749, the same one every time", async () => {
    const { status, json } = await post("/auth/oauth2/v2/token", { authorization, body: grant });
    expect(status).toBe(200);
    expect(json).toEqual({
      access_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      token_type: "bearer",
      expires_in: 36000,
      created_at: expect.stringMatching(/Z$/),
      refresh_token: expect.any(String),
      account_id: expect.any(Number),
    });
    expect((await post("/auth/oauth2/v2/token", { authorization, body: grant })).json).toEqual(json);
  });

  it("are issued for each documented form of the credentials", async () => {
    const { clientId, clientSecret } = sandbox.onelogin;
    const older = `client_id:${clientId}, client_secret:${clientSecret}`;
    const inForm = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
    for (const options of [
      { authorization: older, body: grant },
      { authorization, body: "grant_type=client_credentials", "content-type": form },
      { body: inForm, "content-type": form },
    ]) {
      expect((await post("/auth/oauth2/v2/token", options)).status).toBe(200);
    }
  });

  it("are refused in the form of these endpoints", async () => {
    const { clientId, clientSecret } = sandbox.onelogin;
    const inJson = { ...grant, client_id: clientId, client_secret: clientSecret };
    for (const options of [
      { authorization: basic("sandbox-admin", "wrong"), body: grant },
      { authorization: "client_id:sandbox-admin, client_secret:wrong", body: grant },
      { body: grant },
      { body: inJson },
    ]) {
      const { status, json } = await post("/auth/oauth2/v2/token", options);
      expect(status).toBe(401);
      expect(json).toEqual({ status: { error: true, code: 401, type: "Unauthorized", message: expect.any(String) } });
    }
    for (const options of [
      { authorization, body: {} },
      { authorization, body: { grant_type: "password" } },
      { authorization, body: "{nonsense" },
      { authorization, body: "x", "content-type": "text/plain" },
      { authorization },
    ]) {
      const { status, json } = await post("/auth/oauth2/v2/token", options);
      expect([status, json.status.code, json.status.error]).toEqual([400, 400, true]);
    }
  });

  it("answer 401 once they expired or were revoked; the next one differs", async () => {
    const first = await token(sandbox);
    expect((await list(first)).status).toBe(200);
    expect((await post("/auth/oauth2/revoke", { authorization, body: { access_token: first } })).status).toBe(200);
    const refused = await list(first);
    expect([refused.status, refused.json]).toEqual([
      401,
      { message: "Unauthorized", statusCode: 401, name: "UnauthorizedError" },
    ]);
    await sandbox.control.settings({ tokenLifetimeSeconds: 0 });
    const second = await token(sandbox);
    expect(second).not.toBe(first);
    expect((await list(second)).status).toBe(401);
    await sandbox.control.settings({ tokenLifetimeSeconds: 60 });
    const third = await token(sandbox);
    expect((await list(third)).status).toBe(200);
    await sandbox.control.revokeTokens();
    expect((await list(third)).status).toBe(401);
  });

  it("are required before anything else is checked", async () => {
    for (const path of ["/api/2/api_authorizations/1", "/api/2/nonsense"]) {
      expect((await call("GET", `${sandbox.url}${path}`)).status).toBe(401);
      expect((await call("GET", `${sandbox.url}${path}`, { authorization })).status).toBe(401);
    }
  });

  it("aren't issued when the credentials' owner was deleted", async () => {
    await sandbox.control.settings({ ownerDeleted: true });
    const { status, json } = await post("/auth/oauth2/v2/token", { authorization, body: grant });
    expect([status, json.status.code]).toEqual([500, 500]);
  });

  it("follow a change of credentials", async () => {
    const before = await token(sandbox);
    await sandbox.control.setOneloginCredentials("other", "pair");
    expect((await post("/auth/oauth2/v2/token", { authorization, body: grant })).status).toBe(401);
    const other = { authorization: basic("other", "pair"), body: grant };
    expect((await post("/auth/oauth2/v2/token", other)).status).toBe(200);
    expect((await list(before)).status).toBe(401);
  });
});

describe("the rate limit", () => {
  const values = (headers: Headers) =>
    ["limit", "remaining", "reset"].map((name) => Number(headers.get(`x-ratelimit-${name}`)));

  it("is in every response, errors too, with seconds until the reset", async () => {
    const accessToken = await token(sandbox);
    expect(values((await list(accessToken)).headers)).toEqual([5000, 4998, 3600]);
    expect(values((await list("wrong")).headers)).toEqual([5000, 4997, 3600]);
    const { json, headers } = await call("GET", `${sandbox.url}/auth/rate_limit`, {
      authorization: `bearer ${accessToken}`,
    });
    expect(json.data).toEqual({
      "X-RateLimit-Limit": 5000,
      "X-RateLimit-Remaining": 4997,
      "X-RateLimit-Reset": 3600,
    });
    expect(values(headers)).toEqual([5000, 4997, 3600]);
    const refused = await call("GET", `${sandbox.url}/auth/rate_limit`);
    expect([refused.status, refused.json.status.code]).toEqual([401, 401]);
  });

  it("answers 429 over it until the window ends, and does nothing", async () => {
    const accessToken = await token(sandbox);
    await sandbox.control.settings({ rateLimit: { limit: 10, remaining: 1, resetSeconds: 100, windowSeconds: 50 } });
    expect(values((await list(accessToken)).headers)).toEqual([10, 0, 100]);
    const over = await list(accessToken);
    expect([over.status, over.json.statusCode]).toEqual([429, 429]);
    expect(values(over.headers)).toEqual([10, 0, 100]);
    const noToken = await post("/auth/oauth2/v2/token", { authorization, body: grant });
    expect([noToken.status, noToken.json.status.code]).toEqual([429, 429]);
    await sandbox.control.settings({ rateLimit: { resetSeconds: 0 } });
    expect(values((await list(accessToken)).headers)).toEqual([10, 9, 50]);
  });

  it("doesn't apply to Onegini", async () => {
    await sandbox.control.settings({ rateLimit: { remaining: 0, resetSeconds: 100 } });
    const { clientId, clientSecret, url } = sandbox.onegini;
    const clients = `${url}/api/v1/configuration/api-clients`;
    const { status, headers } = await call("GET", clients, { authorization: basic(clientId, clientSecret) });
    expect([status, headers.get("x-ratelimit-limit")]).toEqual([200, null]);
  });
});
