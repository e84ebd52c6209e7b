import { type ConflictMarks, conflictMarks, isConflictMark, markLines } from '../document/parse.ts';
import { quoteShort } from '../document/place.ts';
import type { Snapshot } from '../model/catalog.ts';
import { type ConstantName, type ConstantNames, isConstantName } from '../model/constants.ts';
import { type IdKey, idKey, kinds } from '../model/node.ts';
import { type Checked, checked, type Problem, problem, type Span } from '../model/problem.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { keyAbove } from './compared-snapshot.ts';

/**
 * Names for the nodes that have none yet. A name is unique among nodes of its kind, so a lesson keeps it
 * wherever it moves. Nodes are taken by their ids in code unit order, as in the ledger; the order of the
 * manifests plays no part. Existing names are never changed or given again.
 */
export function mintNames(
  nodes: Snapshot,
  known: ReadonlyMap<IdKey, ConstantName>,
  placements: readonly NamedThing[] = [],
): readonly ConstantName[] {
  const all = new Map(known);
  const things = [...nodes.values()].map((node): NamedThing => {
    const above = keyAbove(node);
    const { kind, sourcedId, title } = node;
    return { kind, sourcedId, title, ...(above && { above }) };
  });
  return [...kinds, 'placement' as const].flatMap((kind) => {
    const of = kind === 'placement' ? placements : things.filter((one) => one.kind === kind);
    const minted = mintKind(kind, of, all);
    // Units are told apart by the names of their courses, and lessons by those of their units.
    for (const one of minted) all.set(idKey(one.kind, one.sourcedId), one);
    return minted;
  });
}

/** A node or placement that gets a constant. */
export interface NamedThing {
  readonly kind: ConstantName['kind'];
  readonly sourcedId: string;
  readonly title: string;
  /** The key of the node above it. */
  readonly above?: IdKey;
}

function mintKind(
  kind: ConstantName['kind'],
  things: readonly NamedThing[],
  known: ReadonlyMap<IdKey, ConstantName>,
): ConstantName[] {
  const unnamed = things
    .filter(({ sourcedId }) => !known.has(idKey(kind, sourcedId)))
    .sort((a, b) => (a.sourcedId < b.sourcedId ? -1 : 1));
  const taken = new Set(
    [...known.values()].flatMap((one) => (one.kind === kind ? [one.name] : [])),
  );
  const short = unnamed.map(({ title, sourcedId }) => nameOfTitle(title, kind, sourcedId));
  const times = counted(short);
  const numbered = numbering(taken);
  return unnamed.map(({ sourcedId, above }, at) => {
    const own = short[at] ?? '';
    // All nodes that share a title get the name of their parent, not all but the first.
    const wanted = times.get(own) === 1 && !taken.has(own) ? own : qualified(own, above, known);
    return { sourcedId, kind, name: numbered(wanted) };
  });
}

function qualified(
  own: string,
  above: IdKey | undefined,
  known: ReadonlyMap<IdKey, ConstantName>,
): string {
  const parent = above === undefined ? undefined : known.get(above);
  return parent ? `${parent.name}_${own}` : own;
}

/** Gives a function that makes names unique with a number, and marks them as taken. */
function numbering(taken: Set<string>): (wanted: string) => string {
  const last = new Map<string, number>();
  return (wanted) => {
    let number = last.get(wanted) ?? 1;
    let name = number === 1 ? wanted : `${wanted}_${number}`;
    while (taken.has(name)) {
      number += 1;
      name = `${wanted}_${number}`;
    }
    last.set(wanted, number);
    taken.add(name);
    return name;
  };
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return times;
}

/** Letters that Unicode does not decompose. */
const asLatin: ReadonlyMap<string, string> = new Map([
  ['Æ', 'AE'],
  ['Œ', 'OE'],
  ['Ø', 'O'],
  ['Ł', 'L'],
  ['Đ', 'D'],
  ['Ð', 'D'],
  ['Þ', 'TH'],
  ['Ħ', 'H'],
  ['&', ' AND '],
]);

const longest = 48;

/**
 * The title as a constant: `Finding the main idea` is FINDING_THE_MAIN_IDEA. If most of its letters are not
 * Latin, the rest of it says little, so the id is used.
 */
export function nameOfTitle(title: string, kind: ConstantName['kind'], sourcedId: string): string {
  const plain = unaccented(title);
  const letters = plain.match(/\p{L}/gu)?.length ?? 0;
  const latin = plain.match(/[A-Z]/g)?.length ?? 0;
  const words = latin * 2 >= letters ? wordsOf(plain) : '';
  const name = words === '' ? nameOfId(sourcedId) : words;
  const isWhole = words !== '' && /^[A-Z]/.test(name);
  return isWhole ? name : [kind.toUpperCase(), name].filter((part) => part !== '').join('_');
}

function unaccented(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/[\p{M}'’ʼ]/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]/gu, (character) => asLatin.get(character) ?? character);
}

function wordsOf(plain: string): string {
  const [first = '', ...others] = plain.match(/[A-Z0-9]+/g) ?? [];
  let name = first.slice(0, longest);
  for (const word of others) {
    if (name.length + 1 + word.length > longest) break;
    name = `${name}_${word}`;
  }
  return name;
}

/** The first characters of an id, enough to tell it from most others. `mintNames` makes names unique. */
function nameOfId(sourcedId: string): string {
  return wordsOf(unaccented(sourcedId)).replaceAll('_', '').slice(0, 8);
}

interface Block {
  readonly name: ConstantName;
  /** The comments right above the line, then the line itself. */
  readonly lines: readonly string[];
}

/**
 * The text of a file of names with new names in it, sorted by id, each line once. Comments stay above their
 * line; those above the first line are about the file.
 */
export function addNames(text: string | undefined, fresh: readonly ConstantName[]): string {
  const { lines, lineBreak } = namesLinesOf(text ?? namesHeader);
  const { header, blocks, footer } = blocksOf(lines);
  const added = fresh.map((name) => ({ name, lines: [writeNamesLine(name)] }));
  const sorted = [...blocks, ...added].sort((a, b) =>
    a.name.sourcedId < b.name.sourcedId ? -1 : 1,
  );
  const all = [...header, ...sorted.flatMap((block) => block.lines), ...footer];
  return all.map((line) => line + lineBreak).join('');
}

function blocksOf(lines: readonly string[]) {
  const blocks = new Map<IdKey, Block>();
  let header: string[] | undefined;
  let remarks: string[] = [];
  for (const text of lines) {
    const line = readNamesLine(text);
    if (line.type !== 'name') {
      remarks.push(text);
      continue;
    }
    const { name } = line;
    const key = idKey(name.kind, name.sourcedId);
    const before = blocks.get(key);
    const above = header ? remarks : [];
    header ??= remarks;
    blocks.set(key, {
      name,
      lines: [...(before ? before.lines.slice(0, -1) : []), ...above, writeNamesLine(name)],
    });
    remarks = [];
  }
  if (!header) return { header: remarks, blocks: [], footer: [] };
  return { header, blocks: [...blocks.values()], footer: remarks };
}

/**
 * Reads a file of names. Gives a problem for each line that makes a name doubtful. Wrong order and repeated
 * lines, as after a merge, are no problem.
 */
export function parseNames(file: string, text: string): Checked<ConstantNames> {
  const lines = namesLinesOf(text).lines.map(readNamesLine);
  const marks = lines.some(({ type }) => type === 'conflict') ? conflictMarks(text) : undefined;
  const problems = [
    ...(marks ? [merged(file, marks)] : []),
    ...lines.flatMap((line, at) => faultOf(line, spanOf(file, at))),
  ];
  // The two sides of a conflict always contradict each other.
  if (problems.length > 0) return { ok: false, problems };
  const entries = new Map<IdKey, ConstantName>();
  const places = new Map<IdKey, number>();
  const owners = new Map<string, IdKey>();
  for (const [at, line] of lines.entries()) {
    if (line.type !== 'name') continue;
    const { sourcedId, kind, name } = line.name;
    const key = idKey(kind, sourcedId);
    const earlier = entries.get(key);
    const owner = owners.get(`${kind} ${name}`);
    const other = earlier ? key : owner;
    if (earlier?.name === name && earlier.kind === kind) continue;
    if (other !== undefined) {
      const first = places.get(other) ?? 0;
      const named = owner && entries.get(owner)?.sourcedId;
      problems.push(contradiction(line.name, { file, at, first, earlier, owner: named }));
      continue;
    }
    entries.set(key, line.name);
    places.set(key, at);
    owners.set(`${kind} ${name}`, key);
  }
  return checked({ file, entries }, problems);
}

function merged(file: string, marks: ConflictMarks): Problem {
  return problem('names/conflict', {
    detail: `There are conflict markers in ${markLines(marks)}, so it is unclear which names are valid.`,
    hint: 'Keep the lines of both sides and remove the conflict markers.',
    span: spanOf(file, marks.lines[0] - 1),
  });
}

function faultOf(line: NamesLine, span: Span): Problem[] {
  if (line.type !== 'malformed') return [];
  return [
    problem('names/malformed', {
      detail: line.detail,
      hint: 'A line reads `sourcedId kind NAME`. Restore it from git.',
      span,
    }),
  ];
}

interface Contradiction {
  readonly file: string;
  readonly at: number;
  readonly first: number;
  readonly earlier: ConstantName | undefined;
  readonly owner: string | undefined;
}

function contradiction(
  { sourcedId, kind, name }: ConstantName,
  { file, at, first, earlier, owner }: Contradiction,
): Problem {
  const id = quoteShort(sourcedId);
  return problem('names/duplicate', {
    detail: earlier
      ? `Line ${first + 1} names ${id} ${earlier.kind} ${earlier.name}, this line ${kind} ${name}.`
      : `Line ${first + 1} gives the name ${name} to ${quoteShort(owner ?? '')}, this line to ${id}.`,
    hint: earlier
      ? 'Keep the name that programs use, and remove the other line.'
      : 'Write another name in the line of the node that no program uses yet.',
    span: spanOf(file, at),
    related: { span: spanOf(file, first), note: 'first here' },
  });
}

function spanOf(file: string, at: number): Span {
  return { file, start: { line: at + 1, column: 1 } };
}

/** The meaning of a line in a file of names. */
type NamesLine =
  | { readonly type: 'name'; readonly name: ConstantName }
  | { readonly type: 'remark' }
  | { readonly type: 'conflict' }
  | { readonly type: 'malformed'; readonly detail: string };

const named: readonly ConstantName['kind'][] = [...kinds, 'placement'];

const namesHeader = `\
# The names of constants in programs, sorted by id: sourcedId, kind, name. See \`ids export\`.
# Append-only: a name stays whatever becomes of the title. Only before it is used may it be edited.
# So that branches merge, .gitattributes should say: catalog.names merge=union
`;

/** The lines without their line breaks, and the kind of line break. */
function namesLinesOf(text: string): {
  readonly lines: readonly string[];
  readonly lineBreak: '\n' | '\r\n';
} {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return { lines, lineBreak: /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n' };
}

/** Reads a line without its line break. Every text has one of the four meanings. */
function readNamesLine(text: string): NamesLine {
  if (/[^\P{Cc}\t]/u.test(text)) return malformed('It holds a control character.');
  const words = text.split(/[ \t]+/).filter((word) => word !== '');
  const [sourcedId, kindWord, name, ...others] = words;
  if (sourcedId === undefined || sourcedId.startsWith('#')) return { type: 'remark' };
  const kind = named.find((known) => known === kindWord);
  if (!kind && isConflictMark(text)) return { type: 'conflict' };
  if (sourcedIdFault(sourcedId)?.type === 'malformed') {
    return malformed('Its first word cannot be a sourcedId.');
  }
  if (!kind) return malformed(`Its second word is not one of ${named.join(', ')}.`);
  if (name === undefined || !isConstantName(name)) {
    return malformed('Its third word is no name: capital letters A to Z, digits and single _.');
  }
  if (others.length > 0) return malformed('Nothing follows the name.');
  return { type: 'name', name: { sourcedId, kind, name } };
}

function malformed(detail: string): NamesLine {
  return { type: 'malformed', detail };
}

function writeNamesLine({ sourcedId, kind, name }: ConstantName): string {
  return `${sourcedId} ${kind} ${name}`;
}
