import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Control } from "../../sandbox";

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
function family(pid: number): Process[] {
  const all = processes();
  const members = all.filter((each) => each.pid === pid);
  for (const member of members) members.push(...all.filter(({ parent }) => parent === member.pid));
  return members;
}

export function isAlive(pid: number): boolean {
  return processes().some((each) => each.pid === pid);
}

/** Waits until something is so; the test's own time limit ends a wait in vain. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(5);
}

export interface Killed {
  /** The provider processes. */
  providers: number[];
  /** The command lines of all processes of the run. */
  commands: string[];
  /** Requests that the services had got when the processes were killed. */
  requests: number;
  output: string;
  /** Whether the run was over before its turn came. */
  finished: boolean;
}

/**
 * Starts a run of the CLI and kills it when the services have got so many requests: the engine and all it started, or
 * the engine alone; or interrupts it, as Ctrl-C does.
 */
export async function killAt(
  requests: number,
  control: Control,
  start: { folder: string; args: string[]; environment: NodeJS.ProcessEnv },
  victims: "all" | "engine" | "interrupt",
): Promise<Killed> {
  await control.clearLog();
  const child: ChildProcess = spawn("pulumi", start.args, {
    cwd: start.folder,
    env: start.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  let finished = false;
  const exited = new Promise<void>((done) => child.on("exit", () => done())).then(() => {
    finished = true;
  });
  await until(async () => finished || (await control.log()).length >= requests);
  const engine = child.pid ?? 0;
  const members = finished ? [] : family(engine);
  const isProvider = ({ command }: Process) => command.includes("dynamic-provider");
  for (const { pid } of members.filter((each) => victims === "all" || each.pid === engine)) {
    try {
      process.kill(pid, victims === "interrupt" ? "SIGINT" : "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
  const counted = (await control.log()).length;
  const wasFinished = finished;
  await exited;
  const providers = members.filter(isProvider).map(({ pid }) => pid);
  const commands = members.map(({ command }) => command);
  return { providers, commands, requests: counted, output, finished: wasFinished };
}
