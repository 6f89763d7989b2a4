import { inspect } from "node:util";
import fc from "fast-check";
import type { ByHand } from "./byHand";
import { type Conditions, conditions } from "./conditions";
import { declare, type Program, programOf, renamed, rewritten, slotOf } from "./programs";
import { randomResourceIn, type Spec } from "./resources";

/** What happens to a stack, one after the other. */
export type Event =
  | { do: "edit"; slot: string; what: string; spec: Spec }
  | { do: "drop"; slot: string }
  /** The same, written differently: sets in another order, with repetitions, ids and numbers as texts. */
  | { do: "rewrite"; slot: string }
  /** An `up` after its resource got another name without an alias, and adopts what it had made. */
  | { do: "rename"; slot: string; refresh: boolean }
  | ({ do: "by hand" } & ByHand)
  | { do: "up" | "up --refresh" | "preview" | "preview --refresh" | "refresh" | "refresh --preview-only" | "destroy" };

export interface Sequence {
  conditions: Conditions;
  program: Program;
  events: Event[];
}

/** A property of a resource in one of these slots, with a specification that has a value for it. */
const aspect = (slots: string[], more: string[] = []) =>
  fc
    .constantFrom(...slots)
    .chain((slot) =>
      randomResourceIn(slot).specs.chain((spec) =>
        fc.constantFrom(...Object.keys(spec), ...more).map((what) => ({ slot, what, spec })),
      ),
    );

const commands = [
  "up",
  "up",
  "up --refresh",
  "preview",
  "preview --refresh",
  "refresh",
  "refresh --preview-only",
] as const;

const event = (slots: string[]): fc.Arbitrary<Event> =>
  fc.oneof(
    { weight: 12, arbitrary: aspect(slots).map((change) => ({ do: "edit" as const, ...change })) },
    { weight: 2, arbitrary: fc.constantFrom(...slots).map((slot) => ({ do: "drop" as const, slot })) },
    { weight: 4, arbitrary: fc.constantFrom(...slots).map((slot) => ({ do: "rewrite" as const, slot })) },
    { weight: 12, arbitrary: aspect(slots, ["respell"]).map((change) => ({ do: "by hand" as const, ...change })) },
    {
      weight: 2,
      arbitrary: aspect(slots).map((change) => ({ do: "by hand" as const, ...change, what: "delete" })),
    },
    {
      weight: 2,
      arbitrary: fc.record({ slot: fc.constantFrom(...slots), refresh: fc.boolean() }).map((what) => {
        return { do: "rename" as const, ...what };
      }),
    },
    { weight: 14, arbitrary: fc.constantFrom(...commands).map((command) => ({ do: command })) },
    { weight: 1, arbitrary: fc.constant({ do: "destroy" as const }) },
  );

/** Few resources at a time, so that much happens to each; what is in a server brings one along. */
const some = (slots: string[]) =>
  fc
    .oneof(
      { weight: 9, arbitrary: fc.subarray(slots, { minLength: 1, maxLength: Math.min(4, slots.length) }) },
      { weight: 1, arbitrary: fc.constant(slots) },
    )
    .map((chosen) =>
      chosen.some((slot) => randomResourceIn(slot).belongsToServer) ? [...new Set(["server0", ...chosen])] : chosen,
    );

/** Sequences of at most so many events with resources in these slots. */
export const sequence = (slots: string[], maxLength: number): fc.Arbitrary<Sequence> =>
  some(slots).chain((chosen) =>
    fc.record({
      conditions,
      program: programOf(chosen),
      events: fc.array(event(chosen), { maxLength, size: "max" }),
    }),
  );

/** The program after somebody edited it. A resource that isn't there yet is added whole. */
export function edited(program: Program, event: Event): Program {
  if (event.do === "drop") {
    const { [event.slot]: _, ...others } = program;
    return others;
  }
  if (event.do === "rewrite") {
    const spec = program[event.slot];
    return spec ? { ...program, [event.slot]: rewritten(event.slot, spec) } : program;
  }
  if (event.do === "rename") return renamed(program, event.slot);
  if (event.do !== "edit") return program;
  const { slot, what, spec } = event;
  return { ...program, [slot]: program[slot] ? { ...program[slot], [what]: spec[what] } : spec };
}

/** Does it change the program, and nothing else? */
export function isEdit(event: Event): event is Event & { do: "edit" | "drop" | "rewrite" } {
  return event.do === "edit" || event.do === "drop" || event.do === "rewrite";
}

export function describeSequence({ conditions, program, events }: Sequence): string {
  const { older } = conditions;
  const lines = [`conditions: ${show(conditions)}`, "the program:", ...describeProgram(program, older), "$ up"];
  let now = program;
  for (const event of events) {
    if (isEdit(event)) {
      now = edited(now, event);
      const what =
        event.do === "edit" ? `${event.what} is edited` : event.do === "drop" ? "is removed" : "is rewritten";
      const declared = declare(now, older).find(({ name }) => slotOf(name) === event.slot);
      lines.push(`the program: ${event.slot} ${what}${declared ? `, so it is now ${show(declared.args)}` : ""}`);
    } else if (event.do === "rename") {
      now = edited(now, event);
      lines.push(`the program: ${event.slot} is renamed, and adopts`, `$ up${event.refresh ? " --refresh" : ""}`);
    } else if (event.do === "by hand") {
      const value = event.what in event.spec ? ` as in ${show(event.spec[event.what])}` : "";
      lines.push(`by hand: ${event.what} of ${event.slot}${value}`);
    } else lines.push(`$ ${event.do}`);
  }
  return [...lines, "$ up --refresh", "$ destroy"].map((line) => `  ${line}`).join("\n");
}

function describeProgram(program: Program, older: boolean): string[] {
  return declare(program, older).map(({ type, name, args }) => `  ${type} ${name} ${show(args)}`);
}

function show(value: unknown): string {
  return inspect(value, { depth: 5, breakLength: Number.POSITIVE_INFINITY, compact: true });
}
