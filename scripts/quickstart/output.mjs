// @ts-check
// What the quickstart prints on stdout, with colours in a terminal.

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
export function print(text = "") {
  process.stdout.write(`${text}\n`);
}

/** @param {string} text */
export function printHeading(text) {
  print(`\n${bold(text)}\n${bold("─".repeat(text.length))}`);
}

/** @param {string} command */
export function printCommand(command) {
  print(`\n${bold(`$ ${command}`)}`);
}

/**
 * A line that a command printed, marked as such.
 * @param {string} line
 */
export function printOutput(line) {
  print(`${dim("│")} ${line}`.trimEnd());
}

/**
 * A check that succeeded.
 * @param {string} text
 */
export function printSuccess(text) {
  print(`${green("✓")} ${text}`);
}
