import { randomBytes } from "node:crypto";
import { type Control, type Sandbox, startSandbox } from "../../../sandbox";
import { token } from "../../sandbox/calls";
import { Engine } from "./engine";
import { Front } from "./front";
import type { Given, Scenario } from "./scenarios";

export interface Place {
  sandbox: Sandbox;
  front: Front;
  secret: string;
}

/** Sandboxes to play on, as many as there are cases at once. */
export class Places {
  private readonly all: Place[] = [];
  private readonly free: Place[] = [];

  async take(): Promise<Place> {
    const free = this.free.pop();
    if (free) {
      await free.sandbox.control.reset();
      await free.front.reset();
      return free;
    }
    const secret = `canary-admin-${randomBytes(9).toString("base64url")}`;
    const credentials = { clientSecret: secret };
    const sandbox = await startSandbox({ onelogin: credentials, onegini: credentials });
    const place = { sandbox, front: await Front.before(sandbox.url), secret };
    this.all.push(place);
    return place;
  }

  giveBack(place: Place): void {
    this.free.push(place);
  }

  async close(): Promise<void> {
    for (const { sandbox, front } of this.all) {
      await front.refuse().catch(() => {});
      await sandbox.close();
    }
  }
}

/** One case's services with what is at them, and an engine that works against them. */
export class Stage {
  readonly control: Control;
  readonly secrets: Set<string>;
  private token: string | undefined;
  /** What is at the services beside the object, which no case may touch. */
  private others = "";
  /** The object as the operation found it. */
  before: Record<string, unknown> | undefined;

  private constructor(
    readonly place: Place,
    readonly scenario: Scenario,
    readonly given: Given,
    readonly engine: Engine,
  ) {
    const { clientId } = place.sandbox.onegini;
    this.control = place.sandbox.control;
    this.secrets = new Set([place.secret, Buffer.from(`${clientId}:${place.secret}`).toString("base64")]);
  }

  static async set(place: Place, scenario: Scenario, { throughFront = false } = {}): Promise<Stage> {
    const given = await furnish[scenario.service](place.sandbox.control);
    const { [scenario.service]: access, url } = place.sandbox;
    const config = {
      url: throughFront ? access.url.replace(url, place.front.url) : access.url,
      clientId: access.clientId,
      clientSecret: access.clientSecret,
    };
    const entries = Object.entries(config).map(([key, value]) => [`${scenario.service}:${key}`, value]);
    const engine = new Engine(scenario.type, Object.fromEntries(entries));
    return new Stage(place, scenario, given, engine);
  }

  /** The objects with the program's natural key, and all others as a text to compare. */
  async look(): Promise<{ found: Record<string, unknown>[]; others: string }> {
    const all = await this.control.objects();
    const found = this.scenario.take(all, this.given);
    for (const { client_secret } of found) if (typeof client_secret === "string") this.secrets.add(client_secret);
    for (const secret of secretsIn(this.engine.state?.outputs)) this.secrets.add(secret);
    return { found, others: JSON.stringify(all) };
  }

  /** What is there as the operation finds it. */
  async remember(): Promise<void> {
    const { found, others } = await this.look();
    this.before = found[0];
    this.others = others;
  }

  isHarmed({ others }: { others: string }): boolean {
    return others !== this.others;
  }

  /** The bearer token that is good now is a secret from now on. */
  async learnToken(): Promise<void> {
    if (this.scenario.service !== "onelogin") return;
    this.token = await token(this.place.sandbox);
    this.secrets.add(this.token);
  }

  /** What the operation's requests carry, and a service could therefore echo: the first of OneLogin's carries no token. */
  sent(operation: string, isFirst: boolean): string[] {
    const { clientId } = this.place.sandbox.onegini;
    const basic = Buffer.from(`${clientId}:${this.place.secret}`).toString("base64");
    const given = this.scenario.sends?.(operation) ?? [];
    return [this.place.secret, basic, ...given, ...(isFirst || !this.token ? [] : [this.token])];
  }

  async requests(): Promise<number> {
    return (await this.control.log({ service: this.scenario.service })).length;
  }
}

function secretsIn({ clientSecret }: { clientSecret?: unknown } = {}): string[] {
  return typeof clientSecret === "string" ? [clientSecret] : [];
}

/** Bystanders, and what the resources belong to. */
const furnish = {
  async onegini(control: Control): Promise<Given> {
    await control.setApiClient("bystander", { name: "Bystander", client_secret: "canary-bystander-secret" });
    return { serverId: 0, scopeIds: [] };
  },

  async onelogin(control: Control): Promise<Given> {
    const serverId = await control.createAuthServer({ name: "Shop" });
    const otherId = await control.createAuthServer({
      name: "Orders API",
      description: "Of another resource identifier",
    });
    const scopeIds: number[] = [];
    for (const value of ["one", "two", "three"]) scopeIds.push(await control.createScope(serverId, { value }));
    await control.createScope(otherId, { value: "orders:read" });
    await control.createClaim(otherId, { name: "mail" });
    await control.setClientApp(otherId, 909021, []);
    return { serverId, scopeIds };
  },
};
