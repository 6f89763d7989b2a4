import { randomBytes } from "node:crypto";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createRun, type Run, type Runtime } from "../../../../provider/context";
import { advice } from "../../../../provider/hosts/dynamic/advice";
import type { Values } from "../../../../provider/lifecycle";
import { type Control, type LogEntry, type Objects, type Sandbox, startSandbox } from "../../../../sandbox";
import { doByHand } from "../../../support/byHand";
import { FakeClock } from "../../../support/clock";
import { type Environment, layOver, prepareEnvironment } from "../../../support/resources";
import { keysFor, testRun } from "../../../support/run";
import { token } from "../../sandbox/support/calls";
import { SandboxProxy } from "./proxy";
import type { Scenario } from "./scenarios";
import { Stack } from "./stack";

/** A sandbox that holds a scenario's environment and other people's objects. */
export interface PooledSandbox {
  sandbox: Sandbox;
  proxy: SandboxProxy;
  clientSecret: string;
  scenario: Scenario;
  environment: Environment;
  /** The sockets of the last provider process. */
  sockets?: HttpAgent;
}

/** Sandboxes that cases use one after the other: as many as there are cases at once. */
export class SandboxPool {
  private readonly all: PooledSandbox[] = [];
  private readonly free: PooledSandbox[] = [];

  async take(scenario: Scenario): Promise<PooledSandbox> {
    const i = this.free.findIndex((each) => each.scenario === scenario);
    const [ready] = i === -1 ? [] : this.free.splice(i, 1);
    if (ready) {
      await ready.sandbox.control.clearLog();
      return ready;
    }
    const free = this.free.pop();
    if (!free) return this.add(scenario);
    await free.sandbox.control.reset();
    return Object.assign(free, { scenario, environment: await prepareSandbox(free.sandbox, scenario) });
  }

  private async add(scenario: Scenario): Promise<PooledSandbox> {
    const clientSecret = `canary-admin-${randomBytes(9).toString("base64url")}`;
    const sandbox = await startSandbox({ onelogin: { clientSecret }, onegini: { clientSecret } });
    const environment = await prepareSandbox(sandbox, scenario);
    const proxy = await SandboxProxy.before(sandbox.url);
    const pooled = { sandbox, proxy, clientSecret, scenario, environment };
    this.all.push(pooled);
    return pooled;
  }

  /**
   * For the next case of the same scenario: only after `expectCleanDestroy` has found everything as it was. After a case
   * that failed, requests may still be under way.
   */
  release(pooled: PooledSandbox): void {
    this.free.push(pooled);
  }

  async close(): Promise<void> {
    for (const { sandbox, proxy } of this.all) {
      await proxy.refuse().catch(() => {});
      await sandbox.close();
    }
  }
}

async function prepareSandbox(sandbox: Sandbox, scenario: Scenario): Promise<Environment> {
  await sandbox.control.settings(scenario.settings);
  const environment = await prepareEnvironment(sandbox.control);
  for (const inputs of otherObjects(scenario, environment))
    await doByHand(sandbox, scenario.fixture.byHand.make(inputs));
  return environment;
}

/** The same resource with other natural keys: what no case may change. */
function otherObjects({ fixture }: Scenario, environment: Environment): Values[] {
  const inputs = fixture.inputs(environment);
  const elsewhere = fixture.inputs({ ...environment, ...environment.other });
  const isElsewhere = JSON.stringify(elsewhere) !== JSON.stringify(inputs);
  const similar = fixture.similar && layOver(inputs, fixture.similar);
  return [fixture.inputs(environment, 2), ...(isElsewhere ? [elsewhere] : []), ...(similar ? [similar] : [])];
}

interface Options {
  throughProxy?: boolean;
  /** Waits take their time, for what the sandbox itself does later. */
  realTime?: boolean;
}

/** What there is at the service, as a case looks at it. */
export interface Look {
  /** The objects with the program's natural key, their sets in order. */
  found: Values[];
  /** All others as a text to compare. */
  others: string;
}

/** One case: a service, and a stack with one resource. */
export class Setup {
  readonly stack: Stack;
  private readonly clock = new FakeClock();
  readonly control: Control;
  /** All that no message may show. */
  readonly secrets: Set<string>;
  /** Is called when a request got no answer, before the provider learns of it. */
  afterLostRequest: (() => Promise<void>) | undefined;
  /** What there was before the operation. */
  private initial: Look = { found: [], others: "" };
  private token: string | undefined;

  readonly scenario: Scenario;
  readonly environment: Environment;

  constructor(
    readonly pooled: PooledSandbox,
    { throughProxy = false, realTime = false }: Options = {},
  ) {
    const { sandbox, proxy, clientSecret, scenario, environment } = pooled;
    this.scenario = scenario;
    this.environment = environment;
    this.control = sandbox.control;
    this.secrets = new Set([clientSecret, basicCredentials(pooled)]);
    const { service } = scenario.fixture;
    const { url } = sandbox[service];
    const access = { ...sandbox[service], url: throughProxy ? url.replace(sandbox.url, proxy.url) : url };
    this.stack = new Stack(scenario.type, keysFor(service, access), (log) => {
      const agents = this.newAgents();
      return realTime ? createRun({ advice, log, agents }) : this.fakeRun(log, agents);
    });
  }

  /** Each provider process has its own sockets, and they end with it: thousands of cases would need too many. */
  private newAgents(): NonNullable<Runtime["agents"]> {
    this.pooled.sockets?.destroy();
    this.pooled.sockets = new HttpAgent({ keepAlive: true });
    return { http: this.pooled.sockets, https: new HttpsAgent() };
  }

  private fakeRun(log: Runtime["log"], agents: Runtime["agents"]): Run {
    const { clock } = this;
    return testRun({
      clock,
      log,
      agents,
      // Only a request that runs into its timeout takes time.
      observeRequest: async (_request, send) => {
        const start = performance.now();
        try {
          return await send();
        } catch (error) {
          if ((error as { code?: string }).code === "ERR_CANCELED") clock.pass((performance.now() - start) / 1000);
          await this.afterLostRequest?.();
          throw error;
        }
      },
    });
  }

  async look(): Promise<Look> {
    const objects = await this.control.objects();
    const found = this.scenario.find(objects, this.environment);
    for (const { client_secret } of found) if (typeof client_secret === "string") this.secrets.add(client_secret);
    const { clientSecret } = this.stack.state?.outputs ?? {};
    if (typeof clientSecret === "string") this.secrets.add(clientSecret);
    return { found: found.map(withSortedSets), others: without(objects, found) };
  }

  /** Remembers what is there before the operation. */
  async recordInitial(): Promise<void> {
    this.initial = await this.look();
  }

  /** The object before the operation. */
  get initialObject(): Values | undefined {
    return this.initial.found[0];
  }

  hasChangedOthers({ others }: Look): boolean {
    return others !== this.initial.others;
  }

  /** Somebody creates the object, or changes it to their liking. */
  async changeByHand(): Promise<void> {
    const { fixture } = this.scenario;
    const { state } = this.stack;
    const inputs = layOver(this.scenario.inputs(this.environment, "original"), fixture.somebodyElses);
    const change = state ? fixture.byHand.set(state.id, fixture.somebodyElses) : fixture.byHand.make(inputs);
    await doByHand(this.pooled.sandbox, change);
  }

  async removeByHand(): Promise<void> {
    await doByHand(this.pooled.sandbox, this.scenario.fixture.byHand.remove(this.stack.state?.id ?? ""));
  }

  /** The bearer token that is valid now is a secret from now on. */
  async learnToken(): Promise<void> {
    if (this.scenario.fixture.service !== "onelogin") return;
    this.token = await token(this.pooled.sandbox);
    this.secrets.add(this.token);
  }

  /** The secrets in an operation's requests, which a service could therefore echo: the first one of OneLogin's carries no token. */
  secretsSent(args: Values, isFirstRequest: boolean): string[] {
    const { clientSecret } = args;
    const known = [this.pooled.clientSecret, basicCredentials(this.pooled)];
    if (typeof clientSecret === "string") known.push(clientSecret);
    if (this.token && !isFirstRequest) known.push(this.token);
    return known;
  }

  /** The requests to the service that the sandbox's log has. */
  requests(): Promise<LogEntry[]> {
    return this.control.log({ service: this.scenario.fixture.service });
  }
}

function basicCredentials({ sandbox, clientSecret }: PooledSandbox): string {
  return Buffer.from(`${sandbox.onegini.clientId}:${clientSecret}`).toString("base64");
}

function without(objects: Objects, found: Values[]): string {
  const isOther = (value: unknown) => !found.includes(value as Values);
  return JSON.stringify(objects, (_key, value) => {
    if (Array.isArray(value)) return value.filter(isOther);
    return isOther(value) ? value : undefined;
  });
}

export function withSortedSets(object: Values): Values {
  return JSON.parse(JSON.stringify(object), (_key, value) => (Array.isArray(value) ? [...value].sort() : value));
}
