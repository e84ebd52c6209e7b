import { withoutCiCommands } from '../escape.ts';

/** What an editor, a screen or a reviewer would not see: it stands in code only spelled out. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text from outside as a literal of TypeScript. */
export function typescriptText(text: string): string {
  return literal(text, (character) =>
    Array.from({ length: character.length }, (_, at) => unitText(character.charCodeAt(at))).join(
      '',
    ),
  );
}

/** The same of Python, where a character beyond the first plane is one and not two. */
export function pythonText(text: string): string {
  return literal(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : unitText(code);
  });
}

function literal(text: string, spelledOut: (character: string) => string): string {
  // JSON's escapes of quotes, backslashes and halves of characters mean the same in both.
  return withoutCiCommands(JSON.stringify(text).replace(unseen, spelledOut));
}

function unitText(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
