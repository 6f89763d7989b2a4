import { afterEach, describe, expect, it, vi } from "vitest";
import { refusal } from "../../support/refusal";
import { oneginiAt } from "../support/connections";
import { hostname, noProxies, proxyTo } from "../support/secure";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The credentials that a proxy gets whose address in the environment has these, and what the call ends in. */
async function asked(credentials: string, variable = "HTTPS_PROXY") {
  const proxy = await proxyTo(1, "407 Proxy Authentication Required");
  noProxies();
  vi.stubEnv(variable, `http://${credentials}127.0.0.1:${proxy.port}`);
  const { message } = await refusal(oneginiAt(`https://${hostname}`).send("GET"));
  expect(proxy.asked.length).toBeGreaterThan(0);
  expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${hostname}:443`]));
  const header = JSON.parse(proxy.headers[0] as string)["proxy-authorization"] as string | undefined;
  const [scheme, value] = header?.split(" ") ?? [];
  return { scheme, credentials: value && Buffer.from(value, "base64").toString(), value, message };
}

describe("a proxy's credentials", () => {
  it.each([
    ["plain", "somebody:canary-password@", "somebody:canary-password"],
    ["with what a URL has to escape", "some%40body:p%40ss%2Fw%3Ard%25@", "some@body:p@ss/w:rd%"],
    ["with letters of any language", "j%C3%BCrgen:p%C3%A4ss%E2%82%AC@", "jürgen:päss€"],
    ["with a plus sign, which means itself", "a+b:c+d@", "a+b:c+d"],
    ["without a password", "somebody@", "somebody:"],
  ])("are sent as they are meant: %s", async (_, spelled, meant) => {
    expect(await asked(spelled)).toMatchObject({ scheme: "Basic", credentials: meant });
  });

  it.each(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])("are taken from %s", async (variable) => {
    expect(await asked("a%40b:c%40d@", variable)).toMatchObject({ credentials: "a@b:c@d" });
  });

  it("are sent as they stand where they can't be decoded", async () => {
    expect(await asked("somebody:100%@")).toMatchObject({ scheme: "Basic", credentials: "somebody:100%" });
  });

  it("are none where the address has none", async () => {
    expect(await asked("")).toMatchObject({ scheme: undefined });
  });

  it("show in no error, in no spelling", async () => {
    const { message, value } = await asked("some%40body:canary%40password@");
    for (const shown of ["canary", "canary%40password", value as string]) expect(message).not.toContain(shown);
    expect(message).toMatch(/proxy/i);
  });
});

describe("a proxy that can't be one", () => {
  it.each(["http://", "http://[", "nonsense:::"])("is an error that names where it's set: %j", async (value) => {
    noProxies();
    vi.stubEnv("HTTPS_PROXY", value);
    expect((await refusal(oneginiAt(`https://${hostname}`).send("POST"))).message).toContain("HTTPS_PROXY");
  });
});
