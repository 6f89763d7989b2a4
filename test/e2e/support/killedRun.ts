import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { vi } from "vitest";
import type { Control } from "../../../sandbox";
import type { Project } from "./project";

interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** The processes of this machine, from /proc: pids, parents and command lines. */
function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        // The name in parentheses may hold spaces.
        const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return state === "Z" ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
      } catch {
        return []; // It ended meanwhile.
      }
    });
}

/** A process and all that it started, and what those started. */
function processTree(pid: number): Process[] {
  const all = processes();
  const members = all.filter((each) => each.pid === pid);
  for (const member of members) members.push(...all.filter(({ parent }) => parent === member.pid));
  return members;
}

/** Waits until something is so in another process. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: 120_000, interval: 10 });
}

export interface KilledRun {
  /** The provider processes. */
  providers: number[];
  /** The command lines of all processes of the run. */
  commands: string[];
  /** The run was over before it could be killed. */
  finished: boolean;
}

/**
 * Starts a run of the CLI, and at some moment kills the engine and all that it started, or the engine alone; or
 * interrupts the engine, as Ctrl-C does. Ends when the engine has ended.
 * @param moment - How many requests the services have got, or any other condition.
 */
export async function killedRun(
  project: Project,
  control: Control,
  {
    args,
    moment,
    kill,
  }: { args: string[]; moment: number | (() => Promise<boolean>); kill: "all" | "engine" | "interrupt" },
): Promise<KilledRun> {
  await control.clearLog();
  const { folder: cwd, args: all, environment: env } = project.start(...args);
  const child = spawn("pulumi", all, { cwd, env, stdio: "ignore" });
  const exited = new Promise<void>((done) => child.on("exit", () => done()));
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  const isDue = typeof moment === "function" ? moment : async () => (await control.log()).length >= moment;
  await until(async () => hasExited() || (await isDue()));
  const finished = hasExited();
  const engine = child.pid ?? 0;
  const members = finished ? [] : processTree(engine);
  for (const { pid } of members.filter((each) => kill === "all" || each.pid === engine)) {
    try {
      process.kill(pid, kill === "interrupt" ? "SIGINT" : "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
  await exited;
  const providers = members.filter(({ command }) => command.includes("dynamic-provider"));
  return {
    providers: providers.map(({ pid }) => pid),
    commands: members.map(({ command }) => command),
    finished,
  };
}

/** Waits until provider processes that lost their engine have ended by themselves, and the services have done their work. */
export async function settled({ providers }: KilledRun, control: Control): Promise<void> {
  await until(() => providers.every((pid) => !processes().some((each) => each.pid === pid)));
  await until(async () => (await control.log()).every(({ endedAt }) => endedAt !== null));
}
