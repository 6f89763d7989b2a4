import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { afterAll, beforeAll } from "vitest";
import { type Objects, type Sandbox, startSandbox } from "../../../../sandbox";
import { type Keys, keysFor } from "../../../support/run";
import { applyConditions, type Conditions } from "./conditions";

/** What services hold, by the profile that they belong to; `""` for none. */
export type ObjectsByProfile = Record<string, Objects>;

/** Two tenants: the default one, and that of the profile `acme`. */
export class Tenants {
  /** Every provider process has its own sockets; these share them, so that thousands of processes can be had. */
  readonly agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent() };

  private constructor(private readonly sandboxes: Record<string, Sandbox>) {}

  static async start(): Promise<Tenants> {
    return new Tenants({ "": await startSandbox(), acme: await startSandbox() });
  }

  /** With nothing in them but what the conditions say. */
  async reset(conditions: Conditions): Promise<void> {
    for (const { control } of Object.values(this.sandboxes)) await applyConditions(control, conditions);
  }

  /** @param profile - Of a resource's inputs. */
  sandbox(profile: unknown): Sandbox {
    return this.sandboxes[String(profile ?? "")] as Sandbox;
  }

  async objects(): Promise<ObjectsByProfile> {
    const entries = Object.entries(this.sandboxes).map(async ([profile, { control }]) => [
      profile,
      await control.objects(),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  }

  configuration({ verifySecrets }: Conditions): Keys {
    const keys: Keys = {};
    for (const [profile, { onelogin, onegini }] of Object.entries(this.sandboxes)) {
      const suffix = profile && `-${profile}`;
      Object.assign(keys, keysFor(`onelogin${suffix}`, onelogin), keysFor(`onegini${suffix}`, onegini));
      if (verifySecrets) keys[`onegini${suffix}:verifySecrets`] = "true";
    }
    return keys;
  }

  async close(): Promise<void> {
    this.agents.http.destroy();
    for (const sandbox of Object.values(this.sandboxes)) await sandbox.close();
  }
}

/** Tenants for all tests of a file. */
export function tenantsForAll(): () => Tenants {
  let tenants: Tenants | undefined;
  beforeAll(async () => {
    tenants = await Tenants.start();
  });
  afterAll(() => tenants?.close());
  return () => tenants as Tenants;
}
