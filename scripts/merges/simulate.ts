import { createHash } from 'node:crypto';
import {
  addFacts,
  type LedgerFolder,
  type LedgerHome,
  type LedgerTexts,
} from '../../src/identity/ledger/edit.ts';
import type { LedgerFact } from '../../src/identity/ledger/line.ts';
import { isMerged } from './merge-file.ts';
import { randomFrom, uuidFrom } from './random.ts';

/** The changes of two branches to a ledger. */
export interface Work {
  /**
   * `file`: one sorted file, the earlier form and that of small catalogs. `folder`: a folder for each course.
   */
  readonly form: LedgerHome['form'];
  /** The number of ids in the ledger, spread over ten courses. */
  readonly ids: number;
  /** The number of ids that each branch adds. */
  readonly added: number;
  /** Whether both branches add ids to the same course. */
  readonly sameCourse: boolean;
  /** Whether each id is added by a run and commit of its own; otherwise one run adds all. */
  readonly oneByOne?: boolean;
}

export interface Outcome {
  readonly samples: number;
  readonly conflicts: number;
}

/** Lets git merge two branches without attributes, repeatedly with other ids. */
export function simulate(work: Work, samples: number, seed = 1): Outcome {
  const random = randomFrom(seed);
  const base = ledgerBefore(work, random);
  let conflicts = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const [ours, theirs] = [0, work.sameCourse ? 0 : 1].map((course) =>
      branchFrom(base, work, { course, random }),
    );
    if (ours && theirs && !isMerged(base, ours, theirs)) conflicts += 1;
  }
  return { samples, conflicts };
}

const courses = 10;
/** The number of ids in a batch: a unit and its lessons. */
const usualBatch = 20;

/** A ledger as many years of runs would leave it. */
function ledgerBefore({ form, ids }: Work, random: () => number): LedgerTexts {
  const facts = factsOf(ids, random);
  if (form === 'file') return added(new Map(), facts, { form, file });
  const texts = new Map<string, string>();
  for (let at = 0; at < ids; at += usualBatch) {
    const batch = facts.slice(at, at + usualBatch);
    // Existing files are not read: the batches of years are in files of their own.
    for (const [name, text] of addFacts(new Map(), batch, folderOf((at / usualBatch) % courses)))
      texts.set(name, text);
  }
  return texts;
}

interface Branch {
  readonly course: number;
  readonly random: () => number;
}

/** The files of a branch that changed. */
function branchFrom(base: LedgerTexts, work: Work, { course, random }: Branch): LedgerTexts {
  const facts = factsOf(work.added, random);
  const home: LedgerHome = work.form === 'file' ? { form: 'file', file } : folderOf(course);
  const batches = work.oneByOne ? facts.map((fact) => [fact]) : [facts];
  const changed = new Map<string, string>();
  if (home.form === 'file') return added(base, facts, home);
  for (const batch of batches) {
    const names = [...addFacts(new Map(), batch, home).keys()];
    const there = new Map(
      names.flatMap((name) => {
        const text = changed.get(name) ?? base.get(name);
        return text === undefined ? [] : [[name, text] as const];
      }),
    );
    for (const [name, text] of addFacts(there, batch, home)) changed.set(name, text);
  }
  return changed;
}

/** Adds lines like `addFacts`. For a hundred thousand lines, only sorting the texts takes time. */
function added(
  texts: LedgerTexts,
  facts: readonly LedgerFact[],
  home: Extract<LedgerHome, { form: 'file' }>,
): LedgerTexts {
  const fresh = addFacts(new Map(), facts, home).get(home.file) ?? '';
  const before = texts.get(home.file);
  if (before === undefined) return new Map([[home.file, fresh]]);
  const [header, lines] = parted(before);
  const all = [...lines, ...parted(fresh)[1]].sort();
  return new Map([[home.file, `${[...header, ...all].join('\n')}\n`]]);
}

function parted(text: string): readonly [readonly string[], readonly string[]] {
  const lines = text.trimEnd().split('\n');
  const first = lines.findIndex((line) => !line.startsWith('#'));
  return [lines.slice(0, first), lines.slice(first)];
}

function factsOf(count: number, random: () => number): LedgerFact[] {
  return Array.from({ length: count }, () => ({
    says: 'live',
    kind: 'lesson',
    sourcedId: uuidFrom(random),
  }));
}

const file = 'catalog.ids';

function folderOf(course: number): LedgerFolder {
  return {
    form: 'folder',
    folder: 'ids',
    courseOf: () => `course-${course}`,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    openFile: () => undefined,
  };
}
