import { kinds } from '../model/kind.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { blocksOf, isBefore, type LedgerBlock, linesOf, newBlock } from './ledger-blocks.ts';
import {
  courseOfFile,
  fileOf,
  type LedgerChanges,
  type LedgerFolder,
  type LedgerHome,
  type LedgerTexts,
} from './ledger-home.ts';
import {
  compareFacts,
  type LedgerFact,
  type PlacementFact,
  writeLedgerLine,
} from './ledger-line.ts';
import { type LedgerTextLine, readLedgerText, writeLedgerText } from './ledger-text.ts';

const headers = {
  file: `\
# Every sourcedId ever minted here, sorted: sourcedId, kind, then live, or retired and the reason.
# Append-only: \`timeback-catalog fmt\` adds lines, \`timeback-catalog retire\` marks them.
# So that branches merge, .gitattributes should say: catalog.ids merge=union
`,
  folder: '# sourcedIds minted here. Append-only: no line is ever changed or removed.\n',
};

/**
 * Adds what the ledger does not say yet, to its file or, where there is none, to a new one. Texts that
 * cannot be a sourcedId are left out, since the ledger would keep them for ever; so is `live` of an id
 * that is known in whichever state or kind, and another id for a placement that has one. No line goes,
 * but that a node is released, or taken, stands on one line, which is written anew as it comes and goes.
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
    for (const file of known.elsewhere.get(fact.sourcedId) ?? []) {
      changes.set(file, restated(changes.get(file) ?? texts.get(file) ?? '', fact));
    }
  }
  const added = fresh.filter((fact) => !(isElsewhere(fact) && known.elsewhere.has(fact.sourcedId)));
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

/** `released` and `taken`: they follow each other. */
function isElsewhere({ says }: LedgerFact): boolean {
  return says === 'released' || says === 'taken';
}

/** What a ledger says already, line by line. */
class Known {
  /** The files with the line that an id is released or taken by. */
  readonly elsewhere = new Map<string, Set<string>>();
  /** The first file that says anything of an id. */
  readonly files = new Map<string, string>();
  readonly #said = new Set<string>();
  /** Nodes of which a line tells the state, and the retired ones. */
  readonly #nodes = new Set<string>();
  readonly #retired = new Set<string>();
  readonly #placements = new Set<string>();

  constructor(texts: LedgerTexts) {
    for (const [file, text] of texts) {
      for (const { read } of readLedgerText(text).lines) {
        if (read.type === 'fact') this.#learn(read.fact, file);
      }
    }
  }

  /** What is new of these, sorted, each once. */
  fresh(facts: readonly LedgerFact[]): LedgerFact[] {
    const byKind = kinds.flatMap((kind) =>
      facts.filter((one) => one.says !== 'placement' && one.kind === kind),
    );
    const placements = facts.filter(({ says }) => says === 'placement');
    // Where one id has two kinds the first of `kinds` counts, whatever the order of the facts.
    return [...byKind, ...placements]
      .filter((fact) => {
        if (sourcedIdFault(fact.sourcedId) || this.#knows(fact)) return false;
        this.#learn(fact);
        return true;
      })
      .sort(compareFacts);
  }

  #knows(fact: LedgerFact): boolean {
    switch (fact.says) {
      case 'live':
        return this.#nodes.has(fact.sourcedId);
      case 'retired':
        return this.#retired.has(fact.sourcedId);
      case 'placement':
        return this.#placements.has(placementOf(fact)) || this.#placements.has(fact.sourcedId);
      default:
        return this.#said.has(writeLedgerLine(fact));
    }
  }

  #learn(fact: LedgerFact, file?: string): void {
    const { says, sourcedId } = fact;
    if (file !== undefined && !this.files.has(sourcedId)) this.files.set(sourcedId, file);
    if (file !== undefined && isElsewhere(fact)) {
      const files = this.elsewhere.get(sourcedId) ?? new Set();
      this.elsewhere.set(sourcedId, files.add(file));
    }
    if (says === 'placement') this.#placements.add(sourcedId).add(placementOf(fact));
    else if (says !== 'replaces') this.#nodes.add(sourcedId);
    if (says === 'retired') this.#retired.add(sourcedId);
    if (isElsewhere(fact) || says === 'replaces') this.#said.add(writeLedgerLine(fact));
  }
}

/** No sourcedId holds a blank. */
function placementOf({ lesson, resource }: PlacementFact): string {
  return `${lesson} ${resource}`;
}

/** The lines of each course, in the file that they go to. */
function inBatches(facts: readonly LedgerFact[], known: Known, home: LedgerFolder) {
  const courses = Map.groupBy(facts, (fact) => {
    const file = known.files.get(fact.sourcedId);
    return home.courseOf(fact) ?? (file === undefined ? undefined : courseOfFile(file, home));
  });
  return [...courses].map(([course, added]) => ({ file: fileOf(added, course, home), added }));
}

/** Each at its sorted place. A file that is out of order keeps the order of its lines. */
function inserted(text: string, facts: readonly LedgerFact[]): string {
  const ledger = readLedgerText(text);
  const parts = blocksOf(ledger.lines);
  const blocks = merged(parts.blocks, facts.map(newBlock));
  return writeLedgerText({ ...ledger, lines: linesOf({ ...parts, blocks }) });
}

function merged(blocks: readonly LedgerBlock[], fresh: readonly LedgerBlock[]): LedgerBlock[] {
  const all: LedgerBlock[] = [];
  let next = 0;
  for (const block of blocks) {
    for (let first = fresh[next]; first && isBefore(first, block); first = fresh[next]) {
      all.push(first);
      next += 1;
    }
    all.push(block);
  }
  return [...all, ...fresh.slice(next)];
}

/** All behind what is there, ending in a line break. */
function appended(text: string, facts: readonly LedgerFact[]): string {
  const ledger = readLedgerText(text);
  const lines = [...ledger.lines, ...facts.flatMap((fact) => newBlock(fact).lines)];
  return writeLedgerText({ ...ledger, lines, endsWithBreak: true });
}

/** The text with the line by which an id is released or taken saying this instead. */
function restated(text: string, fact: LedgerFact): string {
  const ledger = readLedgerText(text);
  const lines = ledger.lines.map((line): LedgerTextLine => {
    const { read } = line;
    const isMeant = read.type === 'fact' && read.fact.sourcedId === fact.sourcedId;
    return isMeant && isElsewhere(read.fact) ? { ...line, text: writeLedgerLine(fact) } : line;
  });
  return writeLedgerText({ ...ledger, lines });
}

/**
 * Makes retired ids live again, for a retirement that was not published: the lines that retire them
 * go. Where such a line is all that is known of an id, it says `live` from then on.
 */
export function reviveIds(texts: LedgerTexts, ids: readonly string[]): LedgerChanges {
  const meant = new Set(ids);
  const others = new Set<string>();
  for (const fact of factsIn(texts)) {
    if (fact.says !== 'retired' && isOfState(fact)) others.add(fact.sourcedId);
  }
  return edited(texts, (fact) => {
    if (fact.says !== 'retired' || !meant.has(fact.sourcedId)) return fact;
    if (others.has(fact.sourcedId)) return undefined;
    others.add(fact.sourcedId);
    return { says: 'live', sourcedId: fact.sourcedId, kind: fact.kind };
  });
}

/** Takes out nodes that were never published. Nothing else shortens a ledger. */
export function removeIds(texts: LedgerTexts, ids: readonly string[]): LedgerChanges {
  const gone = new Set(ids);
  return edited(texts, (fact) =>
    fact.says !== 'placement' && gone.has(fact.sourcedId) ? undefined : fact,
  );
}

function isOfState({ says }: LedgerFact): boolean {
  return says !== 'placement' && says !== 'replaces';
}

/** What every line of a ledger says. */
export function* factsIn(texts: LedgerTexts): Generator<LedgerFact> {
  for (const text of texts.values()) {
    for (const { read } of readLedgerText(text).lines) if (read.type === 'fact') yield read.fact;
  }
}

/** The files in which `change` has something else to say of a line; undefined: the line goes. */
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
