import { describe, expect, it } from "vitest";
import { unknownValue } from "../../provider/hosts/dynamic/provider";
import type { Values } from "../../provider/lifecycle";
import { sandboxForAll } from "../sandbox/calls";
import type { Name } from "../unit/support/lives";
import { ProviderRun } from "./support/providerRun";

// What a service would refuse, or could never use, is refused before anything is sent: in one clear message that names the
// property. What a state holds already passes, since somebody lives with it.

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());

const valid: Record<Name, Values> = {
  ApiClient: { name: "Orders", clientId: "orders", scopes: ["onegini_api_events"] },
  AuthServer: {
    name: "Orders",
    configuration: { resourceIdentifier: "https://orders", audiences: ["https://orders"] },
  },
  AuthServerScope: { authServerId: 1022743, value: "orders:read" },
  AuthServerClaim: { authServerId: 1022743, name: "mail" },
  AuthServerClientApp: { authServerId: 1022743, appId: 909021, scopeIds: [51] },
};
const key = { authenticationMethod: "private_key_jwt", jwksUri: "https://example.com/jwks" };

/** Every control character of Unicode that isn't white space at an end. */
const controls = ["\u0000", "\u0007", "\u001b", "\u007f", "\u0085", "\u009f", "\t", "\n", "\r"];
const within = (control: string) => `a${control}b`;

type Refused = [name: Name, property: string, args: Values];
const texts: [Name, string, (text: string) => Values][] = [
  ["ApiClient", "name", (name) => ({ name })],
  ["ApiClient", "clientId", (clientId) => ({ clientId })],
  ["ApiClient", "clientId", (clientId) => ({ clientId, ...key })],
  ["ApiClient", "scopes", (scope) => ({ scopes: ["onegini_api_events", scope] })],
  ["AuthServer", "name", (name) => ({ name })],
  [
    "AuthServer",
    "configuration.resourceIdentifier",
    (resourceIdentifier) => ({ configuration: { resourceIdentifier, audiences: ["a"] } }),
  ],
  ["AuthServerScope", "value", (value) => ({ value })],
  ["AuthServerClaim", "name", (name) => ({ name })],
];
const others: Refused[] = [
  ["ApiClient", "clientId", { clientId: "orders:1" }],
  ["ApiClient", "clientId", { clientId: "orders:1", authenticationMethod: "client_secret_basic" }],
  ["ApiClient", "scopes", { scopes: [] }],
  ["ApiClient", "scopes", { scopes: ["onegini_api_events onegini_api_admin"] }],
  ["ApiClient", "scopes", { scopes: ["onegini_api_events", ""] }],
  ["AuthServerClientApp", "scopeIds", { scopeIds: ["1022744/51"] }],
  ["AuthServerClientApp", "scopeIds", { scopeIds: [51, "1022743/52", "10227431/53"] }],
  ["AuthServerClientApp", "scopeIds", { authServerId: "1022743", scopeIds: ["1022744/51"] }],
  ["AuthServerScope", "value", { value: "orders read" }],
];

async function expectRefused(name: Name, property: string, args: Values): Promise<void> {
  const failures = await run().failures(name, { ...valid[name], ...args });
  expect(failures).toHaveLength(1);
  expect(failures[0]?.startsWith(`${property}: `)).toBe(true);
  // One line, for a terminal.
  expect(failures[0]).not.toMatch(/\p{Cc}/u);
}

describe("check refuses", () => {
  it.each(texts)("a control character in %s %s", async (name, property, args) => {
    for (const control of controls) await expectRefused(name, property, args(within(control)));
  });

  it.each(others)("%s %s %j", expectRefused);

  it("and nothing is asked of a service", async () => {
    for (const [name, , args] of others) await run().failures(name, { ...valid[name], ...args });
    expect(await sandbox().control.log()).toEqual([]);
  });
});

describe("check lets pass", () => {
  it.each(Object.entries(valid) as [Name, Values][])("a plain %s", async (name, args) => {
    expect(await run().failures(name, args)).toEqual([]);
  });

  it.each([
    ["ApiClient", { clientId: "orders:1", ...key }],
    ["ApiClient", { name: "Ördérs 注文 📦" }],
    ["AuthServer", { description: "of\nmany\nlines" }],
    ["AuthServerScope", { description: "of\nmany lines" }],
    ["AuthServerClientApp", { scopeIds: ["1022743/51", 52, "53"] }],
    ["AuthServerClientApp", { scopeIds: [] }],
    ["AuthServerClientApp", { authServerId: unknownValue, scopeIds: ["1022744/51"] }],
    ["AuthServerClientApp", { scopeIds: [unknownValue, "1022743/51"] }],
    ["AuthServerClientApp", { scopeIds: unknownValue }],
    ["ApiClient", { clientId: unknownValue, scopes: [unknownValue] }],
    ["ApiClient", { clientId: "orders:1", authenticationMethod: unknownValue }],
  ] as [Name, Values][])("%s %j", async (name, args) => {
    expect(await run().failures(name, { ...valid[name], ...args })).toEqual([]);
  });
});

describe("what the last inputs hold already passes", () => {
  const cases: Refused[] = [
    ...texts.map(([name, property, args]): Refused => [name, property, args(within("\u0007"))]),
    ...others.filter(([, property]) => property !== "scopeIds"),
  ];

  it.each(cases)("%s %s %j", async (name, _, args) => {
    const olds = { ...valid[name], ...args };
    expect(await run().failures(name, olds, olds)).toEqual([]);
    // Beside a change of something else, too.
    const more = name === "ApiClient" ? { publicBaseUri: "https://orders" } : { description: "x" };
    const changed = name === "AuthServerClaim" ? { userAttributeMappings: "email" } : more;
    expect(await run().failures(name, { ...olds, ...changed }, olds)).toEqual([]);
  });

  it("but another wrong value in its place doesn't", async () => {
    const olds = { ...valid.ApiClient, name: "a\u0007b" };
    expect(await run().failures("ApiClient", { ...olds, name: "a\u0008b" }, olds)).toHaveLength(1);
    const colon = { ...valid.ApiClient, clientId: "orders:1" };
    expect(await run().failures("ApiClient", { ...colon, name: "x\u0007" }, colon)).toHaveLength(1);
  });
});

describe("a client id with a colon that a state has", () => {
  it("isn't verified, and the refresh says so", async () => {
    const { onegini } = sandbox();
    await sandbox().control.setApiClient("a:b", {
      name: "A",
      scopes: ["onegini_api_events"],
      client_secret: "secret-of-a",
    });
    const inputs = { name: "A", clientId: "a:b", scopes: ["onegini_api_events"], clientSecret: "another-secret" };
    const entry = { name: "ApiClient" as const, id: "a:b", inputs, outputs: { ...inputs, serviceUrl: onegini.url } };
    const refreshing = new ProviderRun(sandbox(), { config: { "onegini:verifySecrets": "true" } });
    expect(await refreshing.refresh(entry)).toEqual(entry);
    expect(refreshing.told.join()).toMatch(/"a:b".*can't be told.*colon/);
  });
});
