import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { beforeEach, expect, it } from "vitest";
import { FakeClock } from "../support/clock";
import { fixtureOf, prepareFixture } from "../support/resources";
import { sandboxForAll } from "../support/sandbox";
import { serve } from "../support/server";
import { ProviderRun, requestsOf } from "./support/providerRun";

// The provider authenticates with a key of its own instead of a shared secret.

const sandbox = sandboxForAll();
const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
const privateKey = keys.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const publicJwk = { ...keys.publicKey.export({ format: "jwk" }) };

/** The sandbox looks at the real time. */
function presentClock(): FakeClock {
  const clock = new FakeClock();
  clock.setTimeOfDay((Date.now() - clock.date()) / 1000);
  return clock;
}

const run = (key = privateKey) =>
  new ProviderRun(sandbox(), {
    clock: presentClock(),
    keys: {
      "onegini:clientId": "pulumi:1",
      "onegini:privateKey": key,
      "onegini:clientSecret": "",
      "onegini:verifySecrets": "true",
    },
  });

const setClient = (more: object) =>
  sandbox().control.setApiClient("pulumi:1", {
    scopes: ["onegini_api_admin", "onegini_api_config"],
    authentication_method: "private_key_jwt",
    ...more,
  });
beforeEach(() => setClient({ public_jwk: publicJwk }));

it.each(["ApiClient", "WebClient"] as const)("an %s lives its whole life", async (name) => {
  const resource = await prepareFixture(sandbox(), name);
  const entry = await run().create(name, resource.args());
  expect(await run().refresh(entry)).toEqual(entry);
  const changed = await run().update(entry, resource.changedArgs());
  const held = fixtureOf(name).held(await sandbox().control.objects(), entry.id);
  expect(held).toMatchObject(fixtureOf(name).holds(changed.inputs, changed.outputs));
  await run().delete(changed);
  expect(await resource.count()).toBe(0);
  const statuses = (await sandbox().control.log({ service: "onegini" })).map(({ status }) => status);
  expect(statuses).not.toContain(401);
});

it("many requests of one run are each let in", async () => {
  const up = run();
  const { args } = await prepareFixture(sandbox(), "ApiClient");
  const entries = await Promise.all([1, 2, 3, 4, 5].map((number) => up.create("ApiClient", args(number))));
  // A refresh also tries each client's own secret, by HTTP Basic.
  expect(await Promise.all(entries.map((entry) => up.refresh(entry)))).toEqual(entries);
});

it("a request that is repeated has another assertion: the server takes each once", async () => {
  const up = run();
  const { args } = await prepareFixture(sandbox(), "ApiClient");
  const entry = await up.create("ApiClient", args());
  // The response is lost after the service has accepted the assertion.
  await sandbox().control.fault({ match: requestsOf(entry).read, times: 2, after: true, fault: { drop: true } });
  expect(await up.refresh(entry)).toEqual(entry);
});

it("its public key may be in a key set", async () => {
  const jwks = await serve(() => ({ body: { keys: [publicJwk] } }));
  await setClient({ jwks_uri: `${jwks.url}/jwks` });
  const { args } = await prepareFixture(sandbox(), "ApiClient");
  await run().create("ApiClient", args());
  expect(jwks.calls()).toEqual(["GET /jwks"]);
});

it("another key is refused, and the error says what to check", async () => {
  const another = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const { args } = await prepareFixture(sandbox(), "ApiClient");
  const up = run(another.export({ format: "pem", type: "pkcs8" }).toString());
  const { message, entry } = await up.failingCreate("ApiClient", args());
  expect(entry).toBeUndefined();
  expect(message).toMatch(/Onegini answered 401 .*Check onegini:clientId, onegini:privateKey and onegini:url\./);
});

it("the key is in no state, message or printed error", async () => {
  const { d } = keys.privateKey.export({ format: "jwk" });
  const secrets = [d, ...privateKey.split("\n").filter((line) => line.length > 20 && !line.includes("-----"))];
  const up = run();
  const resource = await prepareFixture(sandbox(), "WebClient");
  const entry = await up.create("WebClient", resource.args());
  const texts = [JSON.stringify(entry)];
  for (const echo of ["raw", "html", "form", "base64", "lines", "json"] as const) {
    await sandbox().control.clearFaults();
    await sandbox().control.fault({ times: "forever", fault: { status: 400, echo } });
    const changed = resource.changedArgs();
    for (const work of [() => up.refresh(entry), () => up.update(entry, changed), () => up.delete(entry)]) {
      const error = await work().then(
        () => undefined,
        (thrown) => thrown,
      );
      expect(error).toBeDefined();
      texts.push(error.message, error.stack, inspect(error, { depth: 9 }), JSON.stringify(error));
    }
  }
  texts.push(...up.messages);
  for (const text of texts) {
    for (const secret of secrets) expect(text).not.toContain(secret);
    // Nor is an assertion: the header that all of them begin with.
    expect(text).not.toContain(Buffer.from('{"alg":"ES256"').toString("base64url").slice(0, 12));
  }
});
