// Every cure that a problem of identity prints is carried out to the letter, each way out by itself; then
// `check --base` and `plan` have nothing to refuse, and the ids are what the cure promised.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ProblemCode, problemCodes } from '../../src/model/problem-codes.ts';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { follow, toldBy, waysOf } from '../support/cures.ts';
import {
  config,
  edited,
  fresh,
  id,
  ledger,
  lines,
  manifest,
  reading,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';

type Code = ProblemCode;

interface State {
  readonly name: string;
  /** At the base, beside or in place of the files of the catalog. */
  readonly base?: Readonly<Record<string, string>>;
  /** What happened since. */
  readonly change: (folder: string) => Promise<void> | void;
  /** What tells the problem; absent: `check --base HEAD`. */
  readonly args?: readonly string[];
  /** Writes what was there before, if no commit has it. */
  readonly putBack?: (folder: string) => void;
  /** How many ways out there are to be. */
  readonly ways: number;
}

const write = (text: string) => (folder: string) => put(folder, manifest, text);
const run = async (folder: string, ...args: readonly string[]) => {
  const ended = await commandLine(args, { cwd: folder });
  if (ended.code !== 0) throw new Error(`${args.join(' ')}: ${ended.stderr}`);
};
const written = (...edits: Parameters<typeof edited> extends [string, ...infer E] ? E : never) =>
  write(edited(reading, ...edits));
const minted =
  (...edits: Parameters<typeof edited> extends [string, ...infer E] ? E : never) =>
  async (folder: string) => {
    put(folder, manifest, edited(reading, ...edits));
    await run(folder, 'fmt');
  };

const idLine = `sourcedId: "${id.supporting}" # never change it\n        `;
const bare = lines.supporting.replace('      # Teachers asked for it.\n', '');
const copy = bare.replace('# never change it', '');
const signal = (sourcedId: string) =>
  `      - sourcedId: ${sourcedId}\n        title: Signal words\n        metadata:\n          slug: signal-words\n`;
const nameless = '      - title: Signal words\n';
const retired = `${recorded.replace(`${id.supporting} lesson live`, `${id.supporting} lesson retired too hard`)}`;
const withoutFinding = edited(reading, [lines.finding, '']);
const withoutSupporting = edited(reading, [lines.supporting, '']);

const states: Partial<Record<Code, readonly State[]>> = {
  'id/missing': [
    { name: 'a line that was deleted', change: written([idLine, '']), ways: 1 },
    {
      name: 'a line that was deleted, without a base',
      change: written([idLine, '']),
      args: ['check'],
      ways: 2,
    },
    {
      name: 'the lines of two, without a base',
      change: written([idLine, ''], [`sourcedId: ${id.between}\n        `, '']),
      args: ['check'],
      ways: 2,
    },
    {
      name: 'of a unit that another one waits for',
      base: {
        [manifest]: edited(reading, [
          '    title: Inference\n',
          `    title: Inference\n    prerequisites: [${id.mainIdeas}]\n`,
        ]),
      },
      change: (folder) =>
        put(
          folder,
          manifest,
          edited(readFileSync(join(folder, manifest), 'utf8'), [
            `sourcedId: ${id.mainIdeas}\n    `,
            '',
          ]),
        ),
      ways: 1,
    },
    {
      name: 'a new node',
      change: written([lines.inference, `${nameless}${lines.inference}`]),
      ways: 1,
    },
  ],
  'id/placeholder': [
    { name: 'over a published id', change: written([id.supporting, 'TODO']), ways: 1 },
    {
      name: 'over a published id, without a base',
      change: written([id.supporting, 'TODO']),
      args: ['check'],
      ways: 2,
    },
    {
      name: 'at a new node',
      change: written([lines.inference, `${signal('UUID')}${lines.inference}`]),
      ways: 1,
    },
  ],
  'id/malformed': [
    {
      name: 'over a published id',
      change: written([id.supporting, 'supporting details']),
      ways: 1,
    },
    {
      name: 'at a new node',
      change: written([lines.inference, `${signal('signal words')}${lines.inference}`]),
      ways: 1,
    },
  ],
  'id/not-uuid': [
    {
      name: 'at a new node',
      base: { [config]: 'org: partner-sandbox\nsourcedId: { form: uuid }\n' },
      change: written([lines.inference, `${signal('signal-words')}${lines.inference}`]),
      ways: 1,
    },
  ],
  'id/duplicate': [
    {
      name: 'a copy below',
      change: written([lines.inference, `${copy}${lines.inference}`]),
      ways: 1,
    },
    { name: 'over a published id', change: written([id.supporting, id.finding]), ways: 1 },
    {
      name: 'over a published id above its owner',
      change: written([id.finding, id.supporting]),
      ways: 1,
    },
  ],
  'identity/re-minted': [
    { name: 'for certain', change: written([id.supporting, fresh.one]), ways: 2 },
    { name: 'for certain, and recorded', change: minted([id.supporting, fresh.one]), ways: 2 },
    {
      name: 'with a rival',
      change: written([
        lines.supporting,
        copy.replace(id.supporting, fresh.one) + copy.replace(id.supporting, fresh.two),
      ]),
      ways: 2,
    },
    {
      name: 'retired and added again',
      change: async (folder) => {
        await run(folder, 'retire', id.supporting, '--reason', 'too hard');
        put(folder, manifest, edited(reading, [idLine, '']));
        await run(folder, 'fmt');
      },
      ways: 2,
    },
    {
      name: 'without a base',
      change: written([id.supporting, fresh.one]),
      args: ['check'],
      ways: 2,
    },
  ],
  'identity/vanished': [
    { name: 'since the base', change: write(withoutSupporting), ways: 3 },
    {
      name: 'with an id that begins like an option',
      base: {
        [manifest]: reading.replaceAll(id.supporting, '-supporting'),
        [ledger]: recorded.replace(id.supporting, '-supporting'),
      },
      change: write(withoutSupporting),
      ways: 3,
    },
    {
      name: 'by the ledger, before it was committed',
      change: (folder) => put(folder, ledger, `${recorded}${fresh.one} lesson live\n`),
      args: ['check'],
      putBack: (folder) => put(folder, manifest, `${reading}${signal(fresh.one)}`),
      ways: 4,
    },
  ],
  'identity/swapped': [
    {
      name: 'two of one unit',
      change: written([id.finding, 'x'], [id.supporting, id.finding], ['x', id.supporting]),
      ways: 2,
    },
    {
      name: 'only their titles alike',
      base: { [manifest]: withTitlesOnly(reading) },
      change: (folder) =>
        put(
          folder,
          manifest,
          edited(
            withTitlesOnly(reading),
            [id.finding, 'x'],
            [id.between, id.finding],
            ['x', id.between],
          ),
        ),
      ways: 2,
    },
  ],
  'identity/handed-on': [
    {
      name: 'to a new lesson',
      change: written([
        lines.supporting,
        signal(id.supporting) + copy.replace(id.supporting, fresh.one),
      ]),
      ways: 2,
    },
    {
      name: 'to a new lesson, and recorded',
      change: minted([
        lines.supporting,
        signal(id.supporting) + copy.replace(id.supporting, fresh.one),
      ]),
      ways: 2,
    },
    {
      name: 'to its neighbour, and its own id retired',
      change: async (folder) => {
        await run(folder, 'retire', id.supporting, '--reason', 'too hard');
        put(folder, manifest, edited(withoutFinding, [id.supporting, id.finding]));
      },
      ways: 3,
    },
    {
      name: 'to its neighbour, and its own id released',
      change: async (folder) => {
        await run(folder, 'release', id.supporting, '--to', 'other');
        put(folder, manifest, edited(withoutFinding, [id.supporting, id.finding]));
      },
      ways: 3,
    },
    {
      name: 'around three',
      change: written(
        [id.finding, 'x'],
        [id.supporting, id.finding],
        [id.between, id.supporting],
        ['x', id.between],
      ),
      ways: 2,
    },
  ],
  'identity/resurrected': [
    {
      name: 'retired at the base',
      base: { [manifest]: withoutSupporting, [ledger]: retired },
      change: write(reading),
      ways: 2,
    },
    {
      name: 'a retirement that was reverted, with its line',
      base: { [manifest]: withoutSupporting, [ledger]: retired },
      change: (folder) => {
        put(folder, manifest, reading);
        put(folder, ledger, recorded);
      },
      ways: 2,
    },
    { name: 'retired since', change: (folder) => put(folder, ledger, retired), ways: 2 },
    {
      name: 'retired since, without a base',
      change: (folder) => put(folder, ledger, retired),
      args: ['check'],
      ways: 3,
    },
  ],
  'identity/retyped': [
    {
      name: 'a line of the ledger that got another kind, without a base',
      change: (folder) =>
        put(folder, ledger, recorded.replace(`${id.supporting} lesson`, `${id.supporting} unit`)),
      args: ['check'],
      ways: 1,
    },
    {
      name: 'the id of a lesson at a unit that is new',
      change: (folder) => {
        const without = edited(reading, [
          `    lessons:
${lines.between}`,
          '',
        ]);
        put(
          folder,
          manifest,
          `${without}  - sourcedId: ${id.between}
    title: Writing
`,
        );
      },
      ways: 2,
    },
  ],
  'identity/ledger-edited': [
    {
      name: 'a line removed',
      change: (folder) =>
        put(folder, ledger, recorded.replace(`${id.supporting} lesson live\n`, '')),
      ways: 1,
    },
    {
      name: 'a line live again',
      base: { [manifest]: withoutSupporting, [ledger]: retired },
      change: (folder) => put(folder, ledger, recorded),
      ways: 1,
    },
    { name: 'all of it gone', change: (folder) => rmSync(join(folder, ledger)), ways: 1 },
  ],
  'identity/not-minted': [
    {
      name: 'by fmt: like one that HEAD knows',
      change: written([idLine, '']),
      args: ['fmt'],
      ways: 2,
    },
    {
      name: 'by fmt: one that HEAD never knew',
      change: (folder) => {
        put(folder, ledger, `${recorded}${fresh.one} lesson live\n`);
        put(folder, manifest, edited(reading, [lines.inference, `${nameless}${lines.inference}`]));
      },
      args: ['fmt'],
      ways: 2,
    },
    {
      name: 'by fmt: the last commit took the line away',
      base: { [manifest]: edited(reading, [idLine, '']) },
      change: () => {},
      args: ['fmt'],
      ways: 2,
    },
    {
      name: 'by new: like one that HEAD knows',
      change: write(withoutSupporting),
      args: ['new', 'lesson', 'Supporting details', '--in', id.mainIdeas],
      ways: 2,
    },
  ],
  'identity/confirmed': [
    {
      name: 'no refusal is left',
      change: async (folder) => {
        put(folder, manifest, edited(reading, [id.supporting, fresh.one]));
        await run(folder, 'confirm', fresh.one, '--replaces', id.supporting, '--reason', 'new');
      },
      ways: 0,
    },
  ],
  'identity/confirms-nothing': [
    {
      name: 'two that stayed',
      change: (folder) =>
        run(folder, 'confirm', id.supporting, '--replaces', id.finding, '--reason', 'so'),
      ways: 1,
    },
  ],
  'identity/left-over': [
    {
      name: 'came and went',
      change: (folder) => put(folder, ledger, `${recorded}${fresh.one} lesson live\n`),
      putBack: (folder) => put(folder, manifest, `${reading}${signal(fresh.one)}`),
      ways: 2,
    },
  ],
  'identity/without-node': [
    {
      name: 'left over at the base',
      base: { [ledger]: `${recorded}${fresh.one} lesson live\n` },
      change: () => {},
      ways: 3,
    },
  ],
  'identity/not-in-ledger': [
    {
      name: 'a new lesson with an id',
      change: written([lines.inference, `${signal(fresh.one)}${lines.inference}`]),
      ways: 1,
    },
  ],
};

/** What a person has to judge: the help is advice, and no order ends it. */
const advice: readonly Code[] = ['identity/unlike', 'identity/hazard'];
/** Told by commands that are asked for one thing and refuse it; nothing of the catalog is wrong. */
const answers: readonly Code[] = ['identity/other-state'];
/** Told by `fmt` and by imports, before there is such an id: test/cli/mangled-ids.test.ts. */
const atTheDoor: readonly Code[] = ['id/mangled'];
/** Two catalogs take part: test/cli/handover.test.ts. */
const between: readonly Code[] = [
  'identity/lives-elsewhere',
  'identity/not-released',
  'identity/not-taken',
];

/** About what apps name a course by, and no id: test/cli/course-names.test.ts. */
const names: readonly Code[] = ['identity/course-name'];

test('every problem of identity has its row', () => {
  const all = Object.keys(problemCodes).filter((code) => /^(?:id|identity)\//.test(code));
  const elsewhere = [...advice, ...answers, ...atTheDoor, ...between, ...names];
  expect([...Object.keys(states), ...elsewhere].sort()).toEqual(all.sort());
});

describe.skipIf(!hasGit)('a cure ends right', () => {
  const rows = Object.entries(states).flatMap(([code, each]) =>
    (each ?? []).flatMap((state) =>
      Array.from({ length: Math.max(1, state.ways) }, (_, way) => ({ ...state, code, way })),
    ),
  );

  test.each(rows)(
    '$code: $name, way $way',
    async ({ code, base, change, args, putBack, ways, way }) => {
      const repository = readingRepository({
        [config]: 'org: partner-sandbox\n',
        '.gitignore': '.timeback-catalog/\n',
        ...base,
      });
      const { folder } = repository;
      const before = nodesIn(folder);
      await change(folder);
      const told = await problemOf(code, folder, args);
      const found = waysOf(told.hint);
      expect(found, told.hint).toHaveLength(ways);
      const order = found[way];
      if (order === undefined) {
        expect(await toldBy(['check', '--base', 'HEAD'], folder)).toMatchObject({ code: 0 });
        return;
      }
      // What else is wrong is mended first, by the first way that each names.
      // The last first: its place is not moved by the others.
      for (const [nth, { hint, at }] of [...told.all.entries()].reverse()) {
        const mine = waysOf(hint)[way] ?? waysOf(hint)[0] ?? '';
        await follow(mine, folder, {
          nth,
          ...(at && { at }),
          ...(args && { args }),
          ...(putBack && { putBack }),
        });
      }
      const after = await toldBy(['check', '--base', 'HEAD'], folder);
      expect(after.text + after.code, order).toMatch(/0$/);
      const planned = await commandLine(['plan', '-e', 'local'], { cwd: folder });
      expect(planned.code, planned.stderr).toBe(0);
      expect({ order, kept: promised(order, { folder, before, after }) }).toMatchObject({
        kept: true,
      });
    },
  );
});

test.skipIf(!hasGit)('what a plan tells to restore is not told to be changed back', async () => {
  const { folder, commit } = readingRepository({
    [config]: 'org: partner-sandbox\n',
    '.gitignore': '.timeback-catalog/\n',
  });
  await run(folder, 'apply', '-y');
  commit({
    [manifest]: reading.replace(id.supporting, fresh.one),
    [ledger]: recorded.replace(id.supporting, fresh.one),
  });
  const { hint } = await problemOf('identity/re-minted', folder, ['plan']);
  await follow(waysOf(hint.replaceAll('; or,', '; or'))[0] ?? '', folder);
  const planned = await commandLine(['plan'], { cwd: folder });
  expect(planned.stdout, planned.stderr).toContain('No changes.');
  expect(await toldBy(['check', '--base', 'HEAD'], folder)).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, manifest), 'utf8')).toBe(reading);
});

function withTitlesOnly(text: string): string {
  return text.replaceAll(/ +metadata:\n +slug: .*\n/g, '');
}

interface Help {
  readonly hint: string;
  readonly at?: { readonly file: string; readonly line: number };
}

/** The help of the code, and of every other of that sort that is told along with it. */
async function problemOf(
  code: string,
  folder: string,
  args: readonly string[] = ['check', '--base', 'HEAD'],
): Promise<Help & { readonly all: readonly Help[] }> {
  if (args[0] !== 'check') {
    const { stderr } = await commandLine(args, { cwd: folder });
    const parts = stderr.split(/^(?=(?:Error|Warning)\[)/m);
    const all = parts
      .filter((part) => part.includes(`[${code}]`))
      .map((part) => (part.split('  help: ')[1] ?? '').split(/\n\n/)[0] ?? '')
      .map((hint) => ({ hint: hint.replace(/\s+/g, ' ').trim() }));
    return { hint: all[0]?.hint ?? stderr, all };
  }
  const { diagnostics, text } = await toldBy(args, folder);
  expect(
    diagnostics.map((one) => one.code),
    text,
  ).toContain(code);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const mine = diagnostics.find((one) => one.code === code);
  const all = (errors.length > 0 ? errors : diagnostics).map(({ hint = '', range }) => ({
    hint,
    ...(range && { at: { file: range.filename, line: range.start.line } }),
  }));
  return { hint: mine?.hint ?? '', all };
}

/** Every node as `id title`. */
function nodesIn(folder: string): ReadonlySet<string> {
  const text = readFileSync(join(folder, manifest), 'utf8');
  const found = text.matchAll(/sourcedId:\s*"?([^"\s]+)"?[^\n]*\n\s*title: ([^\n]+)/g);
  return new Set([...found].map(([, sourcedId, title]) => `${sourcedId} ${title}`));
}

/** Whether what a way says came about. */
function promised(
  order: string,
  {
    folder,
    before,
    after,
  }: {
    readonly folder: string;
    readonly before: ReadonlySet<string>;
    readonly after: Awaited<ReturnType<typeof toldBy>>;
  },
): boolean {
  const ledgerNow = readFileSync(join(folder, ledger), 'utf8');
  if (/catalog confirm/.test(order)) {
    return after.diagnostics.some(({ code }) => code === 'identity/confirmed');
  }
  // Ids that begin like an option stand behind the options.
  const [, first, last] = /retire (?:([^`]+) )?--reason "…"(?: -- ([^`]+))?/.exec(order) ?? [];
  const retiredNow = (first ?? last)?.split(' ');
  if (retiredNow) return retiredNow.every((one) => ledgerNow.includes(`${one} lesson retired`));
  if (order.includes('catalog release')) return /lesson released other$/m.test(ledgerNow);
  if (order.includes('--never-published')) return !ledgerNow.includes(fresh.one);
  const now = nodesIn(folder);
  return [...before].every((one) => now.has(one));
}
