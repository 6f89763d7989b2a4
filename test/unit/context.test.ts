import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createContext, createRun } from "../../provider/context";
import { advice } from "../../provider/hosts/dynamic/advice";
import { openConnection as openOnegini } from "../../provider/onegini/connection";
import { openConnection as openOneLogin } from "../../provider/onelogin/connection";
import { type Keys, testRun } from "../support/run";
import { serve } from "../support/server";
import { completeKeys } from "./support/settings";

const keys: Keys = { ...completeKeys("onelogin"), ...completeKeys("onegini") };
const configuration = (key: string) => keys[key];

describe("a run's signal", () => {
  const reasonOf = ({ signal }: { signal: AbortSignal }) => (signal.reason as Error | undefined)?.message;

  it("is aborted with the host's, with a reason for people", () => {
    const host = new AbortController();
    const run = createRun({ advice, signal: host.signal });
    expect(run.signal.aborted).toBe(false);
    host.abort();
    expect(reasonOf(run)).toBe("Pulumi was told to stop.");
  });

  it("is aborted from the start where the host's is", () => {
    expect(reasonOf(createRun({ advice, signal: AbortSignal.abort() }))).toBe("Pulumi was told to stop.");
  });

  it("of one run says nothing to another's", () => {
    const [one, other] = [testRun(), testRun()];
    one.abort();
    expect([one.signal.aborted, other.signal.aborted]).toEqual([true, false]);
  });
});

describe("two contexts of one process", () => {
  it("share what their run has, and nothing of their configurations", () => {
    const run = testRun();
    const [one, other] = [createContext(configuration, run), createContext(configuration, run)];
    expect(openOneLogin(one, undefined)).toBe(openOneLogin(other, undefined));
    const elsewhere = createContext((key) => ({ ...keys, "onelogin:clientId": "another" })[key], run);
    expect(openOneLogin(elsewhere, undefined)).not.toBe(openOneLogin(one, undefined));
  });

  it("share nothing where they are of two runs", async () => {
    const server = await serve(({ url }, nth) =>
      url.startsWith("/auth") ? { body: { access_token: `token-number-${nth}` } } : { body: [] },
    );
    const keys: Keys = { ...completeKeys("onelogin"), ...completeKeys("onegini") };
    for (const service of ["onelogin", "onegini"]) keys[`${service}:url`] = server.url;
    const contexts = [testRun(), testRun()].map((run) => createContext((key) => keys[key], run));
    for (const context of contexts) {
      const { api, scopes } = openOneLogin(context, undefined);
      await scopes.list(7);
      await scopes.list(7);
      await api.authServers.list();
      openOnegini(context, undefined);
    }
    const each = [
      "POST /auth/oauth2/v2/token",
      "GET /api/2/api_authorizations/7/scopes",
      "GET /api/2/api_authorizations",
    ];
    expect(server.calls()).toEqual([...each, ...each]);
    const [one, other] = contexts.map(({ connections, objects }) => ({
      connections: [...connections.values()],
      objects,
    }));
    expect(one?.connections.filter((connection) => other?.connections.includes(connection))).toEqual([]);
    expect(one?.objects).not.toBe(other?.objects);
  });
});

describe("a module of the provider", () => {
  const folder = join(__dirname, "../../provider");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

  it.each(files)("holds no state that could change: %s", (file) => {
    const source = readFileSync(join(folder, file), "utf8");
    expect(source).not.toMatch(/^(export )?(let|var) /m);
    expect(source).not.toMatch(/^(export )?const [^=]+= (new (Weak)?(Map|Set)\b|new Array\b|\[\];|\{\};)/m);
  });
});
