import fc from "fast-check";
import { expect } from "vitest";
import type { Objects, Sandbox } from "../../sandbox";
import { doByHand } from "./byHand";
import { Engine } from "./engineModel";
import type { Ran, Resource } from "./engineState";
import { configuration, type Sandboxes, seenIn } from "./exact";
import { Expectations, type Tenants } from "./expectations";
import { allSlots, authenticationOf, declare, kindOf, slotOf } from "./programs";
import { RealEngine } from "./realEngine";
import { type Event, edited, inWords, isEdit, type Sequence, sequence } from "./sequences";
import { surround } from "./surroundings";

/** One side of a comparison: an engine, and the services that are its own. */
interface Side {
  engine: Engine | RealEngine;
  sandboxes: Sandboxes;
}

/** Sequences in which a real engine has something to do; `PROPERTY_SEED` chooses others. */
export async function agreeOnSome(
  model: Sandboxes,
  real: Sandboxes,
  options: { runs: number; seed: number; maxEvents: number },
): Promise<void> {
  const seed = Number(process.env.PROPERTY_SEED ?? options.seed);
  const isBusy = ({ program, events, surroundings }: Sequence) =>
    declare(program, surroundings.older).length >= 3 && events.filter(isCommand).length >= options.maxEvents / 3;
  const busy = sequence(allSlots, options.maxEvents).filter(isBusy);
  const start = Date.now();
  let commands = 0;
  for (const [i, each] of fc.sample(busy, { seed, numRuns: options.runs }).entries()) {
    try {
      commands += await agree(model, real, each);
    } catch (error) {
      console.error(`property: sequence ${i + 1} of seed ${seed}: PROPERTY_SEED=${seed} plays it again`);
      throw error;
    }
  }
  const took = ((Date.now() - start) / 1000).toFixed(1);
  console.log(
    `property: ${options.runs} sequences with ${commands} commands of the real CLI agree with the model, seed ${seed}, ${took} s`,
  );
}

/** A rename is an `up`, too. */
function commandOf(event: Event, deleted: boolean): Event {
  if (event.do === "rename") return { do: event.refresh || deleted ? "up --refresh" : "up" };
  return deleted && event.do === "up" ? { do: "up --refresh" } : event;
}

function isCommand(event: Event): boolean {
  return !isEdit(event) && event.do !== "by hand";
}

/** Plays a sequence on the model and on the real CLI, and compares them after each command. Returns how many there were. */
export async function agree(model: Sandboxes, real: Sandboxes, sequence: Sequence): Promise<number> {
  const { older } = sequence.surroundings;
  for (const { control } of [...Object.values(model), ...Object.values(real)])
    await surround(control, sequence.surroundings);
  const cli = await RealEngine.start(configuration(real, sequence.surroundings));
  const sides: Side[] = [
    { engine: new Engine(configuration(model, sequence.surroundings)), sandboxes: model },
    { engine: cli, sandboxes: real },
  ];
  const events: Event[] = [
    { do: "up" },
    ...sequence.events,
    { do: "up --refresh" },
    { do: "refresh" },
    { do: "destroy" },
  ];
  let program = sequence.program;
  let commands = 0;
  // An `up` that meets what was deleted fails, and how far the others get is a matter of their timing.
  let deleted = false;
  try {
    for (const [i, event] of events.entries()) {
      program = edited(program, event);
      if (isEdit(event)) continue;
      if (event.do === "by hand") {
        deleted ||= event.what === "delete";
        for (const side of sides) await byHand(side, event, sequence);
        continue;
      }
      const command = commandOf(event, deleted);
      if (["up --refresh", "refresh", "destroy"].includes(command.do)) deleted = false;
      const declared = declare(program, older);
      const [expected, is] = await Promise.all(sides.map((side) => play(side, command, declared, sequence)));
      const message = `the real engine disagrees with the model at event ${i}, ${command.do}, of\n${inWords(sequence)}\n`;
      expect(is, message).toEqual(expected);
      commands++;
    }
  } finally {
    cli.close();
  }
  return commands;
}

async function byHand(
  { engine, sandboxes }: Side,
  event: Event & { do: "by hand" },
  sequence: Sequence,
): Promise<void> {
  const profile = String(engine.state.find(({ name }) => slotOf(name) === event.slot)?.inputs.profile ?? "");
  const { control } = sandboxes[profile] as Sandbox;
  const { older } = sequence.surroundings;
  const isClient = kindOf(event.slot) === "client";
  const spec = isClient ? { ...event.spec, authentication: authenticationOf(event.spec, older) } : event.spec;
  await doByHand({ ...event, spec }, engine.state, control, await control.objects());
}

async function play(
  { engine, sandboxes }: Side,
  event: Event,
  program: ReturnType<typeof declare>,
  sequence: Sequence,
) {
  const refresh = event.do.endsWith("--refresh");
  let ran: Ran;
  if (event.do.startsWith("up")) ran = await engine.up(program, { refresh });
  else if (event.do.startsWith("preview")) ran = await engine.preview(program, { refresh });
  else if (event.do === "destroy") ran = await engine.destroy();
  else ran = await engine.refresh({ previewOnly: event.do.endsWith("--preview-only") });

  const each = Object.entries(sandboxes).map(async ([profile, { control }]) => [profile, await control.objects()]);
  const tenants: Tenants = Object.fromEntries(await Promise.all(each));
  const services = new Expectations(seenIn(sequence.surroundings)).services(engine.state, tenants);
  return {
    error: ran.error,
    refreshed: byName(ran.refreshed),
    steps: byName(ran.steps),
    state: byName(comparable(engine.state)),
    services: Object.fromEntries([...services].sort()),
    held: Object.values(tenants).map(count),
  };
}

function byName<T extends { name: string }>(items: T[]): T[] {
  return [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function count({ onegini, onelogin }: Objects): unknown {
  const servers = Object.values(onelogin.authServers);
  const sum = (of: "scopes" | "claims" | "clientApps") => servers.reduce((all, server) => all + server[of].length, 0);
  const parts = [sum("scopes"), sum("claims"), sum("clientApps")];
  return [Object.keys(onegini.apiClients).sort(), servers.length, ...parts];
}

/** The services give ids in the order in which they are asked, and secrets are made up: neither can be the same twice. */
function comparable(state: Resource[]): { name: string }[] {
  const numberOf = ({ id }: Resource) => id.slice(id.lastIndexOf("/") + 1);
  const slotOf = (number: unknown, kind: string, like: Resource) =>
    state.find(
      (each) =>
        each.name.startsWith(kind) && each.inputs.profile === like.inputs.profile && numberOf(each) === String(number),
    )?.name ?? "unknown";
  const values = (resource: Resource, all: Resource["inputs"]) =>
    Object.fromEntries(
      Object.entries(all).map(([key, value]) => {
        if (key === "authServerId") return [key, slotOf(value, "server", resource)];
        // Where it was made, and what tells it from other entries of the same object.
        if (key === "serviceUrl" || key === "resourceMark") return [key, typeof value];
        if (key === "scopeId" || key === "claimId") return [key, String(value) === numberOf(resource)];
        if (key === "scopeIds" && Array.isArray(value))
          return [key, value.map((id) => slotOf(id, "scope", resource)).sort()];
        return [key, key === "clientSecret" && resource.outputs.clientSecretGenerated ? "generated" : value];
      }),
    );
  return state.map((resource) => ({
    name: resource.name,
    type: resource.type,
    id: resource.type === "onegini.ApiClient" ? resource.id : resource.id.split("/").length,
    inputs: values(resource, resource.inputs),
    outputs: values(resource, resource.outputs),
  }));
}
