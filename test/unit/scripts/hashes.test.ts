import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockedNodeVersion, nodeHashes } from "../../../scripts/nodeHashes.mjs";
import { findArchiveHashes, merge } from "../../../scripts/updateHashes.mjs";
import { engineVersion, hashes } from "../../../tools/engine/version.mjs";
import { root } from "../../../tools/shared/paths.mjs";
import { serve } from "../../support/server";
import { hashOf } from "./support";

describe("the recorded hashes", () => {
  it("are those of the versions in use; otherwise run `npm run hashes`", () => {
    expect(nodeHashes.version).toBe(lockedNodeVersion());
    expect(hashes.version).toBe(engineVersion());
    for (const archive of Object.keys(hashes.archives)) expect(archive).toContain(`-${engineVersion()}-`);
  });

  it("are those of the Node in .node-version", () => {
    expect(readFileSync(join(root, ".node-version"), "utf8")).toBe(`${lockedNodeVersion()}\n`);
  });

  it("are SHA-256 hashes", () => {
    for (const hash of Object.values({ ...nodeHashes.binaries, ...hashes.archives }))
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("updating them", () => {
  const [a, b] = [hashOf("a"), hashOf("b")];
  const recorded = { version: "1", hashes: { x: a, y: b } };

  it("adds what is new, and keeps what can't be confirmed", () => {
    const result = merge({ version: "1", hashes: { x: a } }, "1", [
      { name: "x", reason: "no answer" },
      { name: "y", hash: b },
      { name: "z", reason: "no answer" },
    ]);
    expect(result.hashes).toEqual({ x: a, y: b });
    expect(result.changes).toEqual([`+ y ${b}`]);
    expect(result.notes).toEqual(["x: kept as it is, no answer", "z: no hash, no answer"]);
  });

  it("drops every hash of the version before", () => {
    const result = merge(recorded, "2", [
      { name: "x", hash: b },
      { name: "y", reason: "no answer" },
    ]);
    expect(result).toMatchObject({ version: "2", hashes: { x: b }, changes: ["version 1 → 2", `+ x ${b}`] });
  });

  it("refuses another hash for the same version", () => {
    expect(() => merge(recorded, "1", [{ name: "x", hash: b }])).toThrow("a published file doesn't change");
  });

  it("changes nothing when all is as recorded", () => {
    const { changes, notes, hashes } = merge(recorded, "1", [
      { name: "x", hash: a },
      { name: "y", hash: b },
    ]);
    expect({ changes, notes, hashes }).toEqual({ changes: [], notes: [], hashes: recorded.hashes });
  });
});

describe("the lists of hashes of the official archives", () => {
  const archive = "pulumi-v1.2.3-linux-x64.tar.gz";
  const listing = async (lines: string) => (await serve(() => ({ body: lines }))).url;
  const first = async (lists: string[]) =>
    (await findArchiveHashes("v1.2.3", lists)).find(({ name }) => name === archive);

  it("are taken when both hosts say the same", async () => {
    const lists = [await listing(`${hashOf("it")}  ${archive}\n`), await listing(`${hashOf("it")} *${archive}\r\n`)];
    expect(await first(lists)).toEqual({ name: archive, hash: hashOf("it") });
  });

  it("aren't taken when they differ, or one of them lacks the archive", async () => {
    const one = await listing(`${hashOf("it")}  ${archive}`);
    const reason = "the lists of hashes differ";
    expect(await first([one, await listing(`${hashOf("another")}  ${archive}`)])).toEqual({ name: archive, reason });
    expect(await first([one, await listing("")])).toEqual({ name: archive, reason });
    expect(await first([await listing(""), one])).toEqual({ name: archive, reason });
  });

  it("aren't taken when one host doesn't answer", async () => {
    const away = (await serve(() => ({ status: 503, body: "" }))).url;
    const found = await first([await listing(`${hashOf("it")}  ${archive}`), away]);
    expect(found).toEqual({
      name: archive,
      reason: `127.0.0.1:${new URL(away).port} gave no list of hashes (status 503)`,
    });
  });
});
