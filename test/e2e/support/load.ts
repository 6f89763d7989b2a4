import { expect } from "vitest";
import { startSandbox } from "../../../sandbox";
import { fixtureOf, fixtures, prepareEnvironment, typeOf } from "../../support/resources";
import { largeProgram, type Size } from "./largeProgram";
import { isLookAtNothing } from "./output";
import { Project, withoutCheckpoints } from "./project";

/** How many requests the provider has under way at once, at the most. */
const maxConcurrency = 8;

/**
 * A large stack on services that take 20 ms a request and allow 5,000 an hour: up, refresh, up, destroy. Answers with the
 * requests that each took.
 */
export async function load(size: Size): Promise<string> {
  const sandbox = await startSandbox({ settings: { latencyMs: 20 } });
  const { control } = sandbox;
  const project = await Project.create(sandbox, {}, withoutCheckpoints);
  const counts: string[] = [];
  const counted = async (what: string, run: Promise<string>, most: number): Promise<string> => {
    const output = await run;
    const log = await control.log();
    await control.clearLog();
    for (const service of ["onegini", "onelogin"]) {
      const inFlight = log.filter((entry) => entry.service === service).map((entry) => entry.inFlight);
      expect(Math.max(0, ...inFlight), `${service} in ${what}`).toBeLessThanOrEqual(maxConcurrency);
    }
    expect(log.length, what).toBeLessThanOrEqual(most);
    expect(
      log.filter((entry) => entry.status >= 300 && !isLookAtNothing(entry)),
      what,
    ).toEqual([]);
    counts.push(`${what} ${log.length}`);
    return output;
  };
  try {
    const environment = await prepareEnvironment(control);
    const before = await control.objects();
    const program = largeProgram(size, environment);
    const unchanged = `${program.length + 1} unchanged`;
    project.declare(program);

    // Creates that start together share their looks.
    const looksAndCreates = program.map(({ type }) => requestsOfCreate[type] ?? 0);
    await counted("up", project.up(), sum(looksAndCreates) + token);
    // The list of servers, three of what belongs to each, and its app; the others are read from pages, or one by one.
    const pages = 2 * (2 * Math.ceil((size.clients + 3) / 100) + 1);
    const reads = pages + 1 + 4 * size.servers + fixtures.length;
    expect(await counted("refresh", project.refresh(), reads + token)).toContain(unchanged);
    expect(await counted("up again", project.up(), 0)).toContain(unchanged);
    await counted("destroy", project.destroy(), program.length + token);
    expect(await control.objects()).toEqual(before);
    return `${program.length} resources, requests: ${counts.join(", ")}`;
  } finally {
    await sandbox.close();
    project.remove();
  }
}

const token = 1;
const requestsOfCreate = Object.fromEntries(
  fixtures.map(({ name }) => [typeOf(fixtureOf(name)), fixtureOf(name).calls.create.length]),
);

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
