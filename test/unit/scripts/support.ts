import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { binaryIn } from "../../../scripts/nodeBinary.mjs";
import { capture } from "../../../scripts/processes.mjs";

/** The SHA-256 sum. */
export const sumOf = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

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

/** A node_modules with a Node of some content, where the sums of the repository expect another, or the same. */
export function placeFor(genuine: string, content: string | undefined, platform = "linux-x64") {
  const expected = { version: "24.0.0", binaries: { "linux-x64": sumOf(genuine) } as Record<string, string> };
  const place = { folder: temporaryFolder(), platform, version: "24.0.0", expected };
  if (content !== undefined) write(binaryIn(place), content);
  return place;
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
