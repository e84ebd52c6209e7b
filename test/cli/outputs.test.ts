// What src/cli/commands.ts says of each command, held against what it does: its JSON, its exit codes, and
// what it writes. `cli` itself checks codes and documents of every run of every test.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CommandEntry, commandNames, commands } from '../../src/cli/commands.ts';
import { exit } from '../../src/run/exit-code.ts';
import { hostileTitles, unsafe } from '../render/hostile.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { breaches, validatorOf } from '../support/contract.ts';
import { gradeEvent, objectOf } from '../support/events.ts';
import { hasGit, repositoryAt } from '../support/repository.ts';
import { serveCatalog } from '../support/served-catalog.ts';

type Name = CommandEntry['json'][number];
type Line = readonly string[];

interface Row {
  /** What the last line prints. */
  readonly fits: Name;
  /** Run one after the other; the last one is what is looked at. */
  readonly lines: readonly [Line, ...Line[]];
  readonly files?: Readonly<Record<string, string>>;
  /** Without a catalog. */
  readonly isEmpty?: true;
  readonly ends?: keyof typeof exit;
}

/** Stands for a title. */
const plain = 'Straße';
/** Stands for the receipt of the second run. */
const receipt = 'SECOND-RECEIPT';
/** Stands for the receipt of a probe or of a rehearsal. */
const made = 'RECEIPT-OF-MADE-RECORDS';
/** Their `--out` names what they make, and not a second place for what they say. */
const ownFiles = new Set(['export', 'ids', 'emulator']);
/** Stands for the hand of an author. */
const edit: Line = ['EDIT'];
const twice = (line: Line): readonly [Line, Line] => [line, line];
const applied = ['apply', '--env', 'test', '-y'];
const rows: readonly Row[] = [
  { fits: 'init', lines: [['init', '--title', 'Straße', '--no-workflows']], isEmpty: true },
  { fits: 'new', lines: [['new', 'lesson', 'Straße', '--after', 'lesson-1']] },
  {
    fits: 'import',
    lines: [['import', 'outline', 'outline.csv']],
    files: { 'outline.csv': 'course,unit,lesson\nReading two,Straße,naïve\n' },
  },
  { fits: 'import', lines: [applied, ['import', 'remote', '--env', 'test', '--dry-run']] },
  { fits: 'export', lines: [['export', 'outline', '--out', 'out.csv']] },
  { fits: 'diagnostics', lines: [['check']] },
  { fits: 'diagnostics', lines: [['check', '--base', 'HEAD', '--fix']] },
  { fits: 'fmt', lines: [['fmt']], files: { 'catalog/b.yaml': 'kind: course\ntitle: Straße\n' } },
  {
    fits: 'fmt',
    lines: [['fmt', '--check']],
    files: { 'catalog/b.yaml': 'kind: course\ntitle: Straße\n' },
    ends: 'error',
  },
  { fits: 'retire', lines: [['retire', 'lesson-2', '--reason', 'Straße']] },
  {
    fits: 'retire',
    lines: [
      ['retire', 'lesson-2', '--reason', 'x'],
      ['retire', 'lesson-2', '--undo', '--base', 'HEAD', '--env', 'test'],
    ],
  },
  {
    fits: 'confirm',
    lines: [['confirm', 'lesson-1', '--replaces', 'lesson-0', '--reason', 'x']],
    files: { 'catalog.ids': 'lesson-0 lesson live\nlesson-1 lesson live\n' },
  },
  { fits: 'release', lines: [['release', 'lesson-2', '--to', 'maths']] },
  { fits: 'take', lines: [['take', 'lesson-2', '--from', 'maths']] },
  { fits: 'tree', lines: [['tree']] },
  { fits: 'tree', lines: [['tree', '--env', 'test']] },
  { fits: 'tree', lines: [['tree', '--base', 'HEAD']] },
  { fits: 'plan', lines: [['plan', '--env', 'test', '-o', 'out.md', '-o', 'out.html']] },
  { fits: 'plan', lines: [['plan', '--env', 'test', '--detailed-exitcode']], ends: 'changes' },
  { fits: 'plans', lines: [['plan', '--env', 'test,local']] },
  { fits: 'drift', lines: [applied, ['plan', '--env', 'test', '--refresh-only']] },
  { fits: 'report', lines: [[...applied, '-o', 'out.md']] },
  { fits: 'plan', lines: [applied, applied] },
  { fits: 'reports', lines: [['apply', '--env', 'test,local', '-y']] },
  { fits: 'report', lines: [applied, edit, applied, ['undo', receipt, '--env', 'test', '-y']] },
  {
    fits: 'plan',
    lines: [applied, edit, applied, ...twice(['undo', receipt, '--env', 'test', '-y'])],
  },
  { fits: 'rehearsal', lines: [applied, ['rehearse', '--env', 'test', '--app', 'x']] },
  { fits: 'show', lines: [['show', 'lesson-1', '--env', 'test']] },
  {
    fits: 'plan',
    lines: [
      ['plan', '--env', 'test', '-o', 'plan.json'],
      ['show', 'plan.json'],
    ],
  },
  {
    fits: 'plans',
    lines: [
      ['plan', '--env', 'test,local', '-o', 'plan.json'],
      ['show', 'plan.json'],
    ],
  },
  { fits: 'ids', lines: [['ids', 'export']] },
  { fits: 'events', lines: [['events', 'check', 'events.jsonl']] },
  { fits: 'explain', lines: [['explain', 'identity/vanished']] },
  { fits: 'explain', lines: [applied, ['explain', 'lesson-1', '--env', 'test']] },
  ...(['plan', 'progress', 'course'] as const).map(
    (name): Row => ({ fits: 'json-schema', lines: [['schema', name]] }),
  ),
  { fits: 'doctor', lines: [['doctor', '--env', 'test']] },
  { fits: 'explanation', lines: [['doctor', '--env', 'test', '--explain-drift']] },
  { fits: 'links', lines: [['doctor', '--env', 'test', '--links']] },
  { fits: 'probe', lines: [['probe', '--env', 'test', '--read-only', '--no-facts']] },
  {
    fits: 'probe',
    lines: [
      ['probe', '--env', 'test', '--yes', '--no-facts'],
      ['probe', '--clean', made],
    ],
  },
  {
    fits: 'rehearsal',
    lines: [applied, ['rehearse', '--env', 'test', '--app', 'x'], ['rehearse', '--clean', made]],
  },
  { fits: 'emulator', lines: [['emulator', '--port', '0', '--data', 'out.sqlite']] },
  { fits: 'completion', lines: [['completion', 'fish']] },
];

const commandOf = ({ lines }: Row) => lines.at(-1)?.[0] ?? '';

test('the rows have every command, with every document that it prints', () => {
  const had = new Set(rows.map((row) => `${commandOf(row)} ${row.fits}`));
  const promised = commandNames.flatMap((name) =>
    (commands[name]?.json ?? []).map((fits) => `${name} ${fits}`),
  );
  expect([...had].sort()).toEqual(promised.sort());
});

/** Whatever a screen, a log or a page obeys, in one title. */
const hostile = hostileTitles.join(' ').replaceAll('\0', '');

describe.skipIf(!hasGit).each([
  ['Straße', 'Straße'],
  ['a hostile text', hostile],
])(
  'with %s for a title: prints one document for programs, and writes what the table says',
  (_, title) => {
    /** The title as the format of a file writes it. */
    const inFile = (path: string, text: string) =>
      text.replaceAll(
        plain,
        path.endsWith('.csv') ? `"${title.replaceAll('"', '""')}"` : JSON.stringify(title),
      );
    test.each(rows.map((row) => ({ ...row, words: row.lines.at(-1)?.join(' ') })))(
      '$words: $fits',
      async ({ words: __, ...row }) => {
        const said = (line: Line) => line.map((word) => word.replaceAll(plain, title));
        const served = await serveCatalog({ lessons: 2 });
        const cwd = row.isEmpty ? folderWith() : served.folder;
        const around = { ...served.around, cwd };
        for (const [path, text] of Object.entries({ ...row.files, 'events.jsonl': event })) {
          put(cwd, path, inFile(path, text));
        }
        if (!row.isEmpty) {
          const course = readFileSync(join(cwd, manifest), 'utf8');
          put(cwd, manifest, course.replace('Lesson 2', JSON.stringify(title)));
        }
        const repository = repositoryAt(cwd);
        repository.git('init', '-q', '-b', 'main');
        repository.commit();
        const name = commandOf(row);
        const earlier = row.lines.slice(0, -1);
        for (const line of earlier) {
          if (line === edit)
            put(
              cwd,
              manifest,
              readFileSync(join(cwd, manifest), 'utf8').replace('Lesson 1', 'One'),
            );
          else expect(await cli(named(said(line), cwd), around)).toMatchObject({ code: 0 });
        }
        const before = filesIn(cwd);
        const written = served.writes().length;
        // What `show` says of one node goes to stdout alone, and it refuses the option.
        const isTold =
          commands[name]?.writes.includes('out') && !ownFiles.has(name) && row.fits !== 'show';
        const alsoTold = isTold ? ['-o', 'out.json'] : [];
        const last = [...named(said(row.lines.at(-1) ?? []), cwd), '-f', 'json', ...alsoTold];
        const { code, stdout, stderr } = await (name === 'emulator'
          ? commandLine(last, around, stopAtOnce)
          : cli(last, around));
        expect(code).toBe(exit[row.ends ?? 'done']);
        if (row.fits !== 'json-schema') {
          const valid = validatorOf(row.fits);
          const document = JSON.parse(stdout);
          expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
          expect(document.format_version).toMatch(/^\d+\.\d+$/);
        }
        expect(unsafe.exec(stdout + stderr)).toBeNull();
        if (isTold)
          expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))).toEqual(
            JSON.parse(stdout),
          );
        const places = commands[name]?.writes ?? [];
        const after = filesIn(cwd);
        const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
          (path) => before.get(path) !== after.get(path),
        );
        expect(changed.filter((path) => !places.includes(placeOf(path)))).toEqual([]);
        if (!places.includes('platform')) expect(served.writes()).toHaveLength(written);
      },
    );
  },
);

describe('what fails says so in a document, too', () => {
  const wrong: Readonly<Record<string, Line>> = {
    init: ['init', '--title', 'x', '--no-course'],
    new: ['new', 'lesson', 'x'],
    import: ['import', 'outline', 'nowhere.csv'],
    export: ['export', 'outline', '--out', 'a.csv'],
    retire: ['retire', 'lesson-1'],
    confirm: ['confirm', 'lesson-1', '--replaces', 'lesson-2', '--reason', 'x'],
    release: ['release', 'lesson-1', '--to', 'x'],
    take: ['take', 'lesson-1', '--from', 'x'],
    undo: ['undo', 'nowhere.jsonl', '-y'],
    show: ['show', 'lesson-1'],
    ids: ['ids', 'export'],
    events: ['events', 'check', 'nowhere.jsonl'],
    explain: ['explain', 'lesson-1'],
    schema: ['schema', 'nothing'],
    emulator: ['emulator', '--seed', 'nowhere'],
    completion: ['completion', 'nothing'],
    apply: ['apply', '-y'],
  };

  test.each(commandNames)('%s', async (name) => {
    const line = wrong[name] ?? [name];
    for (const format of [['-f', 'json'], ['--format=json'], ['-fjson']]) {
      const { code, stdout, stderr } = await cli([...line, ...format], { cwd: folderWith() });
      expect(code).toBeGreaterThan(0);
      expect(stderr).toContain('Error[');
      const document = JSON.parse(stdout);
      expect(validatorOf('diagnostics')(document)).toBe(true);
      expect(document).toMatchObject({ valid: false, diagnostics: [{ severity: 'error' }] });
    }
  });

  test.each([
    ['plan', '--unknown', '--format', 'json'],
    ['plan', '--format', 'json', '-C', 'nowhere'],
  ])('wrong usage: %s %s %s %s', async (...line) => {
    const { code, stdout } = await cli(line, { cwd: folderWith() });
    expect(code).toBe(exit.usage);
    expect(JSON.parse(stdout).diagnostics).toMatchObject([{ code: 'usage/wrong' }]);
  });
});

test('each line of a receipt, of an apply and of an undo, fits its schema', async () => {
  const { folder, around } = await serveCatalog({ lessons: 2 });
  await cli(applied, around);
  put(folder, manifest, readFileSync(join(folder, manifest), 'utf8').replace('Lesson 1', 'One'));
  await cli(applied, around);
  await cli(named(['undo', receipt, '--env', 'test', '-y'], folder), around);
  const receipts = [...filesIn(folder)].filter(([path]) => path.includes('/receipts/'));
  expect(receipts).toHaveLength(3);
  const lines = receipts.flatMap(([, text]) => text.split('\n').slice(0, -1));
  const valid = validatorOf('receipt');
  const wrong = lines.filter((line) => !valid(JSON.parse(line)));
  expect(wrong).toEqual([]);
  const types = new Set(lines.map((line) => JSON.parse(line).type));
  expect([...types].sort()).toEqual(['end', 'object', 'outcome', 'run', 'sending']);
  for (const line of lines) expect(valid({ ...JSON.parse(line), sum: 'none' })).toBe(false);
});

describe('the check in every test', () => {
  const whole = JSON.stringify({
    format_version: '1.0',
    ...{ valid: true, error_count: 0, warning_count: 0, diagnostics: [] },
  });
  const json = ['check', '-f', 'json'];

  test.each([
    { what: 'a code that the table has not', line: ['check'], code: 4, stdout: '' },
    { what: 'no document', line: json, code: 0, stdout: '' },
    { what: 'two documents', line: json, code: 0, stdout: whole + whole },
    { what: 'one without its version', line: json, code: 0, stdout: '{"diagnostics": []}' },
    { what: 'a stream that ends otherwise', line: ['apply', '-fjsonl'], code: 0, stdout: '' },
  ])('refuses $what', ({ line, code, stdout }) => {
    expect(breaches(line, { code, stdout })).not.toEqual([]);
  });

  test('and lets through what is right', () => {
    expect(breaches(json, { code: 0, stdout: whole })).toEqual([]);
    expect(breaches(['validate', '-f', 'json'], { code: 5, stdout: whole })).toEqual([]);
  });
});

const manifest = 'catalog/course.yaml';
const event = `${JSON.stringify(gradeEvent({ object: objectOf('https://app.example.org/other') }))}\n`;

/** A server is only looked at when it stands. */
const stopAtOnce = { stop: AbortSignal.abort() };

function named(line: Line, folder: string): string[] {
  const files = [...filesIn(folder).keys()].sort();
  const receipts = files.filter((path) => path.includes('/receipts/'));
  const ofMade = files.filter((path) => /\/(?:probes|rehearsals)\//.test(path));
  const stands = new Map([
    [receipt, receipts[1]],
    [made, ofMade[0]],
  ]);
  return line.map((word) => stands.get(word) ?? word);
}

/** What lies in the folder, but for what git keeps. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const own = files.map((file) => [relative(folder, file), file] as const);
  return new Map(
    own
      .filter(([path]) => !path.startsWith('.git/'))
      .map(([path, file]) => [path, readFileSync(file, 'latin1')]),
  );
}

function placeOf(path: string): CommandEntry['writes'][number] {
  if (path.startsWith('.timeback-catalog/')) return 'state';
  if (/^(?:catalog\.(?:ids|names|keys)$|ids\/)/.test(path)) return 'ledger';
  if (path.startsWith('catalog/')) return 'manifests';
  return /^(?:out\.|plan\.json)/.test(path) ? 'out' : 'project';
}
