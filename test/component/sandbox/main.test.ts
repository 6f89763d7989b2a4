import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { Control, startSandbox } from "../../../sandbox";

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill("SIGKILL");
});

/** The program as a process of its own, with all it prints. */
function run(...args: string[]) {
  const process_ = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", "sandbox/main.ts", ...args]);
  child = process_;
  const printed = { text: "" };
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed.text += chunk.toString();
    });
  }
  return { process: process_, printed, ended: once(process_, "close") };
}

it("prints how to point a stack at it, can be controlled from outside, and says when it stops", async () => {
  const { process: running, printed, ended } = run("--port", "0");
  await expect.poll(() => printed.text, { timeout: 20_000 }).toContain("Ctrl-C stops it.");
  const url = /export ONELOGIN_API_URL=(\S+)/.exec(printed.text)?.[1] ?? "";
  for (const line of [
    `pulumi config set onelogin:url ${url}`,
    "pulumi config set onelogin:clientId sandbox-admin",
    "pulumi config set --secret onelogin:clientSecret sandbox-admin-secret",
    `pulumi config set onegini:url ${url}/oauth`,
    "pulumi config set onegini:clientId sandbox-admin",
    "pulumi config set --secret onegini:clientSecret sandbox-admin-secret",
    `export ONEGINI_URL=${url}/oauth`,
    "export ONEGINI_CLIENT_ID=sandbox-admin",
    "909021",
  ]) {
    expect(printed.text).toContain(line);
  }
  expect((await new Control(url).objects()).onelogin.authServers).toEqual({});
  running.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(printed.text).toContain("The sandbox has stopped.");
}, 30_000);

it("reports that the port is taken", async () => {
  const taken = await startSandbox();
  const { printed, ended } = run("--port", new URL(taken.url).port);
  expect((await ended)[0]).toBe(1);
  expect(printed.text).toMatch(/^Port \d+ is taken.*choose another with --port\.\n$/);
  await taken.close();
}, 30_000);
