import type { dynamic } from "@pulumi/pulumi";
import type { Clock } from "../../../provider/clock";
import { createRun } from "../../../provider/context";
import { dynamicProvider } from "../../../provider/hosts/dynamic/provider";
import type { Values } from "../../../provider/lifecycle";
import { resources } from "../../../provider/resources";
import type { Sandbox } from "../../../sandbox";
import { FakeClock } from "../../unit/support/clock";
import type { Name } from "../../unit/support/lives";

type Provider = Required<Omit<dynamic.ResourceProvider, "invoke">>;

/** One resource in a state file. */
export interface Entry {
  name: Name;
  id: string;
  inputs: Values;
  outputs: Values;
}

/** A create or an update that failed, with what it leaves in the state. */
export interface Failed {
  error: Error & { [member: string]: unknown };
  message: string;
  /** Undefined where nothing came into the state, or what was there stays. */
  entry: Entry | undefined;
}

interface Options {
  /** Further keys of the stack's configuration. */
  config?: { [key: string]: string };
  clock?: Clock;
}

/**
 * One run of Pulumi at a sandbox: a provider process of its own, called as the engine calls it, with a clock on which
 * waits cost nothing.
 */
export class ProviderRun {
  /** What the person who runs it was told. */
  readonly told: string[] = [];
  private readonly providers: Record<Name, Provider>;

  constructor({ onelogin, onegini }: Sandbox, { config = {}, clock = new FakeClock() }: Options = {}) {
    const run = createRun({ clock, random: () => 0.5, log: (message) => void this.told.push(message) });
    const provider = (name: Name) => dynamicProvider(resources[name], run) as Provider;
    this.providers = {
      ApiClient: provider("ApiClient"),
      AuthServer: provider("AuthServer"),
      AuthServerScope: provider("AuthServerScope"),
      AuthServerClaim: provider("AuthServerClaim"),
      AuthServerClientApp: provider("AuthServerClientApp"),
    };
    const all: { [key: string]: string } = {
      ...configOf("onelogin", onelogin),
      ...configOf("onegini", onegini),
      ...config,
    };
    const get = (key: string) => all[key];
    for (const each of Object.values(this.providers))
      void each.configure({ config: { get, require: (key) => get(key) ?? "" } });
  }

  async check(name: Name, args: Values, olds: Values = {}): Promise<Values> {
    const failures = await this.failures(name, args, olds);
    if (failures.length > 0) throw new Error(failures.join("; "));
    return (await this.providers[name].check(wire(olds), wire(args))).inputs ?? {};
  }

  /** What check says against these arguments. */
  async failures(name: Name, args: Values, olds: Values = {}): Promise<string[]> {
    const { failures = [] } = await this.providers[name].check(wire(olds), wire(args));
    return failures.map(({ reason }) => reason);
  }

  async create(name: Name, args: Values): Promise<Entry> {
    const inputs = await this.check(name, args);
    const { id, outs } = await this.providers[name].create(wire(inputs));
    return { name, id, inputs, outputs: wire(outs ?? {}) };
  }

  async failingCreate(name: Name, args: Values): Promise<Failed> {
    const inputs = await this.check(name, args);
    return failing(this.providers[name].create(wire(inputs)), { name, inputs });
  }

  /** A create that may fail. */
  async tryCreate(name: Name, args: Values): Promise<Partial<Failed>> {
    return this.create(name, args).then(
      (entry) => ({ entry }),
      async (error) => ({ error, entry: leftBy(error, { name, inputs: await this.check(name, args) }) }),
    );
  }

  /** The names of the inputs that are to change; undefined when nothing is to be done. */
  async diff({ name, id, inputs: olds, outputs }: Entry, args: Values): Promise<{ replaces: string[] } | undefined> {
    const news = await this.check(name, args, olds);
    const { changes, replaces = [] } = await this.providers[name].diff(id, wire(outputs), wire(news));
    // Left open, the engine compares the inputs itself.
    const isChanged = changes ?? JSON.stringify(sorted(olds)) !== JSON.stringify(sorted(news));
    return isChanged ? { replaces } : undefined;
  }

  /** Undefined when it's gone. */
  async refresh({ name, id, inputs, outputs }: Entry): Promise<Entry | undefined> {
    const found = await this.providers[name].read(id, wire(outputs));
    if (!found.id) return undefined;
    return { name, id: found.id, inputs: wire(found.inputs ?? inputs), outputs: wire(found.props ?? {}) };
  }

  /** `.get()` */
  async get(name: Name, id: string): Promise<Entry> {
    const { id: found = "", props = {} } = await this.providers[name].read(id, {});
    return { name, id: found, inputs: {}, outputs: wire(props) };
  }

  async update({ name, id, inputs: olds, outputs }: Entry, args: Values): Promise<Entry> {
    const inputs = await this.check(name, args, olds);
    const { outs } = await this.providers[name].update(id, wire(outputs), wire(inputs));
    return { name, id, inputs, outputs: wire(outs ?? {}) };
  }

  async failingUpdate({ name, id, inputs: olds, outputs }: Entry, args: Values): Promise<Failed> {
    const inputs = await this.check(name, args, olds);
    return failing(this.providers[name].update(id, wire(outputs), wire(inputs)), { name, inputs });
  }

  /** An update that may fail. */
  async tryUpdate(old: Entry, args: Values): Promise<Partial<Failed>> {
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
    await this.providers[name].delete(id, wire(outputs));
  }
}

/** The keys that a stack's configuration has for a service. */
export function configOf(
  namespace: string,
  { url, clientId, clientSecret }: Sandbox["onegini"],
): { [key: string]: string } {
  return {
    [`${namespace}:url`]: url,
    [`${namespace}:clientId`]: clientId,
    [`${namespace}:clientSecret`]: clientSecret,
  };
}

/** The same in a state that version 0.1.0 has written. */
export function asOlder(entry: Entry): Entry {
  const { serviceUrl, resourceMark, ...outputs } = entry.outputs;
  return { ...entry, outputs };
}

async function failing(work: Promise<unknown>, entry: Pick<Entry, "name" | "inputs">): Promise<Failed> {
  const error = await work.then(
    () => new Error("nothing failed"),
    (thrown) => thrown,
  );
  return { error, message: error.message, entry: leftBy(error, entry) };
}

/** What the engine finds in an error, and keeps in the state. */
function leftBy(error: unknown, entry: Pick<Entry, "name" | "inputs">): Entry | undefined {
  const { id, properties } = error as { id?: string; properties?: Values };
  return id === undefined ? undefined : { ...entry, id, outputs: wire(properties ?? {}) };
}

/** As gRPC carries it: a copy, without what has no value. */
function wire(values: Values): Values {
  return JSON.parse(JSON.stringify(values));
}

function sorted(values: Values): [string, unknown][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
