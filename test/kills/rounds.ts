import { expect } from "vitest";
import { randomFrom } from "../../bench/support/statistics.mjs";
import { startSandbox } from "../../sandbox";
import { Project } from "../e2e/support/project";
import { forty, held } from "./forty";
import { isAlive, killAt, until } from "./kill";

const latencyMs = 20;
/** A token and one call for each of the forty; an `up` has looks at what is there, too. */
const calls = { up: 65, destroy: 41 };

/**
 * Kills runs at random moments, and checks that the next one ends with exactly the forty resources. Every other round
 * kills a destroy, and half of each the engine alone.
 */
export async function killRounds(rounds: number, seed: number): Promise<string> {
  const sandbox = await startSandbox();
  const { control } = sandbox;
  const project = await Project.create(sandbox);
  const random = randomFrom(seed);
  const counts = { up: 0, destroy: 0, engineOnly: 0, tooLate: 0, torn: 0 };
  try {
    project.declare(forty({ adoptExisting: true }));
    await project.up();
    const wanted = await held(control);
    expect(wanted).toHaveLength(40);
    // Half of the time passes before a call's work and half after it, so that some kills lose answers.
    await control.settings({ latencyMs: latencyMs / 2 });
    await control.fault({ times: "forever", after: true, fault: { delayMs: latencyMs / 2 } });

    for (let round = 1; round <= rounds; round++) {
      const operation = round % 2 === 0 ? "destroy" : "up";
      const victims = round % 4 >= 2 ? "engine" : "all";
      const at = 1 + Math.floor(random() * calls[operation]);
      const told = `seed ${seed}, round ${round}: ${operation} killed (${victims}) at request ${at}`;
      if (operation === "up") await project.destroy();
      const { finished, providers } = await killAt(
        at,
        control,
        project.start(operation, "--yes", "--skip-preview"),
        victims,
      );
      counts[operation]++;
      if (victims === "engine") counts.engineOnly++;
      if (finished) counts.tooLate++;
      // The provider process ends by itself, and sends nothing from then on.
      await until(() => providers.every((pid) => !isAlive(pid)));
      await until(async () => (await control.log()).every(({ endedAt }) => endedAt !== null));

      if (project.removeTornAttributes()) counts.torn++;
      if (!finished) await project.succeeds("cancel", "--yes");
      // What a destroy has deleted is still in the state, so only a refresh finds out.
      await project.up(...(operation === "destroy" ? ["--refresh"] : []));
      expect(await held(control), told).toEqual(wanted);
      const again = await project.up();
      expect(again, told).toContain("41 unchanged");
    }
    await project.succeeds("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
    expect(await project.up()).not.toContain("pending operations");
    await project.destroy();
    expect(await held(control)).toEqual([]);
    return `killed ${counts.up} ups and ${counts.destroy} destroys, ${counts.engineOnly} times the engine alone, ${counts.tooLate} runs were over before, ${counts.torn} left a torn file of the engine's (seed ${seed})`;
  } finally {
    await sandbox.close();
    project.remove();
  }
}
