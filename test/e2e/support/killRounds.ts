import { expect } from "vitest";
import { randomFrom } from "../../../bench/support/statistics.mjs";
import { startSandbox } from "../../../sandbox";
import { prepareEnvironment } from "../../support/resources";
import { killedRun, settled } from "./killedRun";
import { largeProgram, namesOf, present, type Size } from "./largeProgram";
import { Project } from "./project";

interface Plan {
  rounds: number;
  /** Of the moments; an error says it. */
  seed: number;
  size: Size;
  /** Whether each round is followed by a run that must have nothing to do, not only the last. */
  checkEach: boolean;
}

const latencyMs = 20;

/**
 * Kills runs at random moments, and checks that the next one ends with exactly the program's resources. Every other round
 * kills a destroy, and half of each the engine alone. Answers with what it did.
 */
export async function killRounds({ rounds, seed, size, checkEach }: Plan): Promise<string> {
  const sandbox = await startSandbox();
  const { control } = sandbox;
  const project = await Project.create(sandbox);
  const random = randomFrom(seed);
  const counts = { up: 0, destroy: 0, engineOnly: 0, tooLate: 0, torn: 0 };
  try {
    const environment = await prepareEnvironment(control);
    const program = largeProgram(size, environment, { adoptExisting: true });
    const names = namesOf(program);
    // A token and a call for each; an up also looks at what is there.
    const requests = { up: Math.round(1.6 * program.length), destroy: program.length + 1 };
    const nothingToDo = `${program.length + 1} unchanged`;
    project.declare(program);
    // Half of the time passes before a call's work and half after it, so that some kills lose answers.
    await control.settings({ latencyMs: latencyMs / 2 });
    await control.fault({ times: "forever", after: true, fault: { delayMs: latencyMs / 2 } });

    for (let round = 1; round <= rounds; round++) {
      const operation = round % 2 === 0 ? "destroy" : "up";
      const kill = round % 4 >= 2 ? "engine" : "all";
      const moment = 1 + Math.floor(random() * requests[operation]);
      const description = `seed ${seed}, round ${round}: ${operation} killed (${kill}) at request ${moment}`;
      if (operation === "up" && round > 1) await project.destroy();
      const run = await killedRun(project, control, { args: [operation, "--yes", "--skip-preview"], moment, kill });
      counts[operation]++;
      if (kill === "engine") counts.engineOnly++;
      if (run.finished) counts.tooLate++;
      await settled(run, control);

      if (project.removeTornAttributes()) counts.torn++;
      if (!run.finished) await project.succeeds("cancel", "--yes");
      // What a destroy has deleted is still in the state, so only a refresh finds out.
      await project.up(...(operation === "destroy" ? ["--refresh"] : []));
      expect(await present(control, environment), description).toEqual(names);
      expect(Object.keys(project.stored()).sort(), description).toEqual(names);
      if (checkEach) expect(await project.up("--refresh"), description).toContain(nothingToDo);
    }
    await project.refresh("--clear-pending-creates");
    const output = await project.up();
    expect(output).toContain(nothingToDo);
    expect(output).not.toContain("pending operations");
    await project.destroy();
    expect(await present(control, environment)).toEqual([]);
    const { up, destroy, engineOnly, tooLate, torn } = counts;
    return `processes killed in up: ${up}, in destroy: ${destroy}; ${engineOnly} times the engine alone; ${tooLate} runs were over before; ${torn} left a torn file of the engine's (seed ${seed})`;
  } finally {
    await sandbox.close();
    project.remove();
  }
}
