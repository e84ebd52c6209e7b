import { isConflictMark } from '../document/conflict.ts';
import { type ConstantName, isConstantName } from '../model/constant-name.ts';
import { kinds } from '../model/kind.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';

/** What a line of a file of names is. */
export type NamesLine =
  | { readonly type: 'name'; readonly name: ConstantName }
  | { readonly type: 'remark' }
  | { readonly type: 'conflict' }
  | { readonly type: 'malformed'; readonly detail: string };

export const namesHeader = `\
# The names of constants in programs, sorted by id: sourcedId, kind, name. See \`ids export\`.
# Append-only: a name stays whatever becomes of the title. Only before it is used may it be edited.
# So that branches merge, .gitattributes should say: catalog.names merge=union
`;

/** The lines without their line breaks, and how they ended. */
export function namesLinesOf(text: string): {
  readonly lines: readonly string[];
  readonly lineBreak: '\n' | '\r\n';
} {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return { lines, lineBreak: /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n' };
}

/** Reads a line without its line break. Any text is one of the four. */
export function readNamesLine(text: string): NamesLine {
  if (/[^\P{Cc}\t]/u.test(text)) return malformed('It holds a control character.');
  const words = text.split(/[ \t]+/).filter((word) => word !== '');
  const [sourcedId, kindWord, name, ...others] = words;
  if (sourcedId === undefined || sourcedId.startsWith('#')) return { type: 'remark' };
  const kind = kinds.find((known) => known === kindWord);
  if (!kind && isConflictMark(text)) return { type: 'conflict' };
  if (sourcedIdFault(sourcedId)?.type === 'malformed') {
    return malformed('Its first word cannot be a sourcedId.');
  }
  if (!kind) return malformed(`Its second word is not one of ${kinds.join(', ')}.`);
  if (name === undefined || !isConstantName(name)) {
    return malformed('Its third word is no name: capital letters A to Z, digits and single _.');
  }
  if (others.length > 0) return malformed('Nothing follows the name.');
  return { type: 'name', name: { sourcedId, kind, name } };
}

function malformed(detail: string): NamesLine {
  return { type: 'malformed', detail };
}

export function writeNamesLine({ sourcedId, kind, name }: ConstantName): string {
  return `${sourcedId} ${kind} ${name}`;
}
