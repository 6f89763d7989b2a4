import fc from "fast-check";
import { expect } from "vitest";
import type { Objects } from "../../../sandbox";
import { changeByHand } from "../../component/properties/support/byHand";
import { visibleIn } from "../../component/properties/support/conditions";
import { Expectations } from "../../component/properties/support/expectations";
import { declare } from "../../component/properties/support/programs";
import { allSlots } from "../../component/properties/support/resources";
import {
  describeSequence,
  type Event,
  edited,
  isEdit,
  type Sequence,
  sequence,
} from "../../component/properties/support/sequences";
import type { Tenants } from "../../component/properties/support/tenants";
import { Engine } from "../../support/engine/engine";
import type { CommandResult, Resource } from "../../support/engine/state";
import { RealEngine } from "./realEngine";

/** One side of a comparison: an engine, and the services that are its own. */
interface Side {
  engine: Engine | RealEngine;
  tenants: Tenants;
}

/** Sequences with edits, changes by hand and different commands; `PROPERTY_SEED` chooses others. */
export async function agreeOnSome(
  model: Tenants,
  real: Tenants,
  options: { runs: number; seed: number; maxEvents: number },
): Promise<void> {
  const seed = Number(process.env.PROPERTY_SEED ?? options.seed);
  const isBusy = ({ program, events, conditions }: Sequence) =>
    declare(program, conditions.older).length >= 4 &&
    events.some(isEdit) &&
    events.some((event) => event.do === "by hand") &&
    new Set(events.filter(isCommand).map((event) => event.do)).size >= 3;
  const busy = sequence(allSlots, options.maxEvents).filter(isBusy);
  const start = Date.now();
  let commands = 0;
  for (const [i, each] of fc.sample(busy, { seed, numRuns: options.runs }).entries()) {
    try {
      commands += await agree(model, real, each);
    } catch (error) {
      console.error(`property: sequence ${i + 1} of seed ${seed}: PROPERTY_SEED=${seed} runs it again`);
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

/** Runs a sequence on the model and on the real CLI, and compares them after each command. Returns how many there were. */
async function agree(model: Tenants, real: Tenants, sequence: Sequence): Promise<number> {
  const { conditions } = sequence;
  for (const tenants of [model, real]) await tenants.reset(conditions);
  const cli = await RealEngine.start(real.configuration(conditions));
  const sides: Side[] = [
    { engine: new Engine(model.configuration(conditions)), tenants: model },
    { engine: cli, tenants: real },
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
        for (const { engine, tenants } of sides) await changeByHand(event, engine.state, tenants, conditions.older);
        continue;
      }
      const command = commandOf(event, deleted);
      if (["up --refresh", "refresh", "destroy"].includes(command.do)) deleted = false;
      const declared = declare(program, conditions.older);
      const [expected, is] = await Promise.all(sides.map((side) => run(side, command, declared, sequence)));
      const message = `the real engine disagrees with the model at event ${i}, ${command.do}, of\n${describeSequence(sequence)}\n`;
      expect(is, message).toEqual(expected);
      commands++;
    }
  } finally {
    cli.close();
  }
  return commands;
}

async function run({ engine, tenants }: Side, event: Event, program: ReturnType<typeof declare>, sequence: Sequence) {
  const refresh = event.do.endsWith("--refresh");
  let ran: CommandResult;
  if (event.do.startsWith("up")) ran = await engine.up(program, { refresh });
  else if (event.do.startsWith("preview")) ran = await engine.preview(program, { refresh });
  else if (event.do === "destroy") ran = await engine.destroy();
  else ran = await engine.refresh({ previewOnly: event.do.endsWith("--preview-only") });

  const objects = await tenants.objects();
  const services = new Expectations(visibleIn(sequence.conditions)).services(engine.state, objects);
  return {
    error: ran.error,
    refreshed: byName(ran.refreshed),
    steps: byName(ran.steps),
    state: byName(comparable(engine.state)),
    services: Object.fromEntries([...services].sort()),
    held: Object.values(objects).map(count),
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
  const nameOf = (number: unknown, kind: string, like: Resource) =>
    state.find(
      (each) =>
        each.name.startsWith(kind) && each.inputs.profile === like.inputs.profile && numberOf(each) === String(number),
    )?.name ?? "unknown";
  const values = (resource: Resource, all: Resource["inputs"]) =>
    Object.fromEntries(
      Object.entries(all).map(([key, value]) => {
        if (key === "authServerId") return [key, nameOf(value, "server", resource)];
        // Where it was made, and what tells it from other entries of the same object.
        if (key === "serviceUrl" || key === "resourceMark") return [key, typeof value];
        if (key === "scopeId" || key === "claimId") return [key, String(value) === numberOf(resource)];
        if (key === "scopeIds" && Array.isArray(value))
          return [key, value.map((id) => nameOf(id, "scope", resource)).sort()];
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
