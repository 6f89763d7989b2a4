// @ts-check
// Tables: for the terminal, for results/*.md and *.json.

/**
 * @typedef {object} Line
 * @property {string[]} cells
 * @property {string} [goal]
 * @property {boolean} [met] whether the goal is met; without it there is nothing to judge
 * @property {boolean} [timed] it depends on how fast this machine is just now, so a quick run doesn't judge it
 *
 * @typedef {object} Table
 * @property {string} id what a later run of the same day replaces
 * @property {string} title
 * @property {string} [about] method, in a sentence or two
 * @property {string[]} columns
 * @property {Line[]} lines
 * @property {number} [rounds] where it isn't the plan's number
 * @property {unknown} [figures] everything that was measured
 */

/**
 * @param {Line} line
 * @param {boolean} quick
 */
function verdict({ goal, met, timed }, quick) {
  if (goal === undefined) return "";
  if (met === undefined || (quick && timed)) return "not judged";
  return met ? "met" : "MISSED";
}

/**
 * @param {Table} table
 * @param {boolean} quick
 */
function rowsOf({ columns, lines }, quick) {
  const judged = lines.some(({ goal }) => goal !== undefined);
  const rest = (/** @type {Line} */ line) => (judged ? [line.goal ?? "", verdict(line, quick)] : []);
  return [[...columns, ...(judged ? ["goal", "verdict"] : [])], ...lines.map((line) => [...line.cells, ...rest(line)])];
}

/**
 * @param {Table} table
 * @param {boolean} quick
 */
export function forTerminal(table, quick) {
  const rows = rowsOf(table, quick);
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const spelled = rows.map((row) =>
    row
      // Numbers stand under each other; the first column and the verdict are words.
      .map((cell, at) => (/^[<≤≥-]?\s?\d/.test(cell) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join("   ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "-".repeat(width)).join("   ");
  return [
    `== ${table.title}`,
    ...(table.about ? [table.about] : []),
    "",
    spelled[0],
    rule,
    ...spelled.slice(1),
    "",
  ].join("\n");
}

/** @param {Table} table */
export function forMarkdown(table) {
  const [head = [], ...rows] = rowsOf(table, false);
  const line = (/** @type {string[]} */ cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = head.map((_, at) => (at === 0 ? "---" : "--:"));
  return [
    `## ${table.title}`,
    "",
    ...(table.about ? [table.about, ""] : []),
    line(head),
    line(rule),
    ...rows.map(line),
    "",
  ].join("\n");
}

/**
 * @param {readonly Table[]} tables
 * @param {boolean} quick
 */
export function summary(tables, quick) {
  const verdicts = tables.flatMap(({ lines }) => lines.map((line) => verdict(line, quick)));
  const number = (/** @type {string} */ wanted) => verdicts.filter((each) => each === wanted).length;
  const open = number("not judged");
  return `${number("met")} goals met, ${number("MISSED")} missed${open ? `, ${open} not judged` : ""}`;
}
