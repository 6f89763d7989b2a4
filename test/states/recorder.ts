import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Project } from "../e2e/support/project";
import type { Recording } from "./recordings/recording";
import { settled } from "./recordings/settled";
import { unsettled } from "./recordings/unsettled";
import { settledWebClientsAndApps, unsettledWebClientsAndApps } from "./recordings/webClientsAndApps";
import { outcomeOf, Replay } from "./replay";
import { Tenants } from "./tenants";

export const recordings = [settled, unsettled, settledWebClientsAndApps, unsettledWebClientsAndApps];

/** Makes one recording anew, with the provider of this checkout, and writes it into the folder. */
export async function record(recording: Recording, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
  if (recording.conditions) write("conditions", recording.conditions);
  await make(recording, write);
  const replay = await Replay.of(folder);
  try {
    if (!recording.settled) return write("expected", await outcomeOf(replay));
    await replay.project.preview("--expect-no-changes");
    await replay.project.refresh("--expect-no-changes");
  } finally {
    await replay.close();
  }
}

async function make(recording: Recording, write: (name: string, content: unknown) => void): Promise<void> {
  const tenants = await Tenants.start(recording.conditions?.settings);
  let project: Project | undefined;
  try {
    project = await Project.with({ config: { ...tenants.config(), ...recording.config } });
    await recording.make(project, tenants);
    const state = await project.succeeds("stack", "export", "--show-secrets");
    write("state", JSON.parse(tenants.withoutAddresses(state), withoutOrigin));
    write("program", JSON.parse(readFileSync(join(project.folder, "resources.json"), "utf8")));
    write("services", await tenants.contents());
  } finally {
    await tenants.close();
    project?.remove();
  }
}

/** Where in which file a resource was registered, and when, says nothing of it. */
function withoutOrigin(key: string, value: unknown): unknown {
  return ["sourcePosition", "stackTrace", "created", "modified"].includes(key) ? undefined : value;
}
