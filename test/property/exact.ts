import { isDeepStrictEqual } from "node:util";
import { type Objects, type Sandbox, startSandbox } from "../../sandbox";
import { configFor, type Declared } from "../e2e/support/project";
import { allowedCalls } from "./allowedCalls";
import { doByHand } from "./byHand";
import { Engine } from "./engineModel";
import type { Ran, Resource, Step } from "./engineState";
import { Expectations, type Tenants } from "./expectations";
import { authenticationOf, declare, kindOf, type Program, slotOf } from "./programs";
import { type Event, edited, type Sequence } from "./sequences";
import { isBystander, type Surroundings, surround } from "./surroundings";
import { calls } from "./traffic";
import type { Seen, Words } from "./words";

/** Two tenants: the default one, and that of the profile `acme`. */
export type Sandboxes = Record<string, Sandbox>;

export async function startSandboxes(): Promise<Sandboxes> {
  return { "": await startSandbox(), acme: await startSandbox() };
}

export function configuration(sandboxes: Sandboxes, { verifySecrets }: Surroundings): Record<string, string> {
  const both = { ...configFor(sandboxes[""] as Sandbox), ...configFor(sandboxes.acme as Sandbox, "acme") };
  const plain = Object.entries(both).map(([key, value]) => [key, typeof value === "string" ? value : value.secret]);
  const verifying = verifySecrets ? { "onegini:verifySecrets": "true", "onegini-acme:verifySecrets": "true" } : {};
  return { ...Object.fromEntries(plain), ...verifying };
}

export function seenIn({ older, verifySecrets, reading }: Surroundings): Seen {
  return { older, verifySecrets, hidesClients: reading.hiddenAs === 404 };
}

/** Plays a sequence on the model of the engine and checks, at each step, all that issue 4 calls exact. */
export class Play {
  readonly engine: Engine;
  private readonly expected: Expectations;
  private program: Program;
  private held: Promise<Tenants> | undefined;

  private constructor(
    private readonly sandboxes: Sandboxes,
    private readonly sequence: Sequence,
  ) {
    this.engine = new Engine(configuration(sandboxes, sequence.surroundings));
    this.expected = new Expectations(seenIn(sequence.surroundings));
    this.program = sequence.program;
  }

  static async run(sandboxes: Sandboxes, sequence: Sequence): Promise<void> {
    for (const { control } of Object.values(sandboxes)) await surround(control, sequence.surroundings);
    const play = new Play(sandboxes, sequence);
    await play.at("the first up", () => play.up(false));
    for (const [i, event] of sequence.events.entries())
      await play.at(`event ${i + 1}, ${event.do}`, () => play.event(event));
    await play.at("the last up --refresh", () => play.up(true));
    await play.at("the last destroy", () => play.destroy());
  }

  private async at(where: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw error instanceof Broken ? new Broken(`${where}: ${error.message}`) : error;
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
    const profile = this.engine.state.find(({ name }) => slotOf(name) === event.slot)?.inputs.profile ?? "";
    const { control } = this.sandboxes[String(profile)] as Sandbox;
    const { older } = this.sequence.surroundings;
    const isClient = kindOf(event.slot) === "client";
    const spec = isClient ? { ...event.spec, authentication: authenticationOf(event.spec, older) } : event.spec;
    const objects = (await this.tenants())[String(profile)] as Objects;
    await doByHand({ ...event, spec }, this.engine.state, control, objects);
    this.held = undefined;
  }

  private async up(refresh: boolean): Promise<void> {
    const program = declare(this.program, this.sequence.surroundings.older);
    const foreseen = await this.preview(refresh);
    const before = this.expected.services(this.engine.state, await this.tenants());
    const drift = this.expected.drift(before);
    if (refresh) this.expected.refreshed(before);
    const unnoticed = new Map(
      [...before].map(([name, words]) => [name, words ? this.expected.drifted(name, words) : []]),
    );
    const managedBefore = new Map(program.map(({ name }) => [name, this.expected.managed(name)]));
    const steps = this.expected.steps(program);
    const stateBefore = this.engine.state;

    const ran = await this.engine.up(program, { refresh });
    this.held = undefined;
    this.expected.done(ran.steps, program, this.engine.state);
    if (refresh) equal("what up --refresh found", managed(ran.refreshed), drift);
    if (ran.error) {
      // Somebody deleted what has to be changed: the engine can't know until a refresh.
      const explained = !refresh && [...before.values()].includes(undefined);
      if (!explained) throw new Broken(`up failed: ${ran.error.message}`);
      this.expected.failed(this.engine.state);
      return this.up(true);
    }
    asExpected("up", ran, steps);
    equal("what preview foresaw", summary(foreseen.steps), summary(ran.steps));

    const after = this.expected.services(this.engine.state, await this.tenants());
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
    if (wrong.length > 0) throw new Broken(`after up, ${wrong.join("; ")}`);
    await this.settled(program, after);
  }

  /** A second `up`, a preview and a refresh show nothing but drift that nobody has seen yet, and change nothing. */
  private async settled(program: Declared[], services: Map<string, Words | undefined>): Promise<void> {
    const state = this.engine.state;
    for (const command of ["preview", "up"] as const) {
      const { ran, calls } = await this.counted(() => this.engine[command](program));
      if (ran.error) throw new Broken(`a second ${command} failed: ${ran.error.message}`);
      equal(
        `a second ${command}`,
        summary(ran.steps),
        program.map(({ name }) => `same ${name}`),
      );
      equal(`the calls of a second ${command}`, calls, []);
      equal(`the state after a second ${command}`, this.engine.state, state);
    }
    const drift = this.expected.drift(services);
    const allowed = allowedCalls(state, await this.tenants(), this.sequence.surroundings);
    const { ran, calls } = await this.counted(() => this.engine.refresh({ previewOnly: drift.length > 0 }));
    if (ran.error) throw new Broken(`a refresh failed: ${ran.error.message}`);
    equal("a refresh", managed(ran.refreshed), drift);
    equal("the state after a refresh", this.engine.state, state);
    if (calls.length > allowed)
      throw new Broken(`a refresh made ${calls.length} calls, not ${allowed}: ${calls.join(", ")}`);
  }

  private async preview(refresh: boolean): Promise<Ran> {
    const program = declare(this.program, this.sequence.surroundings.older);
    const state = this.engine.state;
    const services = this.expected.services(state, await this.tenants());
    const { ran, calls } = await this.counted(() => this.engine.preview(program, { refresh }));
    if (ran.error) throw new Broken(`preview failed: ${ran.error.message}`);
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
    const services = this.expected.services(state, await this.tenants());
    const ran = await this.engine.refresh({ previewOnly });
    if (ran.error) throw new Broken(`refresh failed: ${ran.error.message}`);
    const drift = this.expected.drift(services);
    equal("what refresh found", managed(ran.refreshed), drift);
    const untouched = (each: Resource) => previewOnly || !drift.some(({ name }) => name === each.name);
    equal("the state after a refresh", this.engine.state.filter(untouched), state.filter(untouched));
    if (!previewOnly) this.expected.refreshed(services);
  }

  private async destroy(): Promise<void> {
    const ran = await this.engine.destroy();
    this.held = undefined;
    if (ran.error) throw new Broken(`destroy failed: ${ran.error.message}`);
    this.expected.done(ran.steps, [], []);
    equal("the state after a destroy", this.engine.state, []);
    for (const { onegini, onelogin } of Object.values(await this.tenants())) {
      const clients = Object.keys(onegini.apiClients).filter((id) => !isBystander(id));
      equal("the API clients after a destroy", clients, []);
      equal("the authorization servers after a destroy", onelogin.authServers, {});
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

  private async counted(work: () => Promise<Ran>): Promise<{ ran: Ran; calls: string[] }> {
    calls.length = 0;
    return { ran: await work(), calls: [...calls] };
  }

  /** What the services hold; asked again only when something may have changed. */
  private tenants(): Promise<Tenants> {
    this.held ??= holdings(this.sandboxes);
    return this.held;
  }
}

async function holdings(sandboxes: Sandboxes): Promise<Tenants> {
  const each = Object.entries(sandboxes).map(async ([profile, { control }]) => [profile, await control.objects()]);
  return Object.fromEntries(await Promise.all(each));
}

/** A property that doesn't hold. */
export class Broken extends Error {}

function equal(what: string, is: unknown, should: unknown): void {
  if (isDeepStrictEqual(is, should)) return;
  throw new Broken(`${what}: expected ${JSON.stringify(should)}, and it is ${JSON.stringify(is)}`);
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

function asExpected(command: string, { steps }: Ran, expected: { name: string; ops: string[] }[]): void {
  const sorted = (texts: string[]) => texts.sort();
  const fits = expected.map(({ name, ops }) => {
    const op = steps.find((step) => step.name === name)?.op;
    return `${op !== undefined && ops.includes(op) ? op : ops.join(" or ")} ${name}`;
  });
  equal(`the steps of ${command}`, sorted(summary(steps)), sorted(fits));
}
