// Append-only is a law: whatever commands run, in whatever order, and whichever form the ledger has or
// gets, every line and every comment is still there, but for the lines that somebody asked to forget.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fmt } from '../../src/features/fmt/fmt.ts';
import { newNode } from '../../src/features/new/new.ts';
import { retire } from '../../src/features/retire/retire.ts';
import { readLedgerLine, writeLedgerLine } from '../../src/identity/ledger/line.ts';
import type { Checked } from '../../src/model/problem.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { put } from '../support/catalog-folder.ts';
import { importText } from '../support/import-outline.ts';
import { atLeast, fc, runs } from '../support/laws.ts';
import { hasGit, newRepository } from '../support/repository.ts';

const config = 'timeback-catalog.yaml';

type Step =
  | { readonly type: 'fmt' | 'new course' | 'new lesson' | 'import' | 'commit' | 'copy' | 'split' }
  | { readonly type: 'retire' | 'undo' | 'never-published'; readonly at: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom({ type: 'fmt' } as const, { type: 'new lesson' } as const),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      { type: 'new course' } as const,
      { type: 'import' } as const,
      { type: 'commit' } as const,
      { type: 'split' } as const,
      { type: 'copy' } as const,
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom('retire' as const, 'undo' as const, 'never-published' as const),
      at: fc.nat(400),
    }),
  },
);

const start = fc.record({
  /** Near to where a ledger is no longer small. */
  lessons: fc.constantFrom(2, 90, 97, 130),
  ids: fc.constantFrom('', 'ids: catalog.ids\n', 'ids: lines/\n'),
  /** Placements, whose ids may be those of nodes. */
  dialect: fc.constantFrom('', 'environments: {one: {dialect: oneroster, emulator: true}}\n'),
  lineBreak: fc.constantFrom('\n', '\r\n'),
  steps: fc.array(step, { minLength: 4, maxLength: 9 }),
});

test.skipIf(!hasGit)('no command drops a line of the ledger', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(start, async ({ lessons, ids, dialect, lineBreak, steps }) => {
      const repository = newRepository();
      const { folder } = repository;
      put(folder, config, `org: o\n${ids}${dialect}`);
      put(folder, 'catalog/reading.yaml', manifest(lessons));
      const old = ids.endsWith('/\n') ? 'lines/catalog.ids' : 'catalog.ids';
      put(folder, old, oldLedger(lessons).replaceAll('\n', lineBreak));
      repository.commit();
      let number = 0;
      for (const step of steps) {
        number += 1;
        const before = linesIn(folder);
        const forgotten = await carryOut(step, { folder, number, commit: repository.commit });
        const after = linesIn(folder);
        const lost = [...before].filter((line) => !after.has(line) && !forgotten(line));
        expect(lost, JSON.stringify(step)).toEqual([]);
      }
    }),
    runs(40),
  );
  for (const type of [
    'fmt',
    'new course',
    'new lesson',
    'import',
    'retire',
    'undo',
    'never-published',
  ])
    expect(done.get(type), type).toBeGreaterThan(atLeast(3));
});

const nothing = () => false;

interface Around {
  readonly folder: string;
  readonly number: number;
  readonly commit: () => void;
}

/** Carries a step out and says which lines it was asked to take out. */
async function carryOut(
  step: Step,
  { folder, number, commit }: Around,
): Promise<(line: string) => boolean> {
  const world = nodeWorld({ cwd: folder });
  const reading = readFileSync(join(folder, 'catalog/reading.yaml'), 'utf8');
  switch (step.type) {
    case 'fmt':
      // Also a lesson without an id.
      put(folder, 'catalog/reading.yaml', `${reading}      - title: New ${number}\n`);
      note(step, fmt({ check: false }, world));
      return nothing;
    case 'new course':
      note(step, newNode({ kind: 'course', title: `Course ${number}`, fields: {} }, world));
      return nothing;
    case 'new lesson':
      note(
        step,
        newNode({ kind: 'lesson', title: `Lesson ${number}`, under: 'unit-1', fields: {} }, world),
      );
      return nothing;
    case 'import':
      note(step, await importText(folder, `course,unit,lesson\nTable ${number},U,L\n`));
      return nothing;
    case 'commit':
      commit();
      return nothing;
    case 'copy': {
      // A branch from before that added to the old file.
      const there = linesIn(folder);
      const lines = [...there].filter((line) => line.includes(' lesson live')).slice(0, 3);
      if (configOf(folder).includes('ids: lines/')) return nothing;
      const own = readOr(folder, 'catalog.ids');
      put(
        folder,
        'catalog.ids',
        `${own}# Of a branch ${number}.\n${lines.join('\n')}\nold-${number} lesson retired x\n`,
      );
      return nothing;
    }
    case 'split':
      // The ledger is to lie in a folder from now on.
      if (!configOf(folder).includes('ids:')) put(folder, config, `${configOf(folder)}ids: ids/\n`);
      return nothing;
    default:
      return retireOne(step, { folder, number, commit });
  }
}

async function retireOne(
  { type, at }: Extract<Step, { at: number }>,
  { folder }: Around,
): Promise<(line: string) => boolean> {
  const world = nodeWorld({ cwd: folder });
  const all = [...linesIn(folder)].filter((line) => / (lesson|unit) /.test(line));
  // What the commit does not know was minted since.
  const minted = all.filter((line) => /^[\da-f]{8}-.* lesson /.test(line));
  const lines = type === 'never-published' && minted.length > 0 ? minted : all;
  const sourcedId = lines[at % Math.max(lines.length, 1)]?.split(' ')[0] ?? 'lesson-1';
  const retirement =
    type === 'retire'
      ? ({ type, reason: `why ${at}`, children: at % 2 === 0 } as const)
      : ({ type } as const);
  const result = await retire({ nodes: [sourcedId], retirement, base: 'HEAD' }, world);
  note({ type }, result);
  if (!result.ok || type === 'retire') return nothing;
  return (line) =>
    line.startsWith(`${sourcedId} `) &&
    !line.startsWith(`${sourcedId} placement`) &&
    (type === 'never-published' || line.includes(' retired'));
}

/** How often each command succeeded: a law about what never runs says nothing. */
const done = new Map<string, number>();

function note({ type }: { readonly type: string }, result: Checked<unknown>): void {
  if (result.ok) done.set(type, (done.get(type) ?? 0) + 1);
}

function configOf(folder: string): string {
  return readFileSync(join(folder, config), 'utf8');
}

function readOr(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    return '';
  }
}

/** Every line of every file, without stray blanks; comments too. */
function linesIn(folder: string): ReadonlySet<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ids') && !file.startsWith('.git'),
  );
  const lines = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/\r?\n/));
  return new Set(
    lines.flatMap((line) => {
      const read = readLedgerLine(line);
      return read.type === 'fact' ? [writeLedgerLine(read.fact)] : line.trim() === '' ? [] : [line];
    }),
  );
}

function manifest(lessons: number): string {
  const items = Array.from(
    { length: lessons },
    (_, at) => `      - sourcedId: lesson-${at + 1}\n        title: Lesson ${at + 1}\n`,
  );
  // The last field of the manifest: a lesson is added by a line at the end.
  return `kind: course\nsourcedId: reading\ntitle: Reading\nunits:\n  - sourcedId: unit-1\n    title: One\n    lessons:\n${items.join('')}`;
}

/** Also ids that no manifest holds any more, and a placement that has the id of a resource. */
function oldLedger(lessons: number): string {
  const live = Array.from({ length: lessons }, (_, at) => `lesson-${at + 1} lesson live\n`);
  return [
    '# Our ids.\n',
    ...live.slice(0, 1),
    '# Everybody starts here.\n',
    ...live.slice(1),
    'film resource retired  too long\nfilm placement live lesson-1 film\n',
    'gone lesson retired because\nunit-9 unit released maths moved\n',
    'lesson-1 lesson replaces gone it was meant\n',
  ].join('');
}
