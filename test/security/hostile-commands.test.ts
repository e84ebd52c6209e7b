// Hostile texts wherever a branch, a file or a platform could put them, on every command that shows
// something: nothing on either stream, nor in a file, is a command of CI, of a terminal or structure.
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { ciCommand, hostileTitles, unsafe } from '../render/hostile.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { gradeEvent, objectOf, plainEvent } from '../support/events.ts';
import { expectTame } from '../support/rendered.ts';
import { hasGit, repositoryAt } from '../support/repository.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

/** As manifests may hold them: half characters are refused there. */
const texts = hostileTitles;
const all = texts.join(' ');
const quoted = (text: string) => JSON.stringify(text);
/** What an id may hold of a text. */
const idOf = (text: string) =>
  text.replace(/[\s/?#${}%\\"'\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu, '').slice(0, 60);

/** An id for each text, in the places that ids have. */
const ids = texts.map((text, at) => `${idOf(text)}l${at}`);

/** A course with a unit and a lesson for each text, as titles, keys, values, ids and comments. */
function manifest(titled: (text: string) => string): string {
  const units = texts.map((text, at) => {
    const title = quoted(titled(text));
    const metadata = `{ ${quoted(`k${text}`)}: ${quoted(text)}, n: { ${quoted(text)}: [${quoted(text)}] } }`;
    return `  - sourcedId: u${at}
    title: ${title}
    metadata: ${metadata}
    lessons:
      - sourcedId: ${quoted(ids[at] ?? '')}
        title: ${title}
        standards: [${quoted(`s${at}`)}]
        resources: [film]
`;
  });
  return `kind: course
sourcedId: course-1
title: ${quoted(titled(all))}
courseCode: ${quoted(titled(all))}
units:
${units.join('')}resources:
  - { sourcedId: film, title: ${quoted(all)}, vendorResourceId: ${quoted(texts[0] ?? '')} }
`;
}

const fileNames = [
  '%0A::set-output name=a::b.yaml',
  'a\n::error::b.yaml',
  'a,line=9::x.yaml',
  'z\u001b[31m\u202e.yaml',
  '`x` <img src=x> @octocat #1.yaml',
  '--output=x.yaml',
  '|[x](y).yaml',
];
const filesOf = Object.fromEntries(
  fileNames.map((name, at) => [
    `catalog/${name}`,
    `kind: course\nsourcedId: f${at}\ntitle: ${quoted(name)}\n`,
  ]),
);

const config = (more = '') =>
  `${configFor('https://timeback.test')}    overrides: { course/course-1: { title: ${quoted(all)} } }
  other:
    baseUrl: https://other.test
    dialect: oneroster
standards: [standards.json]
${more}`;

const standards = JSON.stringify({
  CFDocument: { identifier: 'd', title: all },
  CFItems: texts.map((text, at) => ({
    identifier: `s${at}`,
    fullStatement: text,
    humanCodingScheme: text,
  })),
});

const events = [
  ...texts.map((text) =>
    JSON.stringify(
      gradeEvent({ object: objectOf(`https://x.test/${encodeURI(text.toWellFormed())}`) }),
    ),
  ),
  ...texts.map((text) => JSON.stringify(plainEvent(text, text))),
  ...texts.map((text) => JSON.stringify({ [text]: text, type: text, id: text })),
  ...texts,
].join('\n');

const outline = JSON.stringify({
  courses: [{ title: all, id: all, units: texts.map((title) => ({ title, lessons: texts })) }],
});
const table = `course,unit,lesson\n${texts
  .map((text) => [text, text, text].map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
  .join('\n')}\n`;

/** A branch of a repository with all of it; the base holds the same nodes with other titles. */
function open() {
  const emulator = createEmulator();
  onTestFinished(emulator.close);
  const cwd = folderWith({
    'timeback-catalog.yaml': config(),
    'catalog/a.yaml': manifest((text) => `Before ${text}`),
    'standards.json': standards,
    'events.jsonl': events,
    'outline.json': outline,
    'table.csv': table,
    ...filesOf,
  });
  const env = { ...credentials, GITHUB_ACTOR: all };
  const run = async (...args: readonly string[]) => {
    const parts = { fetch: emulator.fetch };
    const ended = await commandLine(args, { cwd, env }, parts);
    for (const [name, text] of [
      ['stdout', ended.stdout],
      ['stderr', ended.stderr],
    ] as const) {
      const shown = { args, name, unsafe: unsafe.exec(text), command: ciCommand.exec(text) };
      expect(shown).toEqual({ args, name, unsafe: null, command: null });
    }
    if (args.includes('json') && ended.code === 0) JSON.parse(ended.stdout);
    if (args.includes('markdown')) expectTame(ended.stdout);
    return ended;
  };
  return { cwd, emulator, run };
}

type Opened = ReturnType<typeof open>;

async function branch({ cwd, run }: Opened) {
  const formatted = await run('fmt');
  expect(formatted.code, formatted.stderr).toBe(0);
  const repository = repositoryAt(cwd);
  repository.git('init', '-q', '-b', 'main');
  repository.commit();
  const published = await run('apply', '--env', 'test', '--yes');
  expect(published.code, published.stderr).toBe(0);
  repository.git('checkout', '-q', '-b', 'e;id|$(id)`id`&&x\'"<img>@team#1');
  put(
    cwd,
    'catalog/a.yaml',
    manifest((text) => text),
  );
  repository.git('add', '-A');
  const author = `--author=${all.replace(/[\0\n<>]/g, '')} <a@b.c>`;
  repository.git('commit', '-q', author, '-m', all.replaceAll('\0', ''));
}

describe.skipIf(!hasGit)('every command on a hostile branch', () => {
  const lesson = 'u3';
  /** What is typed, and how it ends: all that can be done with such texts is done. */
  const commands: readonly (readonly [line: readonly string[], code: number])[] = [
    [['check'], 0],
    [['check', '--base', 'main'], 0],
    [['check', '-f', 'json', '--base', 'main'], 0],
    [['fmt', '--check'], 1],
    [['tree'], 0],
    [['tree', '--all'], 0],
    [['tree', '--all', '-f', 'json'], 0],
    [['tree', '--all', '--base', 'main'], 0],
    [['tree', '--all', '--base', 'main', '-f', 'json'], 0],
    [['tree', '--all', '--env', 'test'], 0],
    ...(['human', 'json', 'markdown'] as const).flatMap((format) =>
      [
        ['plan', '--env', 'test'],
        ['plan', '--env', 'test,local'],
        ['plan', '--env', 'test', '--impact'],
        ['plan', '--env', 'test', '--refresh-only'],
        ['plan', '--against-git', 'main'],
        ['plan', '--env', 'test', '--target', lesson],
        ['plan', '--env', 'test', '--exclude', 'course-1'],
        ['doctor', '--env', 'test', '--explain-drift'],
      ].map((line) => [[...line, '-f', format], 0] as const),
    ),
    [['show', lesson], 0],
    [['show', lesson, '-f', 'json'], 0],
    [['doctor', '--env', 'test', '--detail', 'fields'], 0],
    [['explain', lesson], 0],
    [['explain', lesson, '-f', 'json'], 0],
    [['explain', lesson, '--env', 'test'], 0],
    [['explain', 'course-1', '--env', 'all'], 0],
    [['ids', 'export', '-f', 'typescript'], 0],
    [['ids', 'export', '-f', 'python'], 0],
    [['ids', 'export', '-f', 'json'], 0],
    [['ids', 'export', '-f', 'csv'], 0],
    [['events', 'check', 'events.jsonl'], 1],
    [['events', 'check', 'events.jsonl', '-f', 'json'], 1],
    [['events', 'check', 'events.jsonl', '-f', 'markdown'], 1],
    [['import', 'outline', 'outline.json', '--into', 'in', '--dry-run'], 5],
    [['import', 'outline', 'outline.json', '--into', 'in', '--dry-run', '--as-new'], 1],
    [['import', 'outline', 'table.csv', '--into', 'in', '--dry-run', '--as-new'], 1],
    [['import', 'remote', '--env', 'test', '--into', 'in', '--dry-run'], 0],
    [['new', 'lesson', all, '--in', lesson], 0],
    [['new', 'lesson', 'An honest one', '--in', lesson, '--file', 'catalog/::error::.yaml'], 0],
    [['schema', 'course'], 0],
  ];

  test('says nothing that anybody obeys', { timeout: 120_000 }, async () => {
    const opened = open();
    await branch(opened);
    const ended = [];
    for (const [line] of commands) ended.push([line, (await opened.run(...line)).code]);
    expect(ended).toEqual(commands);
  });
});
