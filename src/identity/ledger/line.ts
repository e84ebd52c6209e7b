import { quoteShort } from '../../document/place.ts';
import { nearest } from '../../document/validate.ts';
import type {
  MeantChange,
  PlacementEntry,
  PlacementReplacement,
  Replacement,
} from '../../model/ledger.ts';
import { type IdKey, idKey, type Kind, kinds } from '../../model/node.ts';
import { sdkIdentityFields } from '../../model/sdk/values.ts';
import { sourcedIdFault } from '../../model/sourced-id.ts';

/** The fact in one line. `name` is the name of another catalog; `reason` is words on one line. */
export type LedgerFact =
  | ({ readonly says: 'live' } & OfNode)
  | ({ readonly says: 'taken'; readonly name: string } & OfNode)
  | ({ readonly says: 'released'; readonly name: string; readonly reason?: string } & OfNode)
  | ({ readonly says: 'retired'; readonly reason?: string } & OfNode)
  | ReplacedFact
  | MeantFact
  | PlacementFact;

/** The fact that a change of a field was intended, by which apps name a course. */
export interface MeantFact extends Omit<MeantChange, 'file' | 'line'> {
  readonly says: 'changes';
}

/** The fact that the id of a placement was minted, or retired. */
export interface PlacementFact extends PlacementEntry {
  readonly says: 'placement';
  readonly state: 'live' | 'retired';
  readonly reason?: string;
}

/** The fact that a node or placement replaces another one on purpose. */
type ReplacedFact = { readonly says: 'replaces' } & (
  | Omit<Replacement, 'file' | 'line'>
  | Omit<PlacementReplacement, 'file' | 'line'>
);

interface OfNode {
  readonly sourcedId: string;
  readonly kind: Kind;
}

/** The fact that an id was minted. */
export function liveFact({ sourcedId, kind }: OfNode): LedgerFact {
  return { says: 'live', sourcedId, kind };
}

/** The words of lines about a node, in the order of these lines in a ledger. */
const order = ['live', 'taken', 'released', 'retired', 'replaces', 'changes'] as const;

/** A line of a ledger: a fact, a comment or blank line, a conflict marker, or a faulty line. */
type LedgerLine =
  | { readonly type: 'fact'; readonly fact: LedgerFact }
  | { readonly type: 'remark' }
  | { readonly type: 'conflict' }
  | MalformedLedgerLine;

/** A line of a ledger that cannot be read. */
export interface MalformedLedgerLine {
  readonly type: 'malformed';
  /** The column of the wrong word, from one. If a word is missing, it is behind the last word. */
  readonly column: number;
  readonly detail: string;
  readonly hint: string;
}

const form =
  'A line reads `sourcedId kind live`, or `sourcedId kind retired` and the reason in words.';
const forms = {
  taken: 'A line reads `sourcedId kind taken` and the name of the catalog that it came from.',
  released:
    'A line reads `sourcedId kind released`, the name of the catalog that has it now, and the reason in words.',
  replaces:
    'A line reads `sourcedId kind replaces`, the former sourcedId, and the reason in words.',
  changes:
    'A line reads `sourcedId course changes`, then courseCode, subject or grade, the value before and the one now, - for none, and the reason in words.',
  placement:
    'A line of a placement reads `sourcedId placement live PARENT RESOURCE`, the parent a lesson or a unit; or `retired` in place of `live` and the reason in words at its end. `sourcedId placement replaces`, the sourcedId before and the reason say that a change was meant.',
};

/** Reads a line without its line break. Every text has one of the four types. */
export function readLedgerLine(text: string): LedgerLine {
  // Also in a comment: a text with other line breaks would be one long comment.
  const control = text.search(/[^\P{Cc}\t]/u);
  if (control !== -1) return controlCharacter(control + 1);
  const words = text.match(/[^ \t]+/g) ?? [];
  const [first] = words;
  if (first === undefined || first.startsWith('#')) return { type: 'remark' };
  const line = readFact(words, text);
  // An id may look like a marker, but no marker is followed by a kind and a state.
  return line.type === 'malformed' && isConflictMark(text) ? { type: 'conflict' } : line;
}

function readFact(words: readonly string[], text: string): LedgerLine {
  const [sourcedId = '', kindWord = '', saysWord = '', ...rest] = words;
  const fault = faultOf(sourcedId);
  if (fault !== undefined) return malformed(text, 0, fault);
  if (kindWord === 'placement') return readPlacement(words, text);
  const kind = kinds.find((known) => known === kindWord);
  if (!kind) return unknownWord(text, { at: 1, name: 'kind', word: kindWord, known: kinds });
  return readAboutNode({ sourcedId, kind }, { says: saysWord, rest, text });
}

/**
 * The fault of a malformed sourcedId. Placeholders are readable, also those that later versions know: the
 * ledger keeps them for ever.
 */
function faultOf(sourcedId: string): string | undefined {
  const fault = sourcedIdFault(sourcedId);
  if (fault?.type !== 'malformed') return undefined;
  return `The sourcedId ${quoteShort(sourcedId)} ${fault.reason}.`;
}

interface Rest {
  readonly says: string;
  /** The words behind it. */
  readonly rest: readonly string[];
  readonly text: string;
}

function readAboutNode(node: OfNode, { says, rest, text }: Rest): LedgerLine {
  const [name = '', ...more] = rest;
  switch (says) {
    case 'live':
      if (rest.length > 0) return malformed(text, 3, 'Nothing follows the word `live`.');
      return { type: 'fact', fact: { says, ...node } };
    case 'retired':
      return { type: 'fact', fact: { says, ...node, ...reasonIn(rest) } };
    case 'released':
      if (name === '') return { ...malformed(text, 3, 'No catalog is named.'), hint: forms[says] };
      return { type: 'fact', fact: { says, ...node, name, ...reasonIn(more) } };
    case 'taken':
      if (name !== '' && more.length === 0) return { type: 'fact', fact: { says, ...node, name } };
      return { ...malformed(text, name === '' ? 3 : 4, takenFault(name)), hint: forms[says] };
    case 'replaces':
      return readReplacement(node, { rest, text });
    case 'changes':
      return readMeant(node, { says, rest, text });
    default:
      return unknownWord(text, { at: 2, name: 'state', word: says, known: order });
  }
}

function takenFault(name: string): string {
  return name === '' ? 'No catalog is named.' : 'Nothing follows the name of the catalog.';
}

function reasonIn(words: readonly string[]): { readonly reason?: string } {
  return words.length === 0 ? {} : { reason: words.join(' ') };
}

function readReplacement(
  node: OfNode | Pick<PlacementReplacement, 'sourcedId' | 'kind'>,
  { rest, text }: Pick<Rest, 'rest' | 'text'>,
): LedgerLine {
  const [replaced = '', ...reason] = rest;
  const fault =
    replaced === ''
      ? 'No sourcedId is named that it replaces.'
      : (faultOf(replaced) ?? (reason.length === 0 ? 'The reason is missing.' : undefined));
  if (fault !== undefined) {
    const at = replaced === '' || reason.length > 0 ? 3 : 4;
    return { ...malformed(text, at, fault), hint: forms.replaces };
  }
  return {
    type: 'fact',
    fact: { says: 'replaces', ...node, replaced, reason: reason.join(' ') },
  };
}

function readMeant({ sourcedId, kind }: OfNode, { rest, text }: Rest): LedgerLine {
  const [fieldWord = '', was = '', now = '', ...reason] = rest;
  const wrong = (at: number, detail: string): LedgerLine => ({
    ...malformed(text, at, detail),
    hint: forms.changes,
  });
  if (kind !== 'course') return wrong(1, 'Only a course has what this line is about.');
  const field = sdkIdentityFields.find((one) => one === fieldWord);
  if (!field) {
    return unknownWord(text, {
      at: 3,
      name: 'field',
      word: fieldWord,
      known: sdkIdentityFields,
    });
  }
  const values = [was, now].map(valueOfWord);
  const bad = values.indexOf(undefined);
  if (bad !== -1)
    return wrong(4 + bad, 'A value is missing, or is not written as `confirm` writes it.');
  if (reason.length === 0) return wrong(6, 'The reason is missing.');
  const [before, after] = values;
  return {
    type: 'fact',
    fact: {
      ...{ says: 'changes', sourcedId, kind, field, reason: reason.join(' ') },
      ...(before && { was: before }),
      ...(after && { now: after }),
    },
  };
}

/** A value as one word: spaces, `%` and invisible characters are encoded, and `-` means none. */
function wordOfValue(value: string | undefined): string {
  if (value === undefined || value === '') return '-';
  const word = encodeURIComponent(value.toWellFormed());
  return word === '-' ? '%2D' : word;
}

/** The value of a word that `wordOfValue` made; empty for none, undefined for any other word. */
function valueOfWord(word: string): string | undefined {
  if (word === '-') return '';
  try {
    const value = decodeURIComponent(word);
    return word === '' ? undefined : value;
  } catch {
    return undefined;
  }
}

function readPlacement(words: readonly string[], text: string): LedgerLine {
  const [sourcedId = '', , state = '', parent = '', resource = '', ...more] = words;
  if (state === 'replaces') {
    return readReplacement({ sourcedId, kind: 'placement' }, { rest: words.slice(3), text });
  }
  const placement = { says: 'placement', sourcedId, parent, resource } as const;
  const isLive = state === 'live' && more.length === 0;
  if (resource !== '' && isLive) return { type: 'fact', fact: { ...placement, state } };
  if (resource !== '' && state === 'retired') {
    return { type: 'fact', fact: { ...placement, state, ...reasonIn(more) } };
  }
  return { ...malformed(text, 1, 'The line is not about a placement.'), hint: forms.placement };
}

interface Unknown {
  /** The index of the word in the line, from zero. */
  readonly at: number;
  readonly name: string;
  readonly word: string;
  readonly known: readonly string[];
}

function unknownWord(text: string, { at, name, word, known }: Unknown): LedgerLine {
  if (word === '') return malformed(text, at, `The line has no ${name}.`);
  const line = malformed(text, at, `There is no ${name} ${quoteShort(word)}.`);
  const near = nearest(word, known);
  return near === undefined ? line : { ...line, hint: `Did you mean "${near}"?` };
}

function malformed(text: string, at: number, detail: string): MalformedLedgerLine {
  const start = [...text.matchAll(/[^ \t]+/g)][at]?.index ?? text.trimEnd().length;
  return { type: 'malformed', column: start + 1, detail, hint: form };
}

function controlCharacter(column: number): LedgerLine {
  const detail = 'There is a control character here. A ledger has none.';
  return { type: 'malformed', column, detail, hint: 'Restore the line from git.' };
}

/** Whether a line is a conflict marker of git, including the one of its `diff3` style. */
function isConflictMark(text: string): boolean {
  return /^(?:<{7}|\|{7}|={7}|>{7})(?:[ \t]|$)/.test(text);
}

/**
 * The one form of a line, without its line break. The reason becomes one line with single spaces, so
 * `readLedgerLine` can always read the result.
 */
export function writeLedgerLine(fact: LedgerFact): string {
  const { says, sourcedId } = fact;
  switch (says) {
    case 'placement':
      return [sourcedId, says, fact.state, fact.parent, fact.resource, oneLine(fact.reason)]
        .join(' ')
        .trimEnd();
    case 'live':
      return [sourcedId, fact.kind, says].join(' ');
    case 'taken':
      return [sourcedId, fact.kind, says, fact.name].join(' ');
    case 'released':
      return [sourcedId, fact.kind, says, fact.name, oneLine(fact.reason)].join(' ').trimEnd();
    case 'retired':
      return [sourcedId, fact.kind, says, oneLine(fact.reason)].join(' ').trimEnd();
    case 'replaces':
      return [sourcedId, fact.kind, says, fact.replaced, oneLine(fact.reason)].join(' ');
    case 'changes':
      return [
        ...[sourcedId, fact.kind, says, fact.field],
        ...[wordOfValue(fact.was), wordOfValue(fact.now), oneLine(fact.reason)],
      ].join(' ');
  }
}

function oneLine(reason = ''): string {
  return reason
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** The order of lines: by code unit of the id, then by its collection, then by the words of `order`. */
export function compareFacts(a: LedgerFact, b: LedgerFact): number {
  if (a.sourcedId !== b.sourcedId) return a.sourcedId < b.sourcedId ? -1 : 1;
  return rankOf(a) - rankOf(b);
}

function rankOf(fact: LedgerFact): number {
  const said = fact.says === 'placement' ? fact.state : fact.says;
  return collectionRank(fact) * order.length + order.indexOf(said);
}

/** The rank of the collection of an id. Units and lessons are one collection, in which an id is unique. */
function collectionRank(fact: LedgerFact): number {
  if (fact.says === 'placement' || fact.kind === 'placement') return kinds.length;
  return kinds.indexOf(fact.kind === 'lesson' ? 'unit' : fact.kind);
}

/** The key of the node or placement that a line is about. */
export function factKey(fact: LedgerFact): IdKey {
  return idKey(fact.says === 'placement' ? 'placement' : fact.kind, fact.sourcedId);
}

type LineBreak = '\n' | '\r\n';

/** A line of a ledger as text, and its meaning. */
export interface LedgerTextLine {
  /** The text without its line break. */
  readonly text: string;
  /** Absent for a last line without a line break, and for a new line. */
  readonly lineBreak?: LineBreak;
  readonly read: LedgerLine;
}

/** The text of a ledger in lines. `writeLedgerText` gives the same text if nothing changed. */
export interface LedgerText {
  readonly byteOrderMark: string;
  readonly lines: readonly LedgerTextLine[];
  /** The line break for lines that have none yet. */
  readonly lineBreak: LineBreak;
  readonly endsWithBreak: boolean;
}

/** Splits the text of a ledger into lines. It never fails: `parseLedger` judges the lines. */
export function readLedgerText(text: string): LedgerText {
  const byteOrderMark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = text.slice(byteOrderMark.length);
  const whole = body.split('\n');
  const rest = whole.pop() ?? '';
  const lines = whole.map(readLine);
  if (rest !== '') lines.push({ text: rest, read: readLedgerLine(rest) });
  return {
    byteOrderMark,
    lines,
    lineBreak: lines[0]?.lineBreak ?? '\n',
    endsWithBreak: rest === '',
  };
}

function readLine(line: string): LedgerTextLine {
  const isDos = line.endsWith('\r');
  const text = isDos ? line.slice(0, -1) : line;
  return { text, lineBreak: isDos ? '\r\n' : '\n', read: readLedgerLine(text) };
}

/** The text of a ledger whose lines may have changed. Its end is as before. */
export function writeLedgerText(ledger: LedgerText): string {
  const last = ledger.lines.length - 1;
  const lines = ledger.lines.map(({ text, lineBreak = ledger.lineBreak }, at) =>
    at === last && !ledger.endsWithBreak ? text : text + lineBreak,
  );
  return ledger.byteOrderMark + lines.join('');
}
