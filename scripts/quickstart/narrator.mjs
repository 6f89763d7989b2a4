// @ts-check
// What the quickstart says: plain words on stdout, with colours where somebody looks.

const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR;

/**
 * @param {number} on
 * @param {number} off
 * @returns {(text: string) => string}
 */
const style = (on, off) => (text) => (coloured ? `\x1b[${on}m${text}\x1b[${off}m` : text);

export const bold = style(1, 22);
export const dim = style(2, 22);
export const green = style(32, 39);
export const yellow = style(33, 39);
export const pulumiColours = coloured ? "always" : "never";

/** @param {string} [text] */
export function say(text = "") {
  process.stdout.write(`${text}\n`);
}

/** @param {string} text */
export function heading(text) {
  say(`\n${bold(text)}\n${bold("─".repeat(text.length))}`);
}

/** @param {string} command */
export function command(command) {
  say(`\n${bold(`$ ${command}`)}`);
}

/**
 * A line that a command printed, told apart from our own.
 * @param {string} line
 */
export function quote(line) {
  say(`${dim("│")} ${line}`.trimEnd());
}

/**
 * Something that was looked at, and is so.
 * @param {string} text
 */
export function found(text) {
  say(`${green("✓")} ${text}`);
}
