/** Waits for what other turns of the event loop bring about. A loop of its own would outlive the test that waits in vain. */
export async function until(met: () => boolean): Promise<void> {
  for (let turns = 0; turns < 100_000; turns++) {
    if (met()) return;
    await new Promise(setImmediate);
  }
  throw new Error(`it never came about: ${met}`);
}
