import type { Declared } from "../../../support/engine/declared";
import type { Op, Resource, Step } from "../../../support/engine/state";
import {
  type Comparable,
  comparableArgs,
  comparableObject,
  means,
  nothingOf,
  replacing,
  spelledSame,
  type Visible,
} from "./comparable";
import type { ObjectsByProfile } from "./tenants";

/**
 * What the state should say: after an `up` what the program says, after a refresh what the service holds wherever that
 * means something else. From it follows what each command has to show, and what it has to leave.
 */
export class Expectations {
  private known = new Map<string, Comparable>();

  constructor(private readonly visible: Visible) {}

  /** What the services hold of each resource in the state, by name; undefined when it's gone. */
  services(state: Resource[], objects: ObjectsByProfile): Map<string, Comparable | undefined> {
    return new Map(
      // What waits to be replaced is not an object any more.
      state
        .filter((resource) => !resource.pendingReplacement)
        .map((resource) => {
          const held = objects[String(resource.inputs.profile ?? "")] as ObjectsByProfile[string];
          return [resource.name, comparableObject(resource, state, held, this.visible)];
        }),
    );
  }

  /** What a refresh has to show. */
  drift(services: Map<string, Comparable | undefined>): Step[] {
    return [...services].flatMap(([name, service]): Step[] => {
      if (!service) return [{ name, op: "delete", changed: [] }];
      const changed = this.drifted(name, service);
      return changed.length > 0 ? [{ name, op: "update", changed }] : [];
    });
  }

  /** The managed properties that mean something else at the service. */
  drifted(name: string, service: Comparable): string[] {
    const known = this.known.get(name) ?? {};
    return Object.keys(known)
      .filter((key) => key in service && !means(key, known[key], service[key]))
      .sort();
  }

  /** A refresh has seen the services. */
  refreshed(services: Map<string, Comparable | undefined>): void {
    for (const [name, service] of services) {
      const known = this.known.get(name);
      if (!service) this.known.delete(name);
      else if (known)
        for (const key of this.drifted(name, service)) {
          if (service[key] === undefined || service[key] === null) {
            if (key === "publicJwk") delete known[key];
            else known[key] = "";
          } else known[key] = service[key];
          if (key === "authenticationMethod" || key === "clientAuthenticationMethod") known.methodIs = "observed";
        }
    }
  }

  /** What an `up` has to do; where two answers are right, both. */
  steps(program: Declared[]): { name: string; ops: Op[] }[] {
    const made = new Set<string>();
    const steps = program.map((declared) => {
      const ops = this.opsFor(declared, made);
      if (ops.includes("create") || ops.includes("replace")) made.add(declared.name);
      return { name: declared.name, ops };
    });
    const gone = [...this.known.keys()].filter((name) => !program.some((declared) => declared.name === name));
    return [...steps, ...gone.map((name) => ({ name, ops: ["delete" as const] }))];
  }

  private opsFor(declared: Declared, made: Set<string>): Op[] {
    const known = this.known.get(declared.name);
    if (!known) return ["create"];
    if (known.pending) return ["replace"];
    const args = comparableArgs(declared, this.visible.older);
    const before = { ...known };
    if (before.clientSecret === "held") delete before.clientSecret;
    const names = [args.authServerId, ...((args.scopeIds as string[] | undefined) ?? [])] as string[];
    const changed = [...new Set([...Object.keys(args), ...Object.keys(before)])].filter(
      (key) =>
        !spelledSame(key, args[key], before[key]) ||
        (key === "authServerId" && made.has(names[0] as string)) ||
        (key === "scopeIds" && names.slice(1).some((name) => made.has(name))),
    );
    if (changed.some((key) => replacing.includes(key))) return ["replace"];
    if (changed.length === 0) return ["same"];
    // Only the state has to follow: what is taken out was seen to be empty, or the method is spelled out or not.
    const isNothing = (key: string) => !(key in args) && (before[key] === "" || before[key] === nothingOf(key));
    const formal = changed.every((key) => isNothing(key) || key === "methodIs");
    return formal ? ["same", "update"] : ["update"];
  }

  /** An `up` has taken these steps. */
  done(steps: Step[], program: Declared[], state: Resource[]): void {
    for (const { name, op } of steps) {
      const declared = program.find((each) => each.name === name);
      if (op === "delete" || !declared) this.known.delete(name);
      else {
        const args = comparableArgs(declared, this.visible.older);
        const { type, outputs } = state.find((each) => each.name === name) as Resource;
        const isVerified = type === "onegini.ApiClient" ? this.visible.verifySecrets : type !== "onegini.WebClient";
        if (isVerified && outputs.clientSecret !== undefined) args.clientSecret = "held";
        this.known.set(name, args);
      }
    }
  }

  /**
   * What is wrong at the service after an `up`: a managed property that isn't what the program says, unless nobody
   * could know; an unmanaged one that was changed; one taken out that didn't go back to nothing, or did so without
   * being able to.
   */
  wrong(
    { name, op }: Step,
    managedBefore: Comparable | undefined,
    before: Comparable | undefined,
    after: Comparable | undefined,
    unnoticed: string[],
  ): string[] {
    if (op === "delete") return [];
    const fresh = op === "create" || op === "replace";
    // One that was gone before may pass unnoticed, as long as nothing has to be sent.
    if (!after) return before || fresh ? [`${name} isn't there`] : [];
    const managed = this.known.get(name) ?? {};
    const wrong = this.drifted(name, after)
      .filter((key) => fresh || !unnoticed.includes(key))
      .map((key) => `${name}.${key} is ${JSON.stringify(after[key])} instead of ${JSON.stringify(managed[key])}`);
    if (fresh || !before) return wrong;
    for (const key of Object.keys(after).filter((each) => !(each in managed) && each !== "clientSecret")) {
      const takenOut = managedBefore !== undefined && key in managedBefore;
      const nothing = nothingOf(key);
      const isSent = nothing !== undefined && (managedBefore?.[key] !== "" || means(key, nothing, after[key]));
      const empty = takenOut && isSent;
      if (empty ? !means(key, nothing, after[key]) : JSON.stringify(before[key]) !== JSON.stringify(after[key]))
        wrong.push(
          `${name}.${key}, which isn't managed, was ${JSON.stringify(before[key])} and is ${JSON.stringify(after[key])}`,
        );
    }
    return wrong;
  }

  /** An `up` that failed may have deleted what it was about to replace. */
  failed(state: Resource[]): void {
    for (const { name } of state.filter((each) => each.pendingReplacement)) this.known.set(name, { pending: true });
  }

  managed(name: string): Comparable | undefined {
    const known = this.known.get(name);
    return known && { ...known };
  }
}
