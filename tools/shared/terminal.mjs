// @ts-check
// What the scripts print about their own work. It goes to stderr, so that stdout holds only what the program that they
// run prints: `npm run -s pulumi -- stack output --json` can be piped.

const terminal = process.stderr.isTTY === true;
const coloured = terminal && !process.env.NO_COLOR;
const secondsBetweenLines = 20;

/** @param {string} text */
export const dim = (text) => (coloured ? `\x1b[2m${text}\x1b[22m` : text);
/** @param {string} text */
export const bold = (text) => (coloured ? `\x1b[1m${text}\x1b[22m` : text);

/** @param {string} text */
export function log(text) {
  process.stderr.write(`${text}\n`);
}

/** An error for the user: the message is all there is to know, and is printed without a stack trace. */
export class UserError extends Error {}

/**
 * Runs a command: sets the exit status, and prints a UserError as one.
 * @param {() => Promise<number>} work
 */
export async function runCommand(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log(`${bold("Error:")} ${error.message}`);
    process.exitCode = 1;
  }
}

/** @param {number} since */
export const elapsed = (since) => duration(Date.now() - since);

/** @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 60 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Shows that something long is going on: one line that is rewritten in a terminal, a line now and then in a log.
 * @template T
 * @param {string} title
 * @param {(note: (detail: string) => void) => Promise<T>} work calls note with what to show beside the title
 * @returns {Promise<T>}
 */
export async function withProgress(title, work) {
  const start = Date.now();
  let detail = "";
  const show = () => {
    const line = `  … ${elapsed(start)}${detail && `, ${detail}`}`;
    // Cut to the terminal's width: a line that wraps can't be rewritten.
    if (terminal) process.stderr.write(`\r\x1b[K${dim(line.slice(0, (process.stderr.columns || 80) - 1))}`);
    else log(line);
  };
  log(title);
  const timer = setInterval(show, terminal ? 1000 : secondsBetweenLines * 1000);
  const finish = (/** @type {string} */ end) => {
    clearInterval(timer);
    log(`${terminal ? "\r\x1b[K" : ""}${end} ${elapsed(start)}`);
  };
  try {
    const result = await work((text) => {
      detail = text;
    });
    finish("  done in");
    return result;
  } catch (error) {
    finish("  failed after");
    throw error;
  }
}
