import { describe, expect, it } from "vitest";
import { refusal } from "../../support/refusal";
import { type Reply, type Seen, serve } from "../../support/server";
import { oneloginAt } from "../support/connections";

const isToken = ({ url }: Seen) => url === "/auth/oauth2/v2/token";
const fine: Reply = { body: { fine: true } };

/** OneLogin in little: a token is good until it is revoked, and then the next one is. */
async function onelogin(answer: (seen: Seen) => Reply = () => fine) {
  let current = 1;
  const server = await serve((seen) => {
    if (isToken(seen))
      return { body: { access_token: `canary-token-${current}`, token_type: "bearer", expires_in: 36000 } };
    return seen.headers.authorization === `bearer canary-token-${current}`
      ? answer(seen)
      : { status: 401, body: { message: "Unauthorized", statusCode: 401, name: "UnauthorizedError" } };
  });
  return { server, revoke: () => current++, tokens: () => server.seen.filter(isToken).length };
}

describe("the token", () => {
  it("is fetched once, however many calls wait for it", async () => {
    const { server, tokens } = await onelogin();
    const { send } = oneloginAt(server.url);
    await Promise.all(Array.from({ length: 50 }, () => send("GET", "/api/2/x")));
    await send("GET", "/api/2/x");
    expect([tokens(), server.seen.length]).toEqual([1, 52]);
  });

  it("is asked for with Basic credentials and the client_credentials grant", async () => {
    const { server } = await onelogin();
    await oneloginAt(server.url).send("GET", "/api/2/x");
    const asked = server.seen[0] as Seen;
    expect(asked.method).toBe("POST");
    expect(JSON.parse(asked.body)).toEqual({ grant_type: "client_credentials" });
    expect(Buffer.from(`${asked.headers.authorization}`.replace("Basic ", ""), "base64").toString()).toBe(
      "administrator:canary-of-the-administrator",
    );
  });

  it("isn't fetched before a call needs it", async () => {
    const { server } = await onelogin();
    oneloginAt(server.url);
    expect(server.seen).toEqual([]);
  });

  it.each(["GET", "POST", "PUT", "DELETE"] as const)(
    "is renewed when a %s is refused, and the call is sent again",
    async (method) => {
      const { server, revoke, tokens } = await onelogin();
      const { send } = oneloginAt(server.url);
      await send("GET", "/api/2/x");
      revoke();
      expect(await send(method, "/api/2/x")).toEqual({ fine: true });
      expect(tokens()).toBe(2);
      expect(server.calls().slice(2)).toEqual([
        `${method} /api/2/x`,
        "POST /auth/oauth2/v2/token",
        `${method} /api/2/x`,
      ]);
    },
  );

  it("is renewed once for many calls that are refused at the same time", async () => {
    const { server, revoke, tokens } = await onelogin();
    const { send } = oneloginAt(server.url);
    await send("GET", "/api/2/x");
    revoke();
    await Promise.all(Array.from({ length: 30 }, (_, i) => send(i % 2 ? "GET" : "POST", "/api/2/x")));
    expect(tokens()).toBe(2);
  });

  it("is renewed again when it is revoked later", async () => {
    const { server, revoke, tokens } = await onelogin();
    const { send } = oneloginAt(server.url);
    for (let i = 0; i < 3; i++) {
      await send("GET", "/api/2/x");
      revoke();
    }
    expect(tokens()).toBe(3);
  });

  it("is renewed once only: a call that stays refused fails and says why that may be", async () => {
    const server = await serve((seen) =>
      isToken(seen) ? { body: { access_token: "canary-token" } } : { status: 401, body: { message: "Unauthorized" } },
    );
    const error = await refusal(oneloginAt(server.url).send("GET", "/api/2/x"));
    expect(server.calls()).toHaveLength(4);
    expect(error.message).toMatch(/Unauthorized\. Check onelogin:clientId and onelogin:clientSecret.*--run-program/);
  });

  it("is fetched anew after its fetching failed", async () => {
    let broken = true;
    const server = await serve((seen) =>
      !isToken(seen) ? fine : broken ? { status: 401, body: {} } : { body: { access_token: "canary-token" } },
    );
    const { send } = oneloginAt(server.url);
    const errors = await Promise.all([1, 2, 3].map(() => refusal(send("GET", "/api/2/x"))));
    expect(errors.map(({ path }) => path)).toEqual(Array(3).fill("/auth/oauth2/v2/token"));
    broken = false;
    expect(await send("GET", "/api/2/x")).toEqual({ fine: true });
  });

  it("is kept while other calls fail", async () => {
    const { server, tokens } = await onelogin(({ url }) =>
      url.endsWith("bad") ? { status: 404, body: { message: "no" } } : fine,
    );
    const { send } = oneloginAt(server.url);
    await refusal(send("GET", "/api/2/bad"));
    await send("GET", "/api/2/x");
    expect(tokens()).toBe(1);
  });
});

describe("the token endpoint", () => {
  it("that answers 500 isn't asked for long, and the error tells of a deleted owner", async () => {
    const server = await serve(() => ({
      status: 500,
      body: { status: { error: true, code: 500, type: "Internal", message: "Internal server error" } },
    }));
    const { send, clock } = oneloginAt(server.url);
    const error = await refusal(send("POST", "/api/2/x"));
    expect(error.message).toMatch(
      /OneLogin answered 500 to POST \/auth\/oauth2\/v2\/token: Internal server error\. .*owner.*deleted.*onelogin:clientId/,
    );
    expect(server.seen).toHaveLength(3);
    expect(clock.elapsed).toBeLessThan(10);
  });

  it("that answers 401 is asked once, and the error names both keys", async () => {
    const server = await serve(() => ({
      status: 401,
      body: { status: { error: true, code: 401, type: "Unauthorized", message: "Authentication Failure" } },
    }));
    const error = await refusal(oneloginAt(server.url).send("GET", "/api/2/x"));
    expect(server.seen).toHaveLength(1);
    expect(error.message).toMatch(/Authentication Failure\. Check onelogin:clientId and onelogin:clientSecret/);
  });

  it("that drops the connection once is asked again, since asking twice makes nothing twice", async () => {
    const server = await serve((seen, nth) =>
      nth === 1 ? "drop" : isToken(seen) ? { body: { access_token: "canary-token" } } : fine,
    );
    expect(await oneloginAt(server.url).send("POST", "/api/2/x")).toEqual({ fine: true });
  });

  it("that fails leaves a POST unsent, so that nothing is uncertain", async () => {
    const server = await serve((seen) => (isToken(seen) ? { status: 400, body: {} } : fine));
    const error = await refusal(oneloginAt(server.url).send("POST", "/api/2/api_authorizations"));
    expect(error.effect).toBe("none");
    expect(server.calls()).toEqual(["POST /auth/oauth2/v2/token"]);
  });

  it.each<Reply>([{ status: 503 }, "drop", { body: "<html>" }])(
    "that is in trouble (%j) leaves a POST's outcome certain: it did nothing",
    async (reply) => {
      const server = await serve((seen) => (isToken(seen) ? reply : fine));
      const error = await refusal(oneloginAt(server.url).send("POST", "/api/2/api_authorizations"));
      expect(server.seen.filter((seen) => !isToken(seen))).toEqual([]);
      expect(error.effect).toBe("none");
    },
  );

  it.each([[{}], [{ access_token: 5 }], [{ access_token: null }], [[]], ["a string"], [{ access_token: "" }]])(
    "that answers %j is an error, not a call without a token",
    async (body) => {
      const server = await serve((seen) => (isToken(seen) ? { body: JSON.stringify(body) } : fine));
      await refusal(oneloginAt(server.url).send("GET", "/api/2/x"));
      expect(server.seen.filter((seen) => !isToken(seen))).toEqual([]);
    },
  );

  it("can't smuggle a header in through a token", async () => {
    const server = await serve((seen) =>
      isToken(seen) ? { body: { access_token: "canary-token\r\nX-Evil: 1" } } : fine,
    );
    const end = await oneloginAt(server.url)
      .send("GET", "/api/2/x")
      .catch((error) => error.message);
    for (const { headers } of server.seen) expect(headers).not.toHaveProperty("x-evil");
    expect(JSON.stringify(end)).not.toContain("canary-token");
  });
});
