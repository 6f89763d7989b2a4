// @ts-check
// node test/states/record.mjs <version>: records the states that a release leaves behind, once, from the checkout that is
// tagged with it. For each of the recordings in recordings/, which have to know every resource of the release, it leads a
// stack there on the real engine, against sandboxes, and writes a folder <version>/<recording>/ of
//   conditions.json  what the sandboxes do otherwise than by themselves, and the flags of the next `up`, if any
//   state.json     what `pulumi stack export --show-secrets` gives, without the sandboxes' addresses
//   program.json   the program it belongs to, as test/e2e/support/program.js reads it
//   services.json  what the services hold
//   expected.json  where the next `up` has something to do: the steps that the release itself shows, and what comes of them
// test/e2e/oldStates.test.ts tries each with the code of today. No recording of a version is ever changed.
//
// node test/states/record.mjs unreleased: the same for resources that no release has yet, so that the code is held to
// them before. It makes the recordings that no version has; nobody has such a state, so they may be made anew, and the
// release's own take their place.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { build } from "../../scripts/build.mjs";
import { findEngine } from "../../tools/engine/index.mjs";
import { binaries, modules, root } from "../../tools/shared/paths.mjs";
import { runInForeground } from "../../tools/shared/processes.mjs";

const [version] = process.argv.slice(2);
const released = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
const states = join(root, "test/states");
const unreleased = join(states, "unreleased");
const folder = join(states, version ?? "");

if (version !== released && folder !== unreleased)
  fail(`this checkout is ${released}: node test/states/record.mjs ${released}, or unreleased`);
if (folder === unreleased) rmSync(folder, { recursive: true, force: true });
if (existsSync(folder)) fail(`${version} is recorded already, and recordings are never changed`);
const { ok, output } = await build();
if (!ok) fail(output);
const { engine, failures } = await findEngine();
if (!engine) fail(`there is no engine (\`npm run setup\` gets one): ${failures.join("; ")}`);
process.env.PATH = [binaries, ...engine.path, process.env.PATH].join(delimiter);

const require = createRequire(import.meta.url);
require("ts-node/register/transpile-only");
/** @type {typeof import("./recorder")} */
const { record, recordings } = require("./recorder");
try {
  for (const recording of recordings.filter(({ name }) => folder !== unreleased || !isRecorded(name))) {
    console.log(`${version}/${recording.name}`);
    await record(recording, join(folder, recording.name));
  }
  if (folder !== unreleased) rmSync(unreleased, { recursive: true, force: true });
} catch (error) {
  rmSync(folder, { recursive: true, force: true });
  throw error;
}
await runInForeground(process.execPath, [join(modules, "@biomejs/biome/bin/biome"), "format", "--write", folder], {
  cwd: root,
});

/**
 * Of any version.
 * @param {string} recording
 */
function isRecorded(recording) {
  return readdirSync(states).some((each) => existsSync(join(states, each, recording)));
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(message);
  process.exit(1);
}
