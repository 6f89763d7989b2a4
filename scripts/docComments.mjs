// @ts-check
// The documentation of the classes' arguments and outputs, in the editor: written from the provider's declarations.
import ts from "typescript";

const width = 120;

/**
 * A class's source with each member's documentation as it's declared.
 * @param {string} source
 * @param {(type: string, member: string) => string | undefined} describe of an interface's or a class's member
 */
export function withDocumentation(source, describe) {
  const file = ts.createSourceFile("file.ts", source, ts.ScriptTarget.Latest, true);
  /** @type {{ start: number, end: number, text: string }[]} */
  const edits = [];
  for (const statement of file.statements) {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isClassDeclaration(statement)) continue;
    for (const member of statement.members) {
      const name = member.name && ts.isIdentifier(member.name) ? member.name.text : undefined;
      // A member that a variant of the arguments forbids needs no words.
      const isForbidden = ts.isPropertySignature(member) && member.type?.kind === ts.SyntaxKind.UndefinedKeyword;
      const description = name && !isForbidden ? describe(statement.name?.text ?? "", name) : undefined;
      if (description === undefined) continue;
      const end = member.getStart();
      const indent = " ".repeat(file.getLineAndCharacterOfPosition(end).character);
      // Other comments stay where they are.
      const [written] = ts.getJSDocCommentsAndTags(member);
      edits.push({ start: written?.pos ?? end, end, text: `${comment(description, indent).trimStart()}\n${indent}` });
    }
  }
  return edits.reduceRight(
    (text, { start, end, text: written }) => text.slice(0, start) + written + text.slice(end),
    source,
  );
}

/**
 * @param {string} text
 * @param {string} indent
 */
function comment(text, indent) {
  const whole = `${indent}/** ${text} */`;
  if (whole.length <= width) return whole;
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && `${indent} * ${line} ${word}`.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join("\n");
}
