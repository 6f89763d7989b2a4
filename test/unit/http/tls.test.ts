import { afterEach, describe, expect, it, vi } from "vitest";
import { refusal } from "../../support/refusal";
import { deadPort, serve } from "../../support/server";
import { clientSecret, oneginiAt } from "../support/connections";
import { hostname, noProxies, proxyTo, secureService, trust } from "../support/secure";

function environment(variables: { [name: string]: string }): void {
  noProxies();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}
afterEach(() => {
  vi.unstubAllEnvs();
});

const credentials = `Basic ${Buffer.from(`administrator:${clientSecret}`).toString("base64")}`;

describe("a certificate that doesn't verify", () => {
  it.each([undefined, "0"])(
    "is refused with a hint, and nothing is sent (NODE_TLS_REJECT_UNAUTHORIZED=%s)",
    async (value) => {
      environment({});
      vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", value);
      const service = await secureService();
      const error = await refusal(oneginiAt(`https://127.0.0.1:${service.port}`).send("POST"));
      expect(error.message).toMatch(
        /certificate can't be verified \(DEPTH_ZERO_SELF_SIGNED_CERT\).*onegini:url.*NODE_EXTRA_CA_CERTS/,
      );
      expect(error).toMatchObject({ effect: "none" });
      expect(service.authorizations).toEqual([]);
    },
  );

  it.each([undefined, "0"])("is refused through a proxy, too (NODE_TLS_REJECT_UNAUTHORIZED=%s)", async (value) => {
    const service = await secureService();
    const proxy = await proxyTo(service.port);
    environment({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", value);
    const error = await refusal(oneginiAt(`https://${hostname}`).send("POST"));
    expect(error.message).toContain("NODE_EXTRA_CA_CERTS");
    expect(error).toMatchObject({ effect: "none" });
    expect(service.authorizations).toEqual([]);
  });

  it("for another host is refused even when it's trusted", async () => {
    const service = await secureService();
    trust(service.cert);
    const proxy = await proxyTo(service.port);
    environment({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    const error = await refusal(oneginiAt("https://another.test").send("POST"));
    expect(error.message).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(service.authorizations).toEqual([]);
  });

  it("is asked for once: it won't verify later either", async () => {
    environment({});
    const service = await secureService();
    const { send, clock } = oneginiAt(`https://127.0.0.1:${service.port}`);
    await refusal(send("GET"));
    expect(clock.waits).toEqual([]);
  });
});

it("a certificate that verifies is used", async () => {
  environment({});
  const service = await secureService();
  trust(service.cert);
  expect(await oneginiAt(`https://127.0.0.1:${service.port}`).send("GET")).toEqual({ fine: true });
});

describe("a proxy of the environment", () => {
  it.each(["HTTPS_PROXY", "https_proxy"])(
    "in %s carries https in a tunnel, and sees neither path nor credentials",
    async (variable) => {
      const service = await secureService();
      trust(service.cert);
      const proxy = await proxyTo(service.port);
      environment({ [variable]: `http://127.0.0.1:${proxy.port}` });
      expect(await oneginiAt(`https://${hostname}`).send("GET")).toEqual({ fine: true });
      expect(proxy.asked).toEqual([`CONNECT ${hostname}:443`]);
      expect(proxy.headers.join()).not.toContain("authorization");
      expect(service.authorizations).toEqual([credentials]);
    },
  );

  it("isn't used for what NO_PROXY names", async () => {
    const service = await secureService();
    const proxy = await proxyTo(service.port);
    environment({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: `other.test,${hostname}` });
    // Without the proxy nobody knows this host.
    await refusal(oneginiAt(`https://${hostname}`, { requestTimeoutSeconds: 2 }).send("POST"));
    expect(proxy.asked).toEqual([]);
  });

  it("is never given what goes to this machine", async () => {
    const server = await serve(() => ({ body: {} }));
    const service = await secureService();
    trust(service.cert);
    const proxy = await proxyTo(service.port);
    const at = `http://127.0.0.1:${proxy.port}`;
    environment({ HTTP_PROXY: at, http_proxy: at, HTTPS_PROXY: at, ALL_PROXY: at });
    await oneginiAt(server.url).send("GET");
    await oneginiAt(server.url.replace("127.0.0.1", "localhost")).send("GET");
    await oneginiAt(`https://127.0.0.1:${service.port}`).send("GET");
    expect(proxy.asked).toEqual([]);
    expect(server.seen).toHaveLength(2);
  });

  it.each(["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])(
    "that refuses the tunnel with %s is an error that doesn't show its password",
    async (refuseWith) => {
      const proxy = await proxyTo(1, refuseWith);
      environment({ HTTPS_PROXY: `http://somebody:canary-of-the-proxy@127.0.0.1:${proxy.port}` });
      const error = await refusal(oneginiAt(`https://${hostname}`).send("POST"));
      expect(error.message).not.toContain("canary-of-the-proxy");
      expect(error.message).not.toContain(Buffer.from("somebody:canary-of-the-proxy").toString("base64"));
    },
  );

  it("that wants a password is named, since the service never answers 407", async () => {
    const proxy = await proxyTo(1, "407 Proxy Authentication Required");
    environment({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    expect((await refusal(oneginiAt(`https://${hostname}`).send("POST"))).message).toMatch(/proxy/i);
  });

  it("that isn't there is a refused connection", async () => {
    environment({ HTTPS_PROXY: `http://127.0.0.1:${await deadPort()}` });
    expect(await refusal(oneginiAt(`https://${hostname}`).send("POST"))).toMatchObject({
      effect: "none",
      status: undefined,
    });
  });
});
