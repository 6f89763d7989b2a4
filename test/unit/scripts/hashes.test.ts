import { describe, expect, it } from "vitest";
import { engineVersion, hashes, lockedNodeVersion } from "../../../scripts/hashes.mjs";
import { archiveSums, merged } from "../../../scripts/refreshHashes.mjs";
import { serve } from "../support/server";
import { sumOf } from "./support";

describe("scripts/hashes.json", () => {
  it("has the sums of the versions in use; otherwise run `npm run hashes`", () => {
    expect(hashes.node.version).toBe(lockedNodeVersion());
    expect(hashes.engine.version).toBe(engineVersion());
    for (const archive of Object.keys(hashes.engine.archives)) expect(archive).toContain(`-${engineVersion()}-`);
  });

  it("has nothing but SHA-256 sums", () => {
    for (const sum of Object.values({ ...hashes.node.binaries, ...hashes.engine.archives }))
      expect(sum).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("renewing", () => {
  const [a, b] = [sumOf("a"), sumOf("b")];
  const recorded = { version: "1", sums: { x: a, y: b } };

  it("adds what is new, and keeps what can't be confirmed", () => {
    const result = merged({ version: "1", sums: { x: a } }, "1", [
      { name: "x", why: "no answer" },
      { name: "y", sum: b },
      { name: "z", why: "no answer" },
    ]);
    expect(result.sums).toEqual({ x: a, y: b });
    expect(result.changes).toEqual([`+ y ${b}`]);
    expect(result.notes).toEqual(["x: kept as it is, no answer", "z: no sum, no answer"]);
  });

  it("drops every sum of the version before", () => {
    const result = merged(recorded, "2", [
      { name: "x", sum: b },
      { name: "y", why: "no answer" },
    ]);
    expect(result).toMatchObject({ version: "2", sums: { x: b }, changes: ["version 1 → 2", `+ x ${b}`] });
  });

  it("refuses another sum for the same version", () => {
    expect(() => merged(recorded, "1", [{ name: "x", sum: b }])).toThrow("a published file doesn't change");
  });

  it("changes nothing when all is as recorded", () => {
    const { changes, notes, sums } = merged(recorded, "1", [
      { name: "x", sum: a },
      { name: "y", sum: b },
    ]);
    expect({ changes, notes, sums }).toEqual({ changes: [], notes: [], sums: recorded.sums });
  });
});

describe("the lists of sums of the official archives", () => {
  const archive = "pulumi-v1.2.3-linux-x64.tar.gz";
  const listing = async (lines: string) => (await serve(() => ({ body: lines }))).url;
  const first = async (lists: string[]) => (await archiveSums("v1.2.3", lists)).find(({ name }) => name === archive);

  it("are taken when both hosts say the same", async () => {
    const lists = [await listing(`${sumOf("it")}  ${archive}\n`), await listing(`${sumOf("it")} *${archive}\r\n`)];
    expect(await first(lists)).toEqual({ name: archive, sum: sumOf("it") });
  });

  it("aren't taken when they differ, or one of them lacks the archive", async () => {
    const one = await listing(`${sumOf("it")}  ${archive}`);
    const why = "the lists of sums don't agree on it";
    expect(await first([one, await listing(`${sumOf("another")}  ${archive}`)])).toEqual({ name: archive, why });
    expect(await first([one, await listing("")])).toEqual({ name: archive, why });
    expect(await first([await listing(""), one])).toEqual({ name: archive, why });
  });

  it("aren't taken when one host doesn't answer", async () => {
    const away = (await serve(() => ({ status: 503, body: "" }))).url;
    const found = await first([await listing(`${sumOf("it")}  ${archive}`), away]);
    expect(found).toEqual({
      name: archive,
      why: `127.0.0.1:${new URL(away).port} gave no list of sums (status 503)`,
    });
  });
});
