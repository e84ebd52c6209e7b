import { nearest } from '../document/nearest.ts';
import { quoted } from '../document/wording.ts';
import { kinds } from '../model/kind.ts';
import type { LedgerEntry, LedgerState, PlacementEntry, Replacement } from '../model/ledger.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';

/** What a line says about an id. */
export type LedgerFact = Omit<LedgerEntry, 'line'>;

/** What a line of a ledger is: about a node or a placement, a comment, a mark left by a merge, a fault. */
export type LedgerLine =
  | { readonly type: 'fact'; readonly fact: LedgerFact }
  | { readonly type: 'placement'; readonly placement: PlacementEntry }
  | { readonly type: 'replaces'; readonly replacement: Omit<Replacement, 'file' | 'line'> }
  | { readonly type: 'remark' }
  | { readonly type: 'conflict' }
  | MalformedLedgerLine;

export interface MalformedLedgerLine {
  readonly type: 'malformed';
  /** Of the word that is wrong, from one; where a word is missing, behind the last one. */
  readonly column: number;
  readonly detail: string;
  readonly hint: string;
}

const states: readonly LedgerState[] = ['live', 'retired'];

const form =
  'A line reads `sourcedId kind live`, or `sourcedId kind retired` and the reason in words.';
const placementForm = 'A line of a placement reads `sourcedId placement live LESSON RESOURCE`.';

/** Reads a line without its line break. Any text is one of these. */
export function readLedgerLine(text: string): LedgerLine {
  // Even in a comment: a text with other line breaks would be one long comment.
  const control = text.search(/[^\P{Cc}\t]/u);
  if (control !== -1) return controlCharacter(control + 1);
  const words = text.split(/[ \t]+/).filter((word) => word !== '');
  const [first] = words;
  if (first === undefined || first.startsWith('#')) return { type: 'remark' };
  const line = readFact(words, text);
  // An id may look like a mark; no mark is followed by a kind and a state.
  return line.type === 'malformed' && isConflictMark(text) ? { type: 'conflict' } : line;
}

function readFact(words: readonly string[], text: string): LedgerLine {
  const [sourcedId = '', kindWord = '', stateWord = '', ...reason] = words;
  const fault = sourcedIdFault(sourcedId);
  // What later counts as a placeholder stays readable: the ledger keeps it for ever.
  if (fault?.type === 'malformed') {
    return malformed(text, 0, `The sourcedId ${quoted(sourcedId)} ${fault.reason}.`);
  }
  if (kindWord === 'placement') return readPlacement(words, text);
  const kind = kinds.find((known) => known === kindWord);
  if (!kind) return unknownWord(text, { at: 1, name: 'kind', word: kindWord, known: kinds });
  const [replaced = '', ...why] = reason;
  if (stateWord === 'replaces' && replaced !== '' && why.length > 0) {
    return { type: 'replaces', replacement: { sourcedId, kind, replaced, reason: why.join(' ') } };
  }
  const state = states.find((known) => known === stateWord);
  if (!state) return unknownWord(text, { at: 2, name: 'state', word: stateWord, known: states });
  const fact = { sourcedId, kind, state };
  if (reason.length === 0) return { type: 'fact', fact };
  if (state === 'live') return malformed(text, 3, 'Nothing follows the word `live`.');
  return { type: 'fact', fact: { ...fact, reason: reason.join(' ') } };
}

function readPlacement(words: readonly string[], text: string): LedgerLine {
  const [sourcedId = '', , state = '', lesson = '', resource = '', ...more] = words;
  const isWhole = state === 'live' && resource !== '' && more.length === 0;
  return isWhole
    ? { type: 'placement', placement: { sourcedId, lesson, resource } }
    : { ...malformed(text, 1, 'The line is not one of a placement.'), hint: placementForm };
}

interface Unknown {
  /** Which word of the line it is, from zero. */
  readonly at: number;
  readonly name: string;
  readonly word: string;
  readonly known: readonly string[];
}

function unknownWord(text: string, { at, name, word, known }: Unknown): LedgerLine {
  if (word === '') return malformed(text, at, `The line has no ${name}.`);
  const line = malformed(text, at, `There is no ${name} ${quoted(word)}.`);
  const near = nearest(word, known);
  return near === undefined ? line : { ...line, hint: `Did you mean "${near}"?` };
}

function malformed(text: string, at: number, detail: string): MalformedLedgerLine {
  const start = [...text.matchAll(/[^ \t]+/g)][at]?.index ?? text.trimEnd().length;
  return { type: 'malformed', column: start + 1, detail, hint: form };
}

function controlCharacter(column: number): LedgerLine {
  const detail = 'A control character stands here, which no ledger holds.';
  return { type: 'malformed', column, detail, hint: 'Restore the line from git.' };
}

/** Git's marks, and the one of its `diff3` style. */
function isConflictMark(text: string): boolean {
  return /^(?:<{7}|\|{7}|={7}|>{7})(?:[ \t]|$)/.test(text);
}

/** The one form of a line, without its line break; `reason` is one line without stray blanks. */
export function writeLedgerLine({ sourcedId, kind, state, reason }: LedgerFact): string {
  return [sourcedId, kind, state, ...(reason ? [reason] : [])].join(' ');
}

/** The one form of the line of a placement. */
export function writePlacementLine({ sourcedId, lesson, resource }: PlacementEntry): string {
  return [sourcedId, 'placement', 'live', lesson, resource].join(' ');
}
