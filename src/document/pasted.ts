import { codePointText } from '../model/text.ts';
import type { TreeFault } from './place.ts';
import { contentLines } from './source-text.ts';

type Pasted = Pick<TreeFault, 'detail'> & { readonly hint: string };

/**
 * Finds characters that come with a text copied from a chat, a mail, a word processor or an old editor.
 * They are the cause of the parser's faults.
 *
 * @param offset The offset of the parser's first fault: text below it cannot be its cause.
 */
export function pastedFault(text: string, offset: number): TreeFault | undefined {
  const loneReturn = text.search(/\r(?!\n)/);
  // YAML joins lines at a lone carriage return, and the parser's fault may be anywhere in the result.
  const line = text.lastIndexOf('\n', loneReturn) + 1;
  if (loneReturn !== -1 && line <= offset) return fault(loneReturn, returns);
  const isMail = isQuotedMail(text);
  for (const line of contentLines(text)) {
    if (line.offset > offset) return undefined;
    const found = isMail ? mail : (fenceIn(line.text) ?? colonIn(line.text) ?? bulletIn(line.text));
    if (found) return fault(line.offset + line.indent.length, found);
  }
  return undefined;
}

function fault(offset: number, said: Pasted): TreeFault {
  return { code: 'yaml/syntax', offset, ...said };
}

const returns: Pasted = {
  detail:
    'A line ends with a carriage return alone, as on very old systems. YAML reads it as part of the line.',
  hint: 'Save the file with the line ends of Unix (LF) or Windows (CRLF).',
};

const mail: Pasted = {
  detail: 'The lines begin with `>`, as a quoted mail has them.',
  hint: 'Remove the `>` and the space behind it from every line.',
};

function isQuotedMail(text: string): boolean {
  const [first = '', second = ''] = text.split('\n', 2);
  return [first, second].every((line) => /^> ?\S/.test(line));
}

function fenceIn(line: string): Pasted | undefined {
  return /^\s*(?:```|~~~)/.test(line)
    ? {
        detail: 'This line marks a block of code in Markdown. It is no part of the manifest.',
        hint: 'Remove it, and the line that ends the block.',
      }
    : undefined;
}

/** Finds a colon as a keyboard for Chinese or Japanese writes it: `title：Finding`. */
function colonIn(line: string): Pasted | undefined {
  const [, start, name, value = ''] =
    /^\s*((?:- +)?)([\p{L}_]+)\s*：\s*(.{0,80})/u.exec(line) ?? [];
  return name === undefined
    ? undefined
    : {
        detail: `The colon behind "${name}" is a full-width one (U+FF1A), which YAML reads as a letter.`,
        hint: `Write \`${start}${name}: ${value}\`.`,
      };
}

/** Finds a bullet at the start of a line, or a dash that a word processor made of a hyphen. */
function bulletIn(line: string): Pasted | undefined {
  const [, mark, entry = ''] =
    /^\s*([\u2010-\u2015\u2212\u2022\u2023\u2043\u25aa\u25cf\u25e6\u00b7*+])\s+(\S.{0,80})/.exec(
      line,
    ) ?? [];
  if (mark === undefined || !/^(?:[\p{L}_]+:(?:\s|$)|include\b)/u.test(entry)) return undefined;
  const code = codePointText(mark);
  return {
    detail: `An entry of a list starts with a hyphen, and not with \`${mark}\` (${code}).`,
    hint: `Write \`- ${entry}\`.`,
  };
}
