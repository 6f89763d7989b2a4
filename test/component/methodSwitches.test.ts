import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun } from "./support/providerRun";

/** How a client authenticates may change from anything to anything, and the answer to that change may be lost. */

const sandbox = sandboxForAll();
const run = () => new ProviderRun(sandbox());

const newKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
const [jwk, otherJwk] = [newKey().export({ format: "jwk" }), newKey().export({ format: "jwk" })];
const pem = newKey().export({ format: "pem", type: "spki" }).toString();
const jwksUri = "https://app.example.com/jwks";
const hashedClientSecret = "$pbkdf2-sha1$i=1$c2FsdA$Zmlyc3Q";

interface Kind {
  args: Values;
  /** What the service holds then, besides the secret, which must be the output. */
  held: Values;
}

const apiClient = { name: "Orders", clientId: "orders", scopes: ["onegini_api_events"] };
const withKey = { ...apiClient, authenticationMethod: "private_key_jwt" };
const apiClients: Record<string, Kind> = {
  "a generated secret": { args: apiClient, held: { client_secret: expect.any(String) } },
  "a given secret": { args: { ...apiClient, clientSecret: "given-secret" }, held: { client_secret: "given-secret" } },
  "a key": { args: { ...withKey, publicJwk: jwk }, held: { public_jwk: jwk, jwks_uri: undefined } },
  "another key": { args: { ...withKey, publicJwk: otherJwk }, held: { public_jwk: otherJwk, jwks_uri: undefined } },
  "a key set": { args: { ...withKey, jwksUri }, held: { jwks_uri: jwksUri } },
  "a key and a key set": { args: { ...withKey, publicJwk: jwk, jwksUri }, held: { jwks_uri: jwksUri } },
};

const webClient = {
  name: "Shop",
  clientId: "shop",
  grantTypes: ["AUTHORIZATION_CODE"],
  redirectUrl: "https://app.example.com/callback",
  accessGrantExpiresIn: 30,
  accessTokenExpiresIn: 900,
};
const method = (clientAuthenticationMethod: string) => ({ ...webClient, clientAuthenticationMethod });
const held = (client_authentication_method: string, others: Values = {}) => ({
  client_authentication_method,
  hashed_client_secret: undefined,
  ...others,
});
const webClients: Record<string, Kind> = {
  "a generated secret": { args: webClient, held: held("CLIENT_SECRET_BASIC", { client_secret: expect.any(String) }) },
  "its method given": {
    args: method("CLIENT_SECRET_BASIC"),
    held: held("CLIENT_SECRET_BASIC", { client_secret: expect.any(String) }),
  },
  "a given secret": {
    args: { ...webClient, clientSecret: "given-secret" },
    held: held("CLIENT_SECRET_BASIC", { client_secret: "given-secret" }),
  },
  "a hashed secret": {
    args: { ...webClient, hashedClientSecret },
    held: held("CLIENT_SECRET_BASIC", { hashed_client_secret: hashedClientSecret }),
  },
  PKCE: { args: method("PKCE"), held: held("PKCE") },
  "no authentication": { args: method("PUBLIC"), held: held("PUBLIC") },
  "a device's grant": {
    args: { ...webClient, grantTypes: ["AUTHORIZATION_CODE", "DEVICE_CODE"] },
    held: held("PUBLIC", { grant_types: ["AUTHORIZATION_CODE", "DEVICE_CODE"] }),
  },
  "a key": {
    args: { ...method("PRIVATE_KEY_JWT"), publicJwk: pem },
    held: held("PRIVATE_KEY_JWT", { public_jwk: pem, jwks_uri: undefined }),
  },
  "a key set": {
    args: { ...method("PRIVATE_KEY_JWT"), jwksUri },
    held: held("PRIVATE_KEY_JWT", { jwks_uri: jwksUri }),
  },
  "a key and a key set": {
    args: { ...method("PRIVATE_KEY_JWT"), publicJwk: pem, jwksUri },
    held: held("PRIVATE_KEY_JWT", { jwks_uri: jwksUri }),
  },
};

const services = {
  ApiClient: { kinds: apiClients, read: () => sandbox().control.apiClient("orders") },
  WebClient: { kinds: webClients, read: () => sandbox().control.webClient("shop") },
};

describe.each(["ApiClient", "WebClient"] as const)("%s", (name) => {
  const { kinds, read } = services[name];
  const kindNamed = (kind: string) => kinds[kind] as Kind;
  const pairs = Object.keys(kinds).flatMap((from) => Object.keys(kinds).map((to) => [from, to] as const));
  // A change of the grants alone is like that of a name: after a lost answer, a refresh shows whether it came through.
  const open = ["no authentication", "a device's grant"];
  const changes = pairs.filter(([from, to]) => from !== to && !(open.includes(from) && open.includes(to)));

  /** Both the service and the state are as the program says, and no further run finds anything to do. */
  const expectSettled = async (kind: string, entry: Entry) => {
    const client = { jwks_uri: undefined, hashed_client_secret: undefined, ...(await read()) };
    expect(client).toMatchObject(kindNamed(kind).held);
    expect((client as Values).client_secret).toBe(entry.outputs.clientSecret);
    expect(await run().refresh(entry)).toEqual(entry);
    expect(await run().diff(entry, kindNamed(kind).args)).toBeUndefined();
  };

  describe.each([
    ["as documented", {}],
    ["where a PATCH without a method sets the default", { patchedMethod: "defaulted" }],
    ["where unset members are null", { unsetFields: "null" }],
  ] as const)("%s", (_, settings) => {
    it.each(pairs)("changes from %s to %s and back, also after another update", async (from, to) => {
      await sandbox().control.settings(settings);
      const entry = await run().create(name, kindNamed(from).args);
      const changed = await run().update(entry, kindNamed(to).args);
      await expectSettled(to, changed);
      const renamed = await run().update(changed, { ...kindNamed(to).args, name: "Another" });
      const back = await run().update(renamed, kindNamed(from).args);
      await expectSettled(from, back);
    });
  });

  describe.each([
    ["came through", true],
    ["was lost", false],
  ])("a change that %s, unanswered", (_, after) => {
    describe.each([
      ["with a refresh", true],
      ["without a refresh", false],
    ])("%s", (_, isRefreshed) => {
      it.each(changes)("from %s to %s is made or taken back by the next update", async (from, to) => {
        for (const wanted of [to, from]) {
          const entry = await run().create(name, kindNamed(from).args);
          await sandbox().control.fault({
            match: { method: "PATCH" },
            times: "forever",
            after,
            fault: { drop: true },
          });
          const tried = await run().tryUpdate(entry, kindNamed(to).args);
          await sandbox().control.clearFaults();
          // Some changes need no request.
          const left = tried.entry ?? entry;
          const known = isRefreshed ? ((await run().refresh(left)) as Entry) : left;
          const isOpen = (await run().diff(known, kindNamed(wanted).args)) !== undefined;
          const done = isOpen ? await run().update(known, kindNamed(wanted).args) : known;
          await expectSettled(wanted, done);
          await run().delete(done);
        }
      });
    });
  });
});
