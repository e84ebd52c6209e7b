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

/** What two branches do with a ledger, each on its own. */
export interface Work {
  /** `file`: one sorted file, as catalogs had it before, and small ones have it. `folder`: a folder a course. */
  readonly form: LedgerHome['form'];
  /** How many ids the ledger has, spread over ten courses. */
  readonly ids: number;
  /** How many each branch adds. */
  readonly added: number;
  /** Whether both add them to one course. */
  readonly sameCourse: boolean;
  /** Whether each id gets a run and a commit of its own; else one run adds them all. */
  readonly oneByOne?: boolean;
}

export interface Outcome {
  readonly samples: number;
  readonly conflicts: number;
}

/** Has git merge two branches, again and again with other ids, without any attribute. */
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
/** As many ids as a unit and its lessons have. */
const usualBatch = 20;

/** The ledger as runs of many years left it. */
function ledgerBefore({ form, ids }: Work, random: () => number): LedgerTexts {
  const facts = factsOf(ids, random);
  if (form === 'file') return added(new Map(), facts, { form, file });
  const texts = new Map<string, string>();
  for (let at = 0; at < ids; at += usualBatch) {
    const batch = facts.slice(at, at + usualBatch);
    // A file that is there is not looked into: batches of years lie in files of their own.
    for (const [name, text] of addFacts(new Map(), batch, folderOf((at / usualBatch) % courses)))
      texts.set(name, text);
  }
  return texts;
}

interface Branch {
  readonly course: number;
  readonly random: () => number;
}

/** The files of a branch that are not as they were. */
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

/** As `addFacts` does it; of a hundred thousand lines the sorting of texts is all that takes time. */
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
