import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Advice } from "../../../provider/advice";
import { createContext } from "../../../provider/context";
import { advice as dynamicAdvice } from "../../../provider/hosts/dynamic/advice";
import { resources } from "../../../provider/services";
import { refusal } from "../../support/refusal";
import { exampleEnvironment, fixtures } from "../../support/resources";
import { testRun } from "../../support/run";
import { deadPort, type Reply, serve } from "../../support/server";
import { clientSecret, oneginiAt, oneloginAt } from "../support/connections";
import {
  completeKeys,
  configurationError,
  configurationFrom,
  oneginiSettings,
  oneloginSettings,
  withoutEnvironment,
} from "../support/settings";

// What a message advises depends on the host: the rest of the provider knows no command that sets something.

withoutEnvironment();

const advice: Advice = {
  nameOf: (namespace, key) => `{${key} of ${namespace}}`,
  placeOf: (namespace, keys) => `{${keys.join(" or ")} among ${namespace}'s arguments}`,
  set: (namespace, key, value, { secret } = { secret: false }) =>
    `{give ${namespace} the ${secret ? "secret " : ""}${key} ${value}}.`,
  credentialsRejected: (namespace) => `{give ${namespace} other credentials}`,
  tenantMoved: (namespace, previousUrl) => `{tell ${namespace} that it was at ${previousUrl}}.`,
  duringWait: "{press Escape}.",
};
const options = { advice };
/** What only dynamic providers' users can do. */
const ofDynamicProviders = /pulumi config|--run-program|Ctrl-C|stack's configuration|one\w+(-\w+)?:[a-z]/;

async function messageOf(call: Promise<unknown>): Promise<string> {
  const { message } = await refusal(call);
  expect(message).not.toMatch(ofDynamicProviders);
  return message;
}

describe("with another host's advice, the message about", () => {
  it("missing settings says where they are given, and how", () => {
    const missing = configurationError(() => oneloginSettings({}, undefined, advice));
    expect(missing).toContain("{url or subdomain among onelogin's arguments}");
    expect(missing).toContain("{give onelogin the url https://acme.onelogin.com}.");
    const { "onegini:clientSecret": _, ...others } = completeKeys("onegini");
    const secret = configurationError(() => oneginiSettings(others, undefined, advice));
    expect(secret).toContain("{give onegini the secret clientSecret <value>}.");
    for (const message of [missing, secret]) expect(message).not.toMatch(ofDynamicProviders);
  });

  it.each([
    ["url", "nonsense"],
    ["url", "http://acme.example"],
    ["previousUrl", "nonsense"],
    ["clientId", "a:b"],
    ["clientSecret", "secret\n"],
    ["maxConcurrency", "many"],
    ["verifySecrets", "yes"],
  ])("a wrong %s names it: %j", (key, value) => {
    const keys = completeKeys("onegini-acme", { [`onegini-acme:${key}`]: value });
    const message = configurationError(() => oneginiSettings(keys, "acme", advice));
    expect(message).toContain(`{${key} of onegini-acme}`);
    expect(message).not.toMatch(ofDynamicProviders);
  });

  it.each([
    ["Onegini", oneginiAt, "onegini", { status: 401, body: { error: "unauthorized", message: "no" } }],
    ["OneLogin", oneloginAt, "onelogin", { status: 401, body: { statusCode: 401, name: "x", message: "no" } }],
  ] as const)("rejected credentials of %s says what to do", async (_, at, namespace, reply) => {
    const server = await serve(() => reply);
    const message = await messageOf(at(server.url, {}, options).send("GET", "/api/2/x"));
    expect(message).toContain(`{give ${namespace} other credentials}`);
  });

  it.each<[what: string, reply: Reply, key: string]>([
    ["a wait that is too long", { status: 429, headers: { "retry-after": "3600" } }, "retryTimeoutSeconds"],
    ["an answer that doesn't come", "hang", "requestTimeoutSeconds"],
    ["an answer that is no JSON", { body: "<html>" }, "url"],
    ["an unknown page", { status: 404, body: "<html>" }, "url"],
  ])("%s names the setting", async (_, reply, key) => {
    const server = await serve(() => reply);
    const message = await messageOf(oneginiAt(server.url, { requestTimeoutSeconds: 0.05 }, options).send("POST"));
    expect(message).toContain(`{${key} of onegini}`);
  });

  it("an address where nobody listens names the setting", async () => {
    const { send } = oneginiAt(`http://127.0.0.1:${await deadPort()}`, {}, options);
    expect(await messageOf(send("POST"))).toContain("{url of onegini}");
  });

  it("a long wait says how to stop it", async () => {
    const server = await serve((_, nth) => (nth === 1 ? { status: 429, headers: { "retry-after": "60" } } : {}));
    const { send, messages } = oneginiAt(server.url, {}, options);
    await send("DELETE");
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/\{retryTimeoutSeconds of onegini\}.*\{press Escape\}\.$/);
    expect(messages[0]).not.toMatch(ofDynamicProviders);
  });

  it.each(fixtures)("a tenant that has moved says how to tell: $name", async ({ name, service, ...fixture }) => {
    const keys = completeKeys(service, { [`${service}:clientSecret`]: clientSecret });
    const context = createContext(configurationFrom(keys), testRun(options));
    const id = fixture.exampleId(exampleEnvironment);
    const inputs = fixture.inputs(exampleEnvironment);
    const state = { ...inputs, ...fixture.outputs(id), serviceUrl: "https://before.example" };
    const message = await messageOf(resources[name].update(id, state, inputs, context));
    expect(message).toContain(`{tell ${service} that it was at https://before.example}.`);
  });
});

describe("outside the hosts", () => {
  const folder = join(__dirname, "../../../provider");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("hosts"))
    .map((file) => [file, readFileSync(join(folder, file), "utf8")]);

  it.each(files)("%s knows no command that sets something", (_, source) => {
    expect(source).not.toMatch(/pulumi config|--run-program/);
  });
});

describe("the advice for dynamic providers", () => {
  it("is commands that can be pasted", () => {
    expect(dynamicAdvice.set("onelogin", "clientSecret", "<value>", { secret: true })).toBe(
      "Set it with: pulumi config set --secret onelogin:clientSecret <value>",
    );
    expect(dynamicAdvice.set("onegini-acme", "url", "https://idp.example.com/oauth")).toBe(
      "Set it with: pulumi config set onegini-acme:url https://idp.example.com/oauth",
    );
    expect(dynamicAdvice.tenantMoved("onelogin", "https://before.example")).toContain(
      "pulumi config set onelogin:previousUrl https://before.example",
    );
    // A refresh takes the configuration of the last `up`.
    expect(dynamicAdvice.credentialsRejected("onelogin")).toContain("--run-program");
  });
});
