import { type IdKey, kinds } from '../../model/node.ts';
import { sourcedIdFault } from '../../model/sourced-id.ts';
import {
  compareFacts,
  factKey,
  type LedgerFact,
  type LedgerTextLine,
  readLedgerText,
  writeLedgerLine,
  writeLedgerText,
} from './line.ts';

const headers = {
  file: `\
# Every sourcedId of this catalog, sorted: sourcedId, kind, then live, or retired and the reason.
# Append-only: \`timeback-catalog fmt\` and \`timeback-catalog retire\` add lines.
# So that branches merge, .gitattributes should say: catalog.ids merge=union
`,
  folder: '# sourcedIds of this catalog. Append-only: never change or remove a line.\n',
};

/**
 * Adds facts that the ledger does not have yet: to its one file or to files of its folder. Gives the new
 * texts of changed files. Texts that cannot be a sourcedId are left out, since the ledger would keep them
 * for ever; so is `live` for an id that its collection has in any state. No line is removed; but there is
 * only one line to say that a node is released or taken, and that line is rewritten.
 */
export function addFacts(
  texts: LedgerTexts,
  facts: readonly LedgerFact[],
  home: LedgerHome,
): LedgerTexts {
  const known = new Known(texts);
  const fresh = known.fresh(facts);
  const changes = new Map<string, string>();
  for (const fact of fresh.filter((one) => isElsewhere(one))) {
    for (const file of known.elsewhere.get(factKey(fact)) ?? []) {
      changes.set(file, restated(changes.get(file) ?? texts.get(file) ?? '', fact));
    }
  }
  const added = fresh.filter((fact) => !(isElsewhere(fact) && known.elsewhere.has(factKey(fact))));
  const batches =
    home.form === 'file' ? [{ file: home.file, added }] : inBatches(added, known, home);
  for (const { file, added } of batches) {
    if (added.length === 0) continue;
    const before = changes.get(file) ?? texts.get(file);
    const add = home.form === 'file' ? inserted : appended;
    changes.set(file, add(before ?? headers[home.form], added));
  }
  return changes;
}

/** Whether a line says `released` or `taken`. An id is one and the other in turn. */
function isElsewhere({ says }: LedgerFact): boolean {
  return says === 'released' || says === 'taken';
}

/** The facts that a ledger has already. */
class Known {
  /** The files with the line that says that an id is released or taken. */
  readonly elsewhere = new Map<IdKey, Set<string>>();
  /** The first file with a line about an id. */
  readonly files = new Map<IdKey, string>();
  readonly #said = new Set<string>();
  /** The ids whose state a line tells, and those that are retired. */
  readonly #known = new Set<IdKey>();
  readonly #retired = new Set<IdKey>();

  constructor(texts: LedgerTexts) {
    for (const [file, text] of texts) {
      for (const { read } of readLedgerText(text).lines) {
        if (read.type === 'fact') this.#learn(read.fact, file);
      }
    }
  }

  /** The new ones of some facts, sorted, each once. */
  fresh(facts: readonly LedgerFact[]): LedgerFact[] {
    const byKind = kinds.flatMap((kind) =>
      facts.filter((one) => one.says !== 'placement' && one.kind === kind),
    );
    const placements = facts.filter((one) => one.says === 'placement' || one.kind === 'placement');
    // If a unit and a lesson have the same id, the unit counts, whatever the order of the facts is.
    return [...byKind, ...placements]
      .filter((fact) => {
        if (sourcedIdFault(fact.sourcedId) || this.#knows(fact)) return false;
        this.#learn(fact);
        return true;
      })
      .sort(compareFacts);
  }

  #knows(fact: LedgerFact): boolean {
    switch (stateSaid(fact)) {
      case 'live':
        return this.#known.has(factKey(fact));
      case 'retired':
        return this.#retired.has(factKey(fact));
      default:
        return this.#said.has(writeLedgerLine(fact));
    }
  }

  #learn(fact: LedgerFact, file?: string): void {
    const [key, says] = [factKey(fact), stateSaid(fact)];
    if (file !== undefined && !this.files.has(key)) this.files.set(key, file);
    if (file !== undefined && isElsewhere(fact)) {
      const files = this.elsewhere.get(key) ?? new Set();
      this.elsewhere.set(key, files.add(file));
    }
    const isState = isOfState(fact);
    if (isState) this.#known.add(key);
    if (says === 'retired') this.#retired.add(key);
    if (isElsewhere(fact) || !isState) this.#said.add(writeLedgerLine(fact));
  }
}

/** Whether a line tells the state of an id. Other lines confirm a change. */
function isOfState({ says }: LedgerFact): boolean {
  return says !== 'replaces' && says !== 'changes';
}

/** The word of a line about its node or placement; for a placement it is the state. */
function stateSaid(fact: LedgerFact): Exclude<LedgerFact['says'], 'placement'> {
  return fact.says === 'placement' ? fact.state : fact.says;
}

/** The new lines of each course, with the file that they go to. */
function inBatches(facts: readonly LedgerFact[], known: Known, home: LedgerFolder) {
  const courses = Map.groupBy(facts, (fact) => {
    const file = known.files.get(factKey(fact));
    return home.courseOf(fact) ?? (file === undefined ? undefined : courseOfFile(file, home));
  });
  return [...courses].map(([course, added]) => ({ file: fileOf(added, course, home), added }));
}

/** Inserts each line at its sorted place. A file that is out of order keeps the order of its lines. */
function inserted(text: string, facts: readonly LedgerFact[]): string {
  const ledger = readLedgerText(text);
  const parts = splitBlocks(ledger.lines);
  const blocks = merged(parts.blocks, facts.map(newBlock));
  return writeLedgerText({ ...ledger, lines: joinBlocks({ ...parts, blocks }) });
}

function merged(blocks: readonly LedgerBlock[], fresh: readonly LedgerBlock[]): LedgerBlock[] {
  const all: LedgerBlock[] = [];
  let next = 0;
  for (const block of blocks) {
    for (
      let first = fresh[next];
      first && compareFacts(first.fact, block.fact) < 0;
      first = fresh[next]
    ) {
      all.push(first);
      next += 1;
    }
    all.push(block);
  }
  return [...all, ...fresh.slice(next)];
}

/** Adds all lines at the end, which gets a line break. */
function appended(text: string, facts: readonly LedgerFact[]): string {
  const ledger = readLedgerText(text);
  const lines = [...ledger.lines, ...facts.flatMap((fact) => newBlock(fact).lines)];
  return writeLedgerText({ ...ledger, lines, endsWithBreak: true });
}

/** The text with `fact` in place of the line that says that its id is released or taken. */
function restated(text: string, fact: LedgerFact): string {
  const ledger = readLedgerText(text);
  const lines = ledger.lines.map((line): LedgerTextLine => {
    const { read } = line;
    const isMeant = read.type === 'fact' && factKey(read.fact) === factKey(fact);
    return isMeant && isElsewhere(read.fact) ? { ...line, text: writeLedgerLine(fact) } : line;
  });
  return writeLedgerText({ ...ledger, lines });
}

/**
 * Makes retired ids live again, for a retirement that was not published: removes the lines that retire
 * them. If such a line is the only one about its id, it becomes a `live` line.
 */
export function reviveIds(texts: LedgerTexts, ids: readonly IdKey[]): LedgerChanges {
  const meant = new Set(ids);
  const others = new Set<IdKey>();
  for (const fact of factsIn(texts)) {
    const says = stateSaid(fact);
    if (says !== 'retired' && isOfState(fact)) others.add(factKey(fact));
  }
  return edited(texts, (fact) => {
    const key = factKey(fact);
    if (stateSaid(fact) !== 'retired' || !meant.has(key)) return fact;
    if (others.has(key)) return undefined;
    others.add(key);
    const { sourcedId } = fact;
    if (fact.says === 'retired') return { says: 'live', sourcedId, kind: fact.kind };
    if (fact.says !== 'placement') return fact;
    const { parent, resource } = fact;
    return { says: 'placement', state: 'live', sourcedId, parent, resource };
  });
}

/** Removes the lines of ids that were never published. Nothing else shortens a ledger. */
export function removeIds(texts: LedgerTexts, ids: readonly IdKey[]): LedgerChanges {
  const gone = new Set(ids);
  return edited(texts, (fact) => (gone.has(factKey(fact)) ? undefined : fact));
}

/** The facts in all lines of a ledger. */
export function* factsIn(texts: LedgerTexts): Generator<LedgerFact> {
  for (const text of texts.values()) {
    for (const { read } of readLedgerText(text).lines) if (read.type === 'fact') yield read.fact;
  }
}

/**
 * The files in which `change` gives another fact for a line, with their new texts. `change` gives undefined
 * to remove a line.
 */
function edited(
  texts: LedgerTexts,
  change: (fact: LedgerFact) => LedgerFact | undefined,
): LedgerChanges {
  const changes = new Map<string, string | undefined>();
  for (const [file, text] of texts) {
    const ledger = readLedgerText(text);
    const lines = ledger.lines.flatMap((line): LedgerTextLine[] => {
      if (line.read.type !== 'fact') return [line];
      const fact = change(line.read.fact);
      if (fact === line.read.fact) return [line];
      return fact ? [{ ...line, text: writeLedgerLine(fact) }] : [];
    });
    const after = writeLedgerText({ ...ledger, lines });
    if (after !== text) changes.set(file, after === headers.folder ? undefined : after);
  }
  return changes;
}

/**
 * Moves the one file of a ledger into its folder, under its own name and unchanged. Git takes that for a
 * renamed file: lines that an older branch adds to the old file go to the moved one in a merge, without a
 * conflict. If the folder already has such a file, it gets the lines that it lacks.
 */
export function moveLedger(
  texts: LedgerTexts,
  file: string,
  { folder }: Pick<LedgerFolder, 'folder'>,
): LedgerChanges {
  const text = texts.get(file);
  if (text === undefined) return new Map();
  const to = `${folder}/${file}`;
  const there = texts.get(to);
  return new Map([
    [file, undefined],
    [to, there === undefined ? text : joined(there, text)],
  ]);
}

/** All lines of `there`, with those lines of `text` that it lacks at their sorted places. */
function joined(there: string, text: string): string {
  const ledger = readLedgerText(there);
  const [before, more] = [splitBlocks(ledger.lines), splitBlocks(readLedgerText(text).lines)];
  const said = new Set(before.blocks.map(({ fact }) => writeLedgerLine(fact)));
  const remarks = new Set(ledger.lines.filter(isRemark).map((line) => line.text));
  const isNew = (line: LedgerTextLine) =>
    isRemark(line) ? !remarks.has(line.text) : !isSaid(line, said);
  const lacking = more.blocks.flatMap((block) => {
    const lines = block.lines.filter(isNew);
    return lines.length > 0 ? [{ ...block, lines }] : [];
  });
  const header = [...before.header, ...more.header.filter(isNew)];
  const footer = [...before.footer, ...more.footer.filter(isNew)];
  const blocks = sortedBlocks([...before.blocks, ...lacking]);
  return writeLedgerText({ ...ledger, lines: joinBlocks({ header, blocks, footer }) });
}

function isRemark({ read }: LedgerTextLine): boolean {
  return read.type === 'remark';
}

function isSaid({ read }: LedgerTextLine, said: ReadonlySet<string>): boolean {
  return read.type === 'fact' && said.has(writeLedgerLine(read.fact));
}

/** A line with a fact, and the comments right above it, which move with it. */
export interface LedgerBlock {
  readonly fact: LedgerFact;
  readonly lines: readonly LedgerTextLine[];
}

interface LedgerBlocks {
  /** All lines above the first fact: they are about the file. */
  readonly header: readonly LedgerTextLine[];
  readonly blocks: readonly LedgerBlock[];
  /** All lines below the last fact. */
  readonly footer: readonly LedgerTextLine[];
}

/** Groups lines by fact, so that sorting and inserting need to look at facts only. No line is lost. */
export function splitBlocks(lines: readonly LedgerTextLine[]): LedgerBlocks {
  const first = lines.findIndex(({ read }) => read.type === 'fact');
  if (first === -1) return { header: lines, blocks: [], footer: [] };
  const blocks: LedgerBlock[] = [];
  let block: LedgerTextLine[] = [];
  for (const line of lines.slice(first)) {
    block.push(line);
    if (line.read.type !== 'fact') continue;
    blocks.push({ fact: line.read.fact, lines: block });
    block = [];
  }
  return { header: lines.slice(0, first), blocks, footer: block };
}

/** The lines of the groups that `splitBlocks` made. */
export function joinBlocks({ header, blocks, footer }: LedgerBlocks): LedgerTextLine[] {
  return [...header, ...blocks.flatMap(({ lines }) => lines), ...footer];
}

function newBlock(fact: LedgerFact): LedgerBlock {
  return { fact, lines: [{ text: writeLedgerLine(fact), read: { type: 'fact', fact } }] };
}

/** Blocks in the order of a ledger. Blocks that say the same about one id keep their order. */
export function sortedBlocks(blocks: readonly LedgerBlock[]): LedgerBlock[] {
  return blocks.toSorted((a, b) => compareFacts(a.fact, b.fact));
}

/** The texts of a ledger by file. The paths are relative to the folder of the config. */
export type LedgerTexts = ReadonlyMap<string, string>;

/** The files of a ledger with a new text. Undefined: the file is removed. */
export type LedgerChanges = ReadonlyMap<string, string | undefined>;

/** The place of new lines. */
export type LedgerHome =
  /** New lines go to their sorted places in one file. */
  { readonly form: 'file'; readonly file: string } | LedgerFolder;

/** New lines go to files below a folder, one folder for each course. */
export interface LedgerFolder {
  readonly form: 'folder';
  /** The path of the folder, without a slash at its end. */
  readonly folder: string;
  /** The folder of the course that a line is about, with slashes; undefined if it is about no course. */
  readonly courseOf: (fact: LedgerFact) => string | undefined;
  /** The SHA-256 of a text in hexadecimal digits. */
  readonly sha256: (text: string) => string;
  /**
   * A file for which `isMeant` is true and that no other branch can have, so that it can take more lines;
   * undefined if there is none.
   */
  readonly openFile: (isMeant: (file: string) => boolean) => string | undefined;
}

/** A catalog with fewer ids than this, and with one course, may keep all ids in one file. */
const smallest = 100;

/** Whether a ledger with these facts is small enough for one file. */
export function isSmall(facts: Iterable<LedgerFact>): boolean {
  const ids = new Set<IdKey>();
  const courses = new Set<string>();
  for (const fact of facts) {
    ids.add(factKey(fact));
    if (fact.says !== 'placement' && fact.kind === 'course') courses.add(fact.sourcedId);
    if (ids.size >= smallest || courses.size >= 2) return false;
  }
  return true;
}

/**
 * The file for a batch: the lines that one run adds for one course. Its name follows from the lines. So
 * batches of two branches are in two files, which git never has to merge, and the same batch on two
 * branches is one file. Lines that are not committed yet are one batch, whatever number of runs added them.
 */
function fileOf(
  batch: readonly LedgerFact[],
  course: string | undefined,
  home: LedgerFolder,
): string {
  const open = home.openFile((file) => courseOfFile(file, home) === course);
  if (open !== undefined) return open;
  const { folder, sha256 } = home;
  const name = sha256(batch.map(writeLedgerLine).join('\n')).slice(0, 8);
  return [folder, ...(course === undefined ? [] : [course]), `${name}.ids`].join('/');
}

/** The course that a file of the folder belongs to; undefined if it belongs to no course. */
function courseOfFile(file: string, { folder }: LedgerFolder): string | undefined {
  const inside = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : '';
  const end = inside.lastIndexOf('/');
  return end < 0 ? undefined : inside.slice(0, end).normalize('NFC');
}
