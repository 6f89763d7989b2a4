import { isDeepStrictEqual } from "node:util";
import { FakeClock } from "../../../support/clock";
import type { Declared } from "../../../support/engine/declared";
import { Engine } from "../../../support/engine/engine";
import type { CommandResult, Resource, Step } from "../../../support/engine/state";
import { testRun } from "../../../support/run";
import { allowedCalls, allowedWrites } from "./allowedCalls";
import { changeByHand } from "./byHand";
import type { Comparable } from "./comparable";
import { belongsToOthers, visibleIn } from "./conditions";
import { Expectations } from "./expectations";
import { declare, type Program } from "./programs";
import { type Event, edited, type Sequence } from "./sequences";
import type { ObjectsByProfile, Tenants } from "./tenants";

/**
 * Runs a sequence on the model of the engine and checks, at each step, that previews, drift, and what is at the services
 * are exactly as they should be.
 */
export class SequenceRun {
  private readonly engine: Engine;
  private readonly expected: Expectations;
  private program: Program;
  private heldObjects: Promise<ObjectsByProfile> | undefined;
  /** The requests to the services since it was last emptied: `GET /api/2/api_authorizations`. */
  private requests: string[] = [];

  private constructor(
    private readonly tenants: Tenants,
    private readonly sequence: Sequence,
  ) {
    const clock = new FakeClock();
    const startRun = () =>
      testRun({
        clock,
        agents: tenants.agents,
        observeRequest: ({ method, path }, send) => {
          this.requests.push(`${method} ${path}`);
          return send();
        },
      });
    this.engine = new Engine(tenants.configuration(sequence.conditions), startRun);
    this.expected = new Expectations(visibleIn(sequence.conditions));
    this.program = sequence.program;
  }

  static async check(tenants: Tenants, sequence: Sequence): Promise<void> {
    await tenants.reset(sequence.conditions);
    const run = new SequenceRun(tenants, sequence);
    await run.at("the first up", () => run.up(false));
    for (const [i, event] of sequence.events.entries())
      await run.at(`event ${i + 1}, ${event.do}`, () => run.event(event));
    await run.at("the last up --refresh", () => run.up(true));
    await run.at("the last destroy", () => run.destroy());
  }

  private async at(where: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw error instanceof PropertyError ? new PropertyError(`${where}: ${error.message}`) : error;
    }
  }

  private async event(event: Event): Promise<void> {
    switch (event.do) {
      case "edit":
      case "drop":
      case "rewrite":
        this.program = edited(this.program, event);
        return;
      case "rename":
        this.program = edited(this.program, event);
        return this.up(event.refresh);
      case "by hand":
        return this.byHand(event);
      case "up":
      case "up --refresh":
        return this.up(event.do === "up --refresh");
      case "preview":
      case "preview --refresh":
        await this.preview(event.do === "preview --refresh");
        return;
      case "refresh":
      case "refresh --preview-only":
        return this.refresh(event.do === "refresh --preview-only");
      case "destroy":
        return this.destroy();
    }
  }

  private async byHand(event: Event & { do: "by hand" }): Promise<void> {
    await changeByHand(event, this.engine.state, this.tenants, this.sequence.conditions.older);
    this.heldObjects = undefined;
  }

  private async up(refresh: boolean): Promise<void> {
    const program = declare(this.program, this.sequence.conditions.older);
    const foreseen = await this.preview(refresh);
    const before = this.expected.services(this.engine.state, await this.objects());
    const drift = this.expected.drift(before);
    if (refresh) this.expected.refreshed(before);
    const unnoticed = new Map(
      [...before].map(([name, words]) => [name, words ? this.expected.drifted(name, words) : []]),
    );
    const managedBefore = new Map(program.map(({ name }) => [name, this.expected.managed(name)]));
    const steps = this.expected.steps(program);
    const stateBefore = this.engine.state;

    const { ran, calls } = await this.counted(() => this.engine.up(program, { refresh }));
    this.heldObjects = undefined;
    this.expected.done(ran.steps, program, this.engine.state);
    if (refresh) equal("what up --refresh found", managed(ran.refreshed), drift);
    if (ran.error) {
      // Somebody deleted what has to be changed: the engine can't know until a refresh.
      const explained = !refresh && [...before.values()].includes(undefined);
      if (!explained) throw new PropertyError(`up failed: ${ran.error.message}`);
      this.expected.failed(this.engine.state);
      return this.up(true);
    }
    asExpected("up", ran, steps);
    equal("what preview foresaw", summary(foreseen.steps), summary(ran.steps));
    const writes = calls.filter((call) => !call.startsWith("GET ") && !call.includes("/auth/"));
    const allowed = allowedWrites(ran.steps, stateBefore, this.engine.state);
    if (writes.length > allowed)
      throw new PropertyError(`up made ${writes.length} writes, not ${allowed}: ${writes.join(", ")}`);

    const after = this.expected.services(this.engine.state, await this.objects());
    const wrong = ran.steps.flatMap((step) =>
      this.expected.wrong(
        step,
        managedBefore.get(step.name),
        before.get(step.name),
        after.get(step.name),
        unnoticed.get(step.name) ?? [],
      ),
    );
    this.secretsKept(stateBefore, ran.steps, wrong);
    if (wrong.length > 0) throw new PropertyError(`after up, ${wrong.join("; ")}`);
    await this.settled(program, after);
  }

  /** A second `up`, a preview and a refresh show nothing but drift that nobody has seen yet, and change nothing. */
  private async settled(program: Declared[], services: Map<string, Comparable | undefined>): Promise<void> {
    const state = this.engine.state;
    for (const command of ["preview", "up"] as const) {
      const { ran, calls } = await this.counted(() => this.engine[command](program));
      if (ran.error) throw new PropertyError(`a second ${command} failed: ${ran.error.message}`);
      equal(
        `a second ${command}`,
        summary(ran.steps),
        program.map(({ name }) => `same ${name}`),
      );
      equal(`the calls of a second ${command}`, calls, []);
      equal(`the state after a second ${command}`, this.engine.state, state);
    }
    const drift = this.expected.drift(services);
    const allowed = allowedCalls(state, await this.objects(), this.sequence.conditions);
    const { ran, calls } = await this.counted(() => this.engine.refresh({ previewOnly: drift.length > 0 }));
    if (ran.error) throw new PropertyError(`a refresh failed: ${ran.error.message}`);
    equal("a refresh", managed(ran.refreshed), drift);
    equal("the state after a refresh", this.engine.state, state);
    if (calls.length > allowed)
      throw new PropertyError(`a refresh made ${calls.length} calls, not ${allowed}: ${calls.join(", ")}`);
  }

  private async preview(refresh: boolean): Promise<CommandResult> {
    const program = declare(this.program, this.sequence.conditions.older);
    const state = this.engine.state;
    const services = this.expected.services(state, await this.objects());
    const { ran, calls } = await this.counted(() => this.engine.preview(program, { refresh }));
    if (ran.error) throw new PropertyError(`preview failed: ${ran.error.message}`);
    equal("the state after a preview", this.engine.state, state);
    if (refresh) equal("what preview --refresh found", managed(ran.refreshed), this.expected.drift(services));
    else {
      equal("the calls of a preview", calls, []);
      asExpected("preview", ran, this.expected.steps(program));
    }
    return ran;
  }

  private async refresh(previewOnly: boolean): Promise<void> {
    const state = this.engine.state;
    const services = this.expected.services(state, await this.objects());
    const ran = await this.engine.refresh({ previewOnly });
    if (ran.error) throw new PropertyError(`refresh failed: ${ran.error.message}`);
    const drift = this.expected.drift(services);
    equal("what refresh found", managed(ran.refreshed), drift);
    const untouched = (each: Resource) => previewOnly || !drift.some(({ name }) => name === each.name);
    equal("the state after a refresh", this.engine.state.filter(untouched), state.filter(untouched));
    if (!previewOnly) this.expected.refreshed(services);
  }

  private async destroy(): Promise<void> {
    const ran = await this.engine.destroy();
    this.heldObjects = undefined;
    if (ran.error) throw new PropertyError(`destroy failed: ${ran.error.message}`);
    this.expected.done(ran.steps, [], []);
    equal("the state after a destroy", this.engine.state, []);
    for (const { onegini, onelogin } of Object.values(await this.objects())) {
      const clients = Object.keys(onegini.apiClients).filter((id) => !belongsToOthers(id));
      equal("the API clients after a destroy", clients, []);
      equal("the authorization servers after a destroy", onelogin.authServers, {});
      const apps = onelogin.apps.filter(({ id }) => id > 1_200_000);
      equal("the apps after a destroy", apps, []);
    }
  }

  /** A secret stays what it was unless the program asks for another. */
  private secretsKept(before: Resource[], steps: Step[], wrong: string[]): void {
    for (const now of this.engine.state.filter(({ type }) => type === "onegini.ApiClient")) {
      const old = before.find(({ name }) => name === now.name);
      const kept = ["same", "update"].includes(steps.find(({ name }) => name === now.name)?.op ?? "");
      if (!old || !kept || old.outputs.clientSecret === undefined || now.outputs.clientSecret === undefined) continue;
      const [a, b] = [old.inputs.clientSecretVersion, now.inputs.clientSecretVersion];
      const asked = now.inputs.clientSecret ?? (String(a) === String(b) ? old.outputs.clientSecret : undefined);
      if (asked !== undefined && now.outputs.clientSecret !== asked) wrong.push(`the secret of ${now.name} changed`);
      if (asked === undefined && now.outputs.clientSecret === old.outputs.clientSecret)
        wrong.push(`the secret of ${now.name} stayed`);
    }
  }

  private async counted(work: () => Promise<CommandResult>): Promise<{ ran: CommandResult; calls: string[] }> {
    this.requests = [];
    return { ran: await work(), calls: this.requests };
  }

  /** What the services hold; asked again only when something may have changed. */
  private objects(): Promise<ObjectsByProfile> {
    this.heldObjects ??= this.tenants.objects();
    return this.heldObjects;
  }
}

/** A property that doesn't hold. */
export class PropertyError extends Error {}

function equal(what: string, is: unknown, should: unknown): void {
  if (isDeepStrictEqual(is, should)) return;
  throw new PropertyError(`${what}: expected ${JSON.stringify(should)}, and it is ${JSON.stringify(is)}`);
}

/** A key is managed as a whole, though the engine shows its members. */
function managed(steps: Step[]): Step[] {
  return steps.map((step) => ({
    ...step,
    changed: [...new Set(step.changed.map((key) => key.replace(/^publicJwk\..*/, "publicJwk")))],
  }));
}

function summary(steps: Step[]): string[] {
  return steps.map(({ name, op }) => `${op} ${name}`);
}

function asExpected(command: string, { steps }: CommandResult, expected: { name: string; ops: string[] }[]): void {
  const sorted = (texts: string[]) => texts.sort();
  const fits = expected.map(({ name, ops }) => {
    const op = steps.find((step) => step.name === name)?.op;
    return `${op !== undefined && ops.includes(op) ? op : ops.join(" or ")} ${name}`;
  });
  equal(`the steps of ${command}`, sorted(summary(steps)), sorted(fits));
}
