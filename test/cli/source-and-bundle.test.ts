// Every command twice: by the code of src, inside the test, as other tests run it, and by the built files
// as a process, as users run it. Titles hold what a wrong encoding breaks. Both print, exit and write alike.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandNames } from '../../src/cli/commands.ts';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { gradeEvent, objectOf } from '../support/events.ts';
import { builtCli, type Ended } from '../support/program.ts';
import { hasGit, repositoryWith } from '../support/repository.ts';

const id = {
  course: '0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11',
  unit: 'c60de279-eb33-4e7a-bf75-cf737d993416',
  street: '9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10',
  quote: 'a150f66a-17be-4190-8acb-533f253fb114',
  fresh: 'd2f7c1f8-5a35-4a77-9c53-0a8d6a3c4e11',
} as const;

/** Typographic quotes, letters of several scripts, signs beyond 16 bits, and a name that is one with an accent. */
const title = {
  course: 'Lesen für Fortgeschrittene – 読む',
  unit: 'Straße in Łódź',
  street: 'Don’t stop ↱ 🚲',
  quote: '«Кошка» и سلام',
} as const;

const manifest = (street: string = title.street) => `kind: course
sourcedId: ${id.course}
title: ${title.course}
units:
  - sourcedId: ${id.unit}
    title: ${title.unit}
    lessons:
      - sourcedId: ${id.street}
        title: ${street}
      - sourcedId: ${id.quote}
        title: ${title.quote}
`;
const ledger = `${id.course} course live
${id.street} lesson live
${id.quote} lesson live
${id.unit} unit live
`;
const files = {
  'timeback-catalog.yaml': 'org: partner-sandbox\n',
  'catalog/lesen.yaml': manifest(),
  'catalog.ids': ledger,
  'events.jsonl': `${JSON.stringify(gradeEvent({ object: objectOf(`https://app.example.org/${id.street}`) }))}\n`,
  'outline.csv': `course,unit,lesson\nÉcole,Straße in Łódź,Don’t stop\nÉcole,Straße in Łódź,naïve 🚲\n`,
};

type Line = readonly string[];

/** Stands for the receipt of the last run. */
const lastReceipt = 'LAST-RECEIPT';

interface Row {
  readonly what: string;
  /** Run one after the other in one folder. */
  readonly lines: readonly Line[];
  /** In place of, and beside, those of the catalog; `{}` for an empty folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Written after the catalog was committed. */
  readonly edited?: Readonly<Record<string, string>>;
}

const formats = ['human', 'markdown', 'html', 'json'] as const;
const at = (name: keyof typeof id) => `${name === 'course' ? 'course' : 'lesson'}/${id[name]}`;

const rows: readonly Row[] = [
  { what: 'help of the tool, and of a command', lines: [['--help'], ['plan', '--help']] },
  { what: 'its version', lines: [['--version']] },
  { what: 'wrong usage', lines: [['plna'], ['plan', '--ünknown'], ['check', '-C', 'nirgendwo-ß']] },
  {
    what: 'init',
    files: {},
    lines: [['init', '--title', title.unit, '--no-workflows'], ['check'], ['tree']],
  },
  {
    what: 'new',
    lines: [
      ['new', 'course', title.unit],
      ['new', 'unit', title.street, '--in', at('course')],
      ['new', 'lesson', title.quote, '--after', id.street],
      ['tree'],
    ],
  },
  {
    what: 'import',
    files: { 'outline.csv': files['outline.csv'] },
    lines: [
      ['import', 'outline', 'outline.csv', '--dry-run'],
      ['import', 'outline', 'outline.csv'],
      ['tree'],
      ['export', 'outline', '--out', 'catalog.csv'],
      ['import', 'outline', 'catalog.csv'],
    ],
  },
  {
    what: 'check, of what is right and of what is wrong',
    lines: [['check'], ['check', '-f', 'json']],
  },
  {
    what: 'check, with its source lines',
    files: { 'catalog/lesen.yaml': manifest(`${title.street}\n        titel: ${title.quote}`) },
    lines: formats.map((format) => ['check', '-f', format]),
  },
  {
    what: 'fmt',
    files: { 'catalog/lesen.yaml': manifest().replace(`sourcedId: ${id.street}\n        `, '') },
    lines: [['fmt', '--check'], ['fmt'], ['fmt', '--check']],
  },
  {
    what: 'plan, apply, show and undo',
    lines: [
      ...formats.map((format) => ['plan', '-f', format]),
      ['plan', '--out', 'plan.json'],
      ['show', 'plan.json'],
      ['apply', '-y'],
      ['plan', '--detailed-exitcode'],
      ['show', at('street')],
      ['tree'],
      ['undo', lastReceipt, '-y'],
    ],
  },
  { what: 'retire', lines: [['retire', id.quote, '--reason', title.unit], ['check'], ['plan']] },
  { what: 'release', lines: [['release', id.quote, '--to', '../mathé', '--reason', title.unit]] },
  { what: 'take', lines: [['take', id.quote, '--from', '../mathé']] },
  {
    what: 'confirm, after check against a commit',
    edited: { 'catalog/lesen.yaml': manifest().replace(id.quote, id.fresh) },
    lines: [
      ['check', '--base', 'HEAD'],
      ['confirm', id.fresh, '--replaces', id.quote, '--reason', title.unit],
      ['check', '--base', 'HEAD'],
      ['plan', '--against-git', 'HEAD'],
    ],
  },
  {
    what: 'explain',
    lines: [
      ['explain', 'identity/vanished'],
      ['explain', at('street')],
    ],
  },
  { what: 'schema', lines: [['schema', 'course']] },
  {
    what: 'ids',
    lines: ['typescript', 'python', 'json'].map((format) => ['ids', 'export', '-f', format]),
  },
  { what: 'events', lines: [['events', 'check', 'events.jsonl']] },
  { what: 'doctor', lines: [['doctor'], ['doctor', '-f', 'json']] },
  { what: 'probe, of what is not there', lines: [['probe', '--env', 'fehlt-ß']] },
  {
    what: 'rehearse',
    lines: [
      ['apply', '-y'],
      ['rehearse', '--app', 'äpp'],
    ],
  },
  { what: 'emulator, which cannot start', lines: [['emulator', '--seed', 'fehlt-ß']] },
  { what: 'completion', lines: ['bash', 'zsh', 'fish'].map((shell) => ['completion', shell]) },
];

test('the table has every command', () => {
  const named = new Set(rows.flatMap(({ lines }) => lines.map(([command]) => command)));
  expect(commandNames.filter((name) => !named.has(name))).toEqual([]);
});

describe.skipIf(!hasGit)('source and bundle agree', () => {
  test.each(rows)('$what', { timeout: 120_000 }, async (row) => {
    const [source, built] = await Promise.all([resultsOf(row, cli), resultsOf(row, builtCli)]);
    expect(built).toEqual(source);
    // A table of failures would agree as well.
    expect(source.printed.join('')).not.toContain('bug in timeback-catalog');
  });
});

type Run = (args: Line, around: { readonly cwd: string }) => Promise<Ended>;

async function resultsOf({ lines, files: own = files, edited = {} }: Row, run: Run) {
  const isCatalog = own === files || 'catalog/lesen.yaml' in own;
  const { folder } = repositoryWith(isCatalog ? { ...files, ...own } : own);
  for (const [path, text] of Object.entries(edited)) put(folder, path, text);
  const printed: string[] = [];
  for (const line of lines) {
    const { code, stdout, stderr } = await run(named(line, folder), { cwd: folder });
    printed.push(`$ ${line.join(' ')}\n${stdout}\nstderr:\n${stderr}\nexit ${code}\n`);
  }
  const plain = comparable(folder);
  const written = filesIn(folder)
    .map(({ path, text }) => inOrder({ path: plain(path), text: plain(text) }))
    .map(({ path, text }) => `${path}\n${text}`);
  return { printed: printed.map(plain), files: written };
}

function named(line: Line, folder: string): string[] {
  const receipt = () => filesIn(folder).find(({ path }) => path.includes('/receipts/'))?.path ?? '';
  return line.map((word) => (word === lastReceipt ? receipt() : word));
}

interface Written {
  readonly path: string;
  readonly text: string;
}

/** What lies in the folder, but for what git keeps and for the database of the embedded emulator. */
function filesIn(folder: string): Written[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !/^\.git\/|sqlite/.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

/** Chance, clock and place decide these; everything else must be the same. */
function comparable(folder: string): (text: string) => string {
  const written = new Set<string>(Object.values(id));
  return (text) =>
    text
      .replaceAll(folder, '<folder>')
      .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, (found) =>
        written.has(found) ? found : '<id>',
      )
      .replaceAll(/rehearsal-[\da-f]{8}\b/g, 'rehearsal-<id>')
      .replaceAll(/\d{4}-?\d\d-?\d\dT[\d:.]+Z(-[\da-f]{8})?/g, '<time>')
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<time>')
      .replaceAll(/\b\d+(\.\d+)? ?m?s\b/g, '<duration>')
      .replaceAll(/(?<![\w-])[\da-f]{7,}(?![\w-])/g, '<digest>')
      .replaceAll(/"(pid|ms)": ?\d+/g, '"$1":0');
}

/** A ledger stands in the order of its ids, which chance gave. */
function inOrder({ path, text }: Written): Written {
  return path === 'catalog.ids'
    ? { path, text: text.split('\n').sort().join('\n') }
    : { path, text };
}
