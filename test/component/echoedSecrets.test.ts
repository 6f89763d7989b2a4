import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Values } from "../../provider/lifecycle";
import type { ResourceName } from "../../provider/services";
import type { Fault, FaultMatch } from "../../sandbox";
import { fixtureOf, prepareFixture, resourceNames } from "../support/resources";
import { keysFor } from "../support/run";
import { sandboxForAll } from "../support/sandbox";
import { type Entry, ProviderRun, requestsOf } from "./support/providerRun";

// A service may repeat what it was sent, in whatever spelling. No message, no log and no printed error holds a secret.

const sandbox = sandboxForAll();
const spellings = ["raw", "html", "form", "base64", "lines", "json"] as const;
const statuses = [400, 401, 403, 404, 409, 422, 429, 500, 503];

/** Secrets of the kinds that people and generators make; each is told by what its letters spell. */
const canaries = [
  "canary-with-a-very-long-tail-0123456789",
  `canary <"&'> / + = % ü 注 \\ end`,
  "canary\ncanary\tcanary",
  "CaNaRy1",
  "cnry5",
  "c4n4ry".repeat(40),
];
/** Pieces that only the canary has, however it is spelt. */
function tracesOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), Buffer.from(secret)])
      .toString("base64")
      .slice(before === 0 ? 0 : 4, -4),
  );
  return [secret, encodeURIComponent(secret), ...base64, "anary", "aNaRy", "cnry5", "c4n4ry"].filter(
    (text) => text.length > 3,
  );
}

function shown(error: unknown, { messages }: ProviderRun): string {
  const { message, stack, reasons } = error as { message: string; stack?: string; reasons?: string[] };
  return [
    message,
    stack,
    reasons?.join(),
    inspect(error, { depth: 9 }),
    JSON.stringify(error),
    String(error),
    ...messages,
  ].join("\n");
}

/** Everything but the error that is expected shows nothing of the secret. */
async function expectNoTrace(up: ProviderRun, secrets: string[], work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    (value) => (value as { error?: unknown } | undefined)?.error,
    (thrown) => thrown,
  );
  const everything = shown(error ?? new Error("nothing failed"), up).toLowerCase();
  for (const trace of secrets.flatMap(tracesOf)) expect(everything).not.toContain(trace.toLowerCase());
}

/** Every spelling, each with another status: over all tests, every one with nearly every other. */
let next = 0;
const faults = (match: FaultMatch, more: Partial<Fault> = {}): Fault[] =>
  spellings.map((echo) => {
    const status = statuses[next++ % statuses.length] ?? 400;
    return { match, times: "forever" as const, ...more, fault: { status, echo } };
  });

/** Answers that name a secret which the request didn't have. */
const repeating = (match: FaultMatch, secret: string): Fault[] =>
  [400, 403, 404, 500].map((status) => {
    const body = { error: "failed", message: `The secret ${secret} isn't right`, error_description: secret };
    return { match, times: "forever" as const, fault: { status, body } };
  });

describe.each(canaries)("a client secret such as %j", (clientSecret) => {
  const client = { name: "Orders", clientId: "orders", scopes: ["onegini_api_events"] };
  const entry: Entry = { name: "ApiClient", id: "orders", inputs: {}, outputs: {} };
  const { update: change, read, delete: remove } = requestsOf(entry);
  const keys = { "onegini:verifySecrets": "true", "onegini:retryTimeoutSeconds": "20" };
  const each = async (all: Fault[], secrets: string[], work: (up: ProviderRun) => Promise<unknown>) => {
    for (const fault of all) {
      await sandbox().control.clearFaults();
      await sandbox().control.fault(fault);
      const up = new ProviderRun(sandbox(), { keys });
      await expectNoTrace(up, secrets, work(up));
    }
  };
  const args: Values = { ...client, clientSecret };

  it("is shown by no create", async () => {
    await each(faults({ method: "POST" }), [clientSecret], (up) => up.tryCreate("ApiClient", args));
  });

  it("is shown by no question of a create", async () => {
    await each(faults(read), [clientSecret], (up) => up.tryCreate("ApiClient", args));
  });

  it("is shown by no adoption", async () => {
    await sandbox().control.setApiClient("orders", {});
    await each(faults(change), [clientSecret], (up) => up.tryCreate("ApiClient", { ...args, adoptExisting: true }));
  });

  it("is shown by no update, neither the old one nor the new one", async () => {
    const old = await new ProviderRun(sandbox()).create("ApiClient", args);
    const news = { ...args, clientSecret: `${clientSecret}-2` };
    await each(faults(change), [clientSecret], (up) => up.tryUpdate(old, news));
  });

  it("is shown by no refresh that verifies it, nor by a delete", async () => {
    const old = await new ProviderRun(sandbox()).create("ApiClient", args);
    // The client is read first; then its secret is tried.
    await each(faults(read, { skip: 1 }), [clientSecret], (up) => up.refresh(old));
    await each(faults(remove), [clientSecret], (up) => up.delete(old));
  });
});

describe("the hash of a web client's secret", () => {
  const canary = "$pbkdf2-sha1$i=10000$c2FsdHNhbHQ$canaryCaNaRycnry5c4n4ryQ";
  const client = { name: "Shop", clientId: "shop", grantTypes: ["CLIENT_CREDENTIALS"], accessTokenExpiresIn: 900 };
  const { update: change, read, delete: remove } = requestsOf({ name: "WebClient", id: "shop" });
  const each = async (all: Fault[], work: (up: ProviderRun) => Promise<unknown>) => {
    for (const fault of all) {
      await sandbox().control.clearFaults();
      await sandbox().control.fault(fault);
      const up = new ProviderRun(sandbox(), { keys: { "onegini:retryTimeoutSeconds": "20" } });
      await expectNoTrace(up, [canary], work(up));
    }
  };

  it("is shown by no create, update, refresh or delete", async () => {
    const args = { ...client, hashedClientSecret: canary };
    await each(faults({ method: "POST" }), (up) => up.tryCreate("WebClient", args));
    await sandbox().control.clearFaults();
    await sandbox()
      .control.deleteWebClient("shop")
      .catch(() => {});
    const entry = await new ProviderRun(sandbox()).create("WebClient", args);
    await each(faults(change), (up) => up.tryUpdate(entry, { ...args, name: "Another" }));
    await each(faults(change), (up) => up.tryUpdate(entry, client));
    await each(repeating(read, canary), (up) => up.refresh(entry));
    await each(repeating(remove, canary), (up) => up.delete(entry));
  });
});

describe("the secret of an app", () => {
  const canary = "canaryCaNaRycnry5c4n4ry";
  const start = () => new ProviderRun(sandbox(), { keys: { "onelogin:retryTimeoutSeconds": "20" } });

  it("is shown by no refresh of a client app that exports it", async () => {
    const resource = await prepareFixture(sandbox(), "AuthServerClientApp");
    await sandbox().control.settings({ appSecretInReads: "shown" });
    const made = await start().create("AuthServerClientApp", { ...resource.args(), exportCredentials: true });
    const entry = { ...made, outputs: { ...made.outputs, clientSecret: canary } };
    for (const fault of repeating({ path: "/api/2/apps/" }, canary)) {
      await sandbox().control.clearFaults();
      await sandbox().control.fault(fault);
      const up = start();
      await expectNoTrace(up, [canary], up.refresh(entry));
    }
  });

  it("is shown by no update, refresh or delete of what the state has", async () => {
    const resource = await prepareFixture(sandbox(), "OidcApp");
    const made = await start().create("OidcApp", resource.args());
    const entry = { ...made, outputs: { ...made.outputs, clientSecret: canary } };
    const { update, read, delete: remove } = requestsOf(entry);
    const works: [FaultMatch, (up: ProviderRun) => Promise<unknown>][] = [
      [update, (up) => up.tryUpdate(entry, resource.changedArgs())],
      [read, (up) => up.refresh(entry)],
      [remove, (up) => up.delete(entry)],
    ];
    for (const [match, work] of works) {
      for (const fault of repeating(match, canary)) {
        await sandbox().control.clearFaults();
        await sandbox().control.fault(fault);
        const up = start();
        await expectNoTrace(up, [canary], work(up));
      }
    }
  });
});

describe.each(resourceNames)("the credentials of the stack", (name) => {
  const secret = `canary <&"'> / + = of the stack`;
  const { service } = fixtureOf(name);

  it(`are shown by no call for an ${name}`, async () => {
    const resource = await prepareFixture(sandbox(), name);
    const { clientId } = sandbox()[service];
    // Right ones, so that calls get as far as they can.
    if (service === "onegini") await sandbox().control.setApiClient(clientId, { client_secret: secret });
    else await sandbox().control.setOneloginCredentials(clientId, secret);
    const keys = {
      ...keysFor(service, { ...sandbox()[service], clientSecret: secret }),
      [`${service}:retryTimeoutSeconds`]: "20",
    };
    const start = () => new ProviderRun(sandbox(), { keys });
    const entry = await start().create(name, resource.args());
    const works: [FaultMatch, (up: ProviderRun) => Promise<unknown>][] = [
      [resource.createRequest, (up) => up.tryCreate(name, resource.args(2))],
      [requestsOf(entry).update, (up) => up.tryUpdate(entry, resource.changedArgs())],
      [requestsOf(entry).read, (up) => up.refresh(entry)],
      [requestsOf(entry).delete, (up) => up.delete(entry)],
      [{ path: "/auth/" }, (up) => up.refresh(entry)],
    ];
    for (const [match, work] of works) {
      for (const fault of faults(match)) {
        await sandbox().control.clearFaults();
        await sandbox().control.fault(fault);
        const up = start();
        await expectNoTrace(up, [secret], work(up));
      }
    }
  });
});

describe("what an error shows all the same", () => {
  it.each(["error", "error_code", "code", "nested"] as const)(
    "is the code, and the names of the parameters that it's about: %s",
    async (errorStyle) => {
      await sandbox().control.settings({ errorStyle });
      const args = { name: "Orders", clientId: "orders", scopes: ["unheard_of"], clientSecret: "given-secret" };
      const { message } = await new ProviderRun(sandbox()).failingCreate("ApiClient" satisfies ResourceName, args);
      expect(message).toMatch(/400.*invalid_request.*scopes/);
      expect(message).toContain("the request carried a secret");
    },
  );
});
