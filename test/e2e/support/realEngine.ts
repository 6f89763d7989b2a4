import type { CommandResult, Op, Resource, Step } from "../../support/engine/state";
import { type Declared, nameIn, Project } from "./project";

/** What the CLI prints with `--json`, one a line, as far as it matters here. */
interface EngineEvent {
  resourcePreEvent?: { metadata: Metadata };
  resOutputsEvent?: { metadata: Metadata };
}
interface Metadata {
  op: string;
  urn: string;
  type: string;
  detailedDiff: Record<string, unknown> | null;
  /** Null when it's gone. */
  new: object | null;
}

/** The real CLI, asked and answering as the model of the engine does. */
export class RealEngine {
  state: Resource[] = [];

  private constructor(private readonly project: Project) {}

  static async start(config: Record<string, string>): Promise<RealEngine> {
    const environment = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };
    return new RealEngine(await Project.with({ config, environment }));
  }

  up(program: Declared[], { refresh = false } = {}): Promise<CommandResult> {
    return this.run(program, "up", "--yes", "--skip-preview", ...(refresh ? ["--refresh"] : []));
  }

  preview(program: Declared[], { refresh = false } = {}): Promise<CommandResult> {
    return this.run(program, "preview", ...(refresh ? ["--refresh"] : []));
  }

  refresh({ previewOnly = false } = {}): Promise<CommandResult> {
    return this.run(undefined, "refresh", ...(previewOnly ? ["--preview-only"] : ["--yes", "--skip-preview"]));
  }

  destroy(): Promise<CommandResult> {
    return this.run(undefined, "destroy", "--yes", "--skip-preview");
  }

  close(): void {
    this.project.remove();
  }

  private async run(program: Declared[] | undefined, ...command: string[]): Promise<CommandResult> {
    if (program) this.project.declare(program);
    const { status, output } = await this.project.pulumi(...command, "--json");
    const ran = readEvents(output);
    if (status !== 0) ran.error = new Error(output);
    await this.readState();
    return ran;
  }

  private async readState(): Promise<void> {
    this.state = Object.entries(await this.project.state()).map(([name, { type, id = "", inputs, outputs }]) => ({
      name,
      type: type.replace("pulumi-nodejs:dynamic/", "").replace(":", "."),
      id,
      inputs: plain(inputs) as Resource["inputs"],
      outputs: plain(outputs) as Resource["outputs"],
      dependencies: {},
    }));
  }
}

function readEvents(output: string): CommandResult {
  const ran: CommandResult = { refreshed: [], steps: [] };
  const ops = new Map<string, { ops: string[]; changed: string[] }>();
  const refreshing = new Set<string>();
  for (const event of output.split("\n").flatMap(parsed)) {
    const { metadata } = event.resourcePreEvent ?? event.resOutputsEvent ?? {};
    if (!metadata?.type.startsWith("pulumi-nodejs:dynamic/")) continue;
    const { op, urn, detailedDiff } = metadata;
    const name = nameIn(urn);
    const changed = changedIn(detailedDiff);
    if (event.resOutputsEvent) {
      if (!refreshing.delete(urn)) continue;
      if (!metadata.new) ran.refreshed.push({ name, op: "delete", changed: [] });
      else if (changed.length > 0) ran.refreshed.push({ name, op: "update", changed });
    } else if (op === "refresh") refreshing.add(urn);
    else {
      refreshing.delete(urn);
      const known = ops.get(name) ?? { ops: [], changed: [] };
      ops.set(name, { ops: [...known.ops, op], changed: [...new Set([...known.changed, ...changed])].sort() });
    }
  }
  ran.steps = [...ops].map(([name, { ops, changed }]) => step(name, ops, changed));
  return ran;
}

/** A replacement is several steps to the engine. */
function step(name: string, ops: string[], changed: string[]): Step {
  const has = (op: string) => ops.includes(op);
  if (has("create-replacement")) return { name, op: "replace", changed };
  if (ops.some((op) => /^(delete|remove)/.test(op))) return { name, op: "delete", changed: [] };
  return { name, op: (ops[0] ?? "same") as Op, changed: has("create") ? [] : changed };
}

function changedIn(detailedDiff: Record<string, unknown> | null): string[] {
  return [...new Set(Object.keys(detailedDiff ?? {}).map((path) => path.replace(/\[.*$/, "")))].sort();
}

function parsed(line: string): EngineEvent[] {
  if (!line.startsWith("{")) return [];
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** A decrypted export marks what is secret. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if ("plaintext" in value) return JSON.parse(String(value.plaintext));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}
