import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { binaryOf } from "../../../scripts/nodeBinary.mjs";
import { capture } from "../../../tools/shared/processes.mjs";

/** The SHA-256 hash. */
export const hashOf = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

/** A folder that goes with the test. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-idp-scripts-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function write(file: string, content: string) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  chmodSync(file, 0o755);
}

/** The Node of a clone whose binary has some content, where the recorded hash is that of another, or the same. */
export function projectWith(genuine: string, content: string | undefined, platform = "linux-x64") {
  const expected = { version: "24.0.0", binaries: { "linux-x64": hashOf(genuine) } as Record<string, string> };
  const project = { folder: temporaryFolder(), platform, version: "24.0.0", expected };
  if (content !== undefined) write(binaryOf(project), content);
  return project;
}

/** A .tar.gz with these files, by their paths in it. */
export async function archiveOf(files: Record<string, string>) {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) write(join(folder, "in", path), content);
  const contents = readdirSync(join(folder, "in"));
  const { status, output } = await capture("tar", ["-czf", "archive.tar.gz", "-C", "in", ...contents], { cwd: folder });
  if (status !== 0) throw new Error(output);
  return readFileSync(join(folder, "archive.tar.gz"));
}
