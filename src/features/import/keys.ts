import { type ConflictMarks, conflictMarks, markLines } from '../../document/parse.ts';
import { quoteShort } from '../../document/place.ts';
import { isUuid } from '../../identity/content.ts';
import { parseJson } from '../../model/json.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type Kind, kinds } from '../../model/node.ts';
import { type Checked, checked, failure, type Problem, problem } from '../../model/problem.ts';
import { mangling, manglingsOf, normalNumberForm, sourcedIdFault } from '../../model/sourced-id.ts';
import { outlineTitleOf } from './account.ts';
import { fieldTarget } from './fields.ts';
import { branchOf, keyName, type OutlineNode, type SourceOutline } from './imported.ts';

export interface KeyEntry {
  readonly source: string;
  readonly kind: Kind;
  readonly key: string;
  readonly sourcedId: string;
}

/** The field that a column of one source's tables holds, as `--map` said. */
export interface ColumnEntry {
  readonly source: string;
  readonly column: string;
  /** The field as `KIND.FIELD`, or `-` for none. */
  readonly target: string;
}

export interface KeyFile {
  readonly entries: readonly KeyEntry[];
  readonly columns: readonly ColumnEntry[];
}

const header = `\
# Keys of imported nodes in their sources, so that nodes are recognised when a source is imported
# again: source, kind, key, sourcedId. \`timeback-catalog import\` writes it. If the source gave a node
# another key, change the key here, and the node keeps its sourcedId. \`column\` lines come from --map.
`;

/** Reads the file of keys. Problems: ambiguous lines. */
export function parseKeys(file: string, text: string): Checked<KeyFile> {
  const problems: Problem[] = [];
  const columns: ColumnEntry[] = [];
  const seen = new Map<string, KeyEntry>();
  const marks = conflictMarks(text);
  // The two sides of a merge conflict contradict each other.
  if (marks) return merged(file, marks);
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const entry = readLine(line);
    const at = { file, start: { line: index + 1, column: 1 } };
    if (entry && 'column' in entry) {
      columns.push(entry);
      continue;
    }
    if (!entry) {
      problems.push(malformed(line, at));
      continue;
    }
    const name = keyEntryName(entry);
    const earlier = seen.get(name);
    if (earlier && earlier.sourcedId !== entry.sourcedId) problems.push(ambiguous(entry, at));
    seen.set(name, earlier ?? entry);
  }
  return checked({ entries: [...seen.values()], columns }, problems);
}

/** The ids that imports of a source gave, by `kind key`. */
export function idsOfSource({ entries }: KeyFile, source: string): ReadonlyMap<string, string> {
  return new Map(
    entries
      .filter((entry) => entry.source === source)
      .map((entry) => [keyName(entry), entry.sourcedId]),
  );
}

/** Identifies an entry by source, kind and key. */
export function keyEntryName({ source, kind, key }: Omit<KeyEntry, 'sourcedId'>): string {
  return `${source} ${kind} ${JSON.stringify(key)}`;
}

/** The text of the file, sorted so that git shows a conflict if two branches add the same key. */
export function writeKeys({ entries, columns }: KeyFile): string {
  const lines = [
    ...entries.map((entry) => `${keyEntryName(entry)} ${entry.sourcedId}\n`),
    ...columns.map(
      ({ source, column, target }) => `${source} column ${JSON.stringify(column)} ${target}\n`,
    ),
  ];
  return `${header}${lines.sort().join('')}`;
}

/** Makes the name of a source fit into a line. */
export function sourceName(text: string): string {
  return (
    text
      .normalize('NFC')
      .trim()
      .replace(/[\s\p{C}"#]+/gu, '-')
      .slice(0, 100) || 'outline'
  );
}

/** The most characters of a line: a key is at most a title of a source. */
const longestLine = 65_536;

function readLine(line: string): KeyEntry | ColumnEntry | undefined {
  if (line.length > longestLine) return undefined;
  const [, source = '', word, written = '', last = ''] =
    /^(\S+) (\S+) ("(?:[^"\\]|\\.)*") (\S+)$/.exec(line) ?? [];
  const said = parseJson(written);
  if (typeof said !== 'string') return undefined;
  if (word === 'column') {
    const isTarget = last === '-' || fieldTarget(last) !== undefined;
    return isTarget ? { source, column: said, target: last } : undefined;
  }
  const kind = kinds.find((one) => one === word);
  return !kind || sourcedIdFault(last) ? undefined : { source, kind, key: said, sourcedId: last };
}

function merged(file: string, marks: ConflictMarks) {
  return failure('import/keys', {
    detail: `There are conflict markers in ${markLines(marks)}: both branches imported, and created different ids for the same nodes.`,
    hint: 'Remove the markers. For each key, keep the line of the branch whose ids were published or merged first.',
    span: { file, start: { line: marks.lines[0], column: 1 } },
  });
}

function malformed(line: string, span: NonNullable<Problem['span']>): Problem {
  return problem('import/keys', {
    detail: `This line is not source, kind, key in quotes and sourcedId: ${quoteShort(line)}.`,
    hint: 'Restore the line from git.',
    span,
  });
}

function ambiguous(entry: KeyEntry, span: NonNullable<Problem['span']>): Problem {
  return problem('import/keys', {
    detail: `The ${entry.kind} ${quoteShort(entry.key)} of ${entry.source} has two sourcedIds in this file.`,
    hint: 'Keep the line whose sourcedId is published.',
    span,
  });
}

/** What checking ids from a source needs. */
export interface OwnIdContext {
  readonly ledger?: Ledger;
  /** Whether manifests or ledger have the id already. Such ids are not checked again. */
  readonly isKnown: (id: string) => boolean;
  /** The form of ids that the config requires. */
  readonly form?: 'uuid';
}

/**
 * Checks the ids of a source before they become permanent. Problems: damage by spreadsheets, and ids that do
 * not have the form that the config requires.
 */
export function checkOwnIds(outline: SourceOutline, door: OwnIdContext): Problem[] {
  const nodes = outline.courses.flatMap(branchOf).filter(hasOwnId);
  const originals = originalsIn(door.ledger);
  return nodes.flatMap((node) => faultOf(node, originals, door) ?? []);
}

type WithId = OutlineNode & { readonly ownId: string };

function faultOf(
  node: WithId,
  originals: ReadonlyMap<string, string>,
  { isKnown, form }: OwnIdContext,
): Problem | undefined {
  const { kind, ownId, at } = node;
  if (isKnown(ownId)) return undefined;
  const subject = `The ${kind} ${quoteShort(outlineTitleOf(node))} at ${at}`;
  const original = originals.get(`${kind} ${normalNumberForm(ownId)}`);
  if (original !== undefined) {
    return problem('import/mangled-id', {
      detail: `${subject} has the id ${quoteShort(ownId)}, which is how a spreadsheet writes ${original}, the id of a ${kind} here.`,
      hint: `Write ${original} in the source. ${asText}`,
    });
  }
  const found = mangling(ownId);
  if (found) {
    return problem(found.isCertain ? 'import/mangled-id' : 'import/doubtful-id', {
      detail: `${subject} has the id ${quoteShort(ownId)}: ${found.what}.`,
      hint: `Look up the original id. ${asText}`,
    });
  }
  if (form === 'uuid' && !isUuid(ownId)) {
    return problem('id/not-uuid', {
      detail: `${subject} has the id ${quoteShort(ownId)}, which is no UUID, and the config demands UUIDs (sourcedId.form).`,
      hint: 'Remove the id from the source, and the import generates one. A column `key` can hold the id of the source.',
    });
  }
  return undefined;
}

const asText =
  'In the spreadsheet, format the column of ids as text before you enter the ids, and save the table again.';

/** Ids of the ledger, by kind and the form that a spreadsheet would give them. */
function originalsIn(ledger: Ledger | undefined): ReadonlyMap<string, string> {
  const entries = [...(ledger?.entries.values() ?? [])];
  return new Map(
    entries.flatMap(({ kind, sourcedId }) =>
      manglingsOf(sourcedId).map((mangled) => [`${kind} ${mangled}`, sourcedId] as const),
    ),
  );
}

/** Problems of ids that nodes with different titles share: they are not one node in two places. */
export function sharedIds({ courses }: Pick<SourceOutline, 'courses'>): Problem[] {
  const first = new Map<string, WithId>();
  return courses
    .flatMap(branchOf)
    .filter(hasOwnId)
    .flatMap((node) => {
      const name = keyName({ kind: node.kind, key: node.ownId });
      const earlier = first.get(name);
      if (!earlier) first.set(name, node);
      return (earlier && clashOf(earlier, node)) ?? [];
    });
}

/** The problem of two nodes with one id and different titles. */
export function clashOf(earlier: OutlineNode, later: OutlineNode): Problem | undefined {
  const isOne = earlier.ownId !== undefined && earlier.ownId === later.ownId;
  // A row without a title, or with the id as its title, only refers to the node.
  const titles = [earlier, later].map(({ fields: { title } }) =>
    typeof title === 'string' ? title : '',
  );
  const [one = '', other = ''] = titles.map(plain);
  return isOne && one !== '' && other !== '' && one !== other
    ? sharedId(earlier, later)
    : undefined;
}

/**
 * Warnings about nodes with one key in one place and different titles: only their order tells them apart, and
 * the source can change it.
 */
export function sharedKeys({ courses }: Pick<SourceOutline, 'courses'>): Problem[] {
  const families = [courses, ...courses.flatMap(branchOf).map(({ children }) => children)];
  return families.flatMap((family) => {
    const keyed = family.filter((node) => !node.isKeyTitle && !hasOwnId(node));
    return [...Map.groupBy(keyed, keyName).values()].flatMap(([first, ...others]) => {
      const other = others.find((one) => first && outlineTitleOf(one) !== outlineTitleOf(first));
      return first && other ? [sharedKey(first, other)] : [];
    });
  });
}

function sharedKey(a: OutlineNode, b: OutlineNode): Problem {
  const [one, two] = [a, b].map((node) => `${quoteShort(outlineTitleOf(node))} at ${node.at}`);
  return problem('import/shared-key', {
    detail: `The ${a.kind}s ${one} and ${two} have the same key, ${quoteShort(a.key)}. Only their order tells them apart, so a later import may take one for the other.`,
    hint: 'Give each its own key in the source, and import it again.',
  });
}

/** A title reduced to what distinguishes nodes. */
function plain(title: string): string {
  return title.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
}

function sharedId(a: OutlineNode, b: OutlineNode): Problem {
  return problem('import/shared-id', {
    detail: `The ${b.kind} ${quoteShort(outlineTitleOf(b))} at ${b.at} has the id of the ${a.kind} ${quoteShort(outlineTitleOf(a))} at ${a.at}, ${quoteShort(b.ownId ?? '')}.`,
    hint: 'If it was renamed, write the new title in all its rows. Otherwise remove the id of the new one: the import generates one.',
  });
}

function hasOwnId(node: OutlineNode): node is WithId {
  return node.ownId !== undefined;
}
