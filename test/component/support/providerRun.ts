import type { Run } from "../../../provider/context";
import type { Values } from "../../../provider/lifecycle";
import type { ResourceName } from "../../../provider/services";
import type { Sandbox } from "../../../sandbox";
import type { FakeClock } from "../../support/clock";
import { differing } from "../../support/engine/state";
import { overWire, ProviderProcess } from "../../support/providerProcess";
import { refusal } from "../../support/refusal";
import { fixtureOf, present, requestsFor } from "../../support/resources";
import { type Keys, keysOf, testRun } from "../../support/run";

/** One resource in a state file. */
export interface Entry {
  name: ResourceName;
  id: string;
  inputs: Values;
  outputs: Values;
}

/** A create or an update that failed, with what it leaves in the state. */
export interface FailedCall {
  error: Error & { [member: string]: unknown };
  message: string;
  /** Undefined where nothing came into the state, or what was there stays. */
  entry: Entry | undefined;
}

interface Options {
  /** Further keys of the stack's configuration. */
  keys?: Keys;
  clock?: FakeClock;
  /** Where it must be another run than a test's, which has no real waits. */
  run?: Run;
}

/** One run of Pulumi at a sandbox: a provider process of its own, called as the engine calls it. */
export class ProviderRun {
  private readonly process: ProviderProcess;
  /** What the person who runs Pulumi was told. */
  readonly messages: string[];
  readonly clock: FakeClock;
  /** Pulumi is told to stop. */
  readonly abort: () => void;

  constructor(sandbox: Sandbox, { keys = {}, clock, run }: Options = {}) {
    const test = testRun(clock ? { clock } : {});
    this.messages = test.messages;
    this.clock = test.clock;
    this.abort = test.abort;
    this.process = new ProviderProcess({ ...keysOf(sandbox), ...keys }, run ?? test);
  }

  async check(name: ResourceName, args: Values, olds: Values = {}): Promise<Values> {
    const { inputs = {}, failures = [] } = await this.process.of(name).check(overWire(olds), present(args));
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    return inputs;
  }

  /** What check says against these arguments. */
  async failures(name: ResourceName, args: Values, olds: Values = {}): Promise<string[]> {
    const { failures = [] } = await this.process.of(name).check(overWire(olds), present(args));
    return failures.map(({ reason }) => reason);
  }

  async create(name: ResourceName, args: Values): Promise<Entry> {
    const inputs = await this.check(name, args);
    const { id, outs } = await this.process.of(name).create(overWire(inputs));
    return { name, id, inputs, outputs: overWire(outs ?? {}) };
  }

  async failingCreate(name: ResourceName, args: Values): Promise<FailedCall> {
    const inputs = await this.check(name, args);
    return failing(this.process.of(name).create(overWire(inputs)), { name, inputs });
  }

  /** A create that may fail. */
  async tryCreate(name: ResourceName, args: Values): Promise<Partial<FailedCall>> {
    return this.create(name, args).then(
      (entry) => ({ entry }),
      async (error) => ({ error, entry: leftBy(error, { name, inputs: await this.check(name, args) }) }),
    );
  }

  /** The names of the inputs that are to change; undefined when nothing is to be done. */
  async diff({ name, id, inputs: olds, outputs }: Entry, args: Values): Promise<{ replaces: string[] } | undefined> {
    const news = await this.check(name, args, olds);
    const { changes, replaces = [] } = await this.process.of(name).diff(id, overWire(outputs), overWire(news));
    // Left open, the engine compares the inputs itself.
    const isChanged = changes ?? differing(olds, news).length > 0;
    return isChanged ? { replaces } : undefined;
  }

  /** Undefined when it's gone. */
  async refresh({ name, id, inputs, outputs }: Entry): Promise<Entry | undefined> {
    const found = await this.process.of(name).read(id, overWire(outputs));
    if (!found.id) return undefined;
    return { name, id: found.id, inputs: overWire(found.inputs ?? inputs), outputs: overWire(found.props ?? {}) };
  }

  /** `.get()` */
  async get(name: ResourceName, id: string): Promise<Entry> {
    const { id: found = "", props = {} } = await this.process.of(name).read(id, {});
    return { name, id: found, inputs: {}, outputs: overWire(props) };
  }

  async update({ name, id, inputs: olds, outputs }: Entry, args: Values): Promise<Entry> {
    const inputs = await this.check(name, args, olds);
    const { outs } = await this.process.of(name).update(id, overWire(outputs), overWire(inputs));
    return { name, id, inputs, outputs: overWire(outs ?? {}) };
  }

  async failingUpdate({ name, id, inputs: olds, outputs }: Entry, args: Values): Promise<FailedCall> {
    const inputs = await this.check(name, args, olds);
    return failing(this.process.of(name).update(id, overWire(outputs), overWire(inputs)), { name, inputs });
  }

  /** An update that may fail. */
  async tryUpdate(old: Entry, args: Values): Promise<Partial<FailedCall>> {
    return this.update(old, args).then(
      (entry) => ({ entry }),
      async (error) => ({
        error,
        message: error.message,
        entry: leftBy(error, { name: old.name, inputs: await this.check(old.name, args, old.inputs) }),
      }),
    );
  }

  async delete({ name, id, outputs }: Entry): Promise<void> {
    await this.process.of(name).delete(id, overWire(outputs));
  }
}

/** The requests for its object, as the sandbox's faults and gates match them. */
export function requestsOf({ name, id }: Pick<Entry, "name" | "id">): ReturnType<typeof requestsFor> {
  return requestsFor(fixtureOf(name), id);
}

/** The same in a state that version 0.1.0 has written. */
export function asOlder(entry: Entry): Entry {
  const { serviceUrl, resourceMark, ...outputs } = entry.outputs;
  return { ...entry, outputs };
}

async function failing(work: Promise<unknown>, entry: Pick<Entry, "name" | "inputs">): Promise<FailedCall> {
  const error = await refusal(work);
  return { error, message: error.message, entry: leftBy(error, entry) };
}

/** What the engine finds in an error, and keeps in the state. */
function leftBy(error: unknown, entry: Pick<Entry, "name" | "inputs">): Entry | undefined {
  const { id, properties } = error as { id?: string; properties?: Values };
  return id === undefined ? undefined : { ...entry, id, outputs: overWire(present(properties ?? {})) };
}
