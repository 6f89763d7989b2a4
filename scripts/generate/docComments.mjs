// @ts-check
// Documentation comments, as the formatter leaves them alone.

const width = 120;

/**
 * A comment in one line where that has room for it.
 * @param {string} text
 * @param {string} [indent]
 */
export function docComment(text, indent = "") {
  const whole = `${indent}/** ${text} */`;
  return whole.length <= width ? whole : docLines(wrap(text, indent), indent);
}

/**
 * @param {string[]} lines
 * @param {string} [indent]
 */
export function docLines(lines, indent = "") {
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join("\n");
}

/**
 * A text in lines as full as a comment can have them.
 * @param {string} text
 * @param {string} [indent] of the comment
 */
export function wrap(text, indent = "") {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && `${indent} * ${line} ${word}`.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
