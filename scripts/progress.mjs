// @ts-check
// What the set-up says while it works. All of it goes to stderr, so that `npm run -s pulumi -- stack output --json`
// prints Pulumi's words alone on stdout.

const terminal = process.stderr.isTTY === true;
const coloured = terminal && !process.env.NO_COLOR;
const secondsBetweenLines = 20;

/** @param {string} text */
export const dim = (text) => (coloured ? `\x1b[2m${text}\x1b[22m` : text);
/** @param {string} text */
export const bold = (text) => (coloured ? `\x1b[1m${text}\x1b[22m` : text);

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
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
 * Does something long. A terminal shows one line that is rewritten; a log gets a line now and then.
 * @template T
 * @param {string} title
 * @param {(note: (detail: string) => void) => Promise<T>} work told what to show beside the title
 * @returns {Promise<T>}
 */
export async function withProgress(title, work) {
  const start = Date.now();
  let detail = "";
  const show = () => {
    const line = `  … ${elapsed(start)}${detail && `, ${detail}`}`;
    // Cut to the terminal's width: a line that wraps can't be rewritten.
    if (terminal) process.stderr.write(`\r\x1b[K${dim(line.slice(0, (process.stderr.columns || 80) - 1))}`);
    else say(line);
  };
  say(title);
  const timer = setInterval(show, terminal ? 1000 : secondsBetweenLines * 1000);
  const finish = (/** @type {string} */ end) => {
    clearInterval(timer);
    say(`${terminal ? "\r\x1b[K" : ""}${end} ${elapsed(start)}`);
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

/** An error for a person: its message says all, and is printed without a stack trace. */
export class Plain extends Error {}
