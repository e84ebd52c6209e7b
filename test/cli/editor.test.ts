// What an author meets in an editor: the real YAML language server reads what `init` wrote.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { startEditor } from '../support/language-server.ts';

vi.setConfig({ testTimeout: 20_000 });

const course = 'catalog/reading.yaml';
const config = 'timeback-catalog.yaml';

async function started() {
  const folder = folderWith();
  const { code } = await commandLine(['init', '--title', 'Reading'], { cwd: folder });
  expect(code).toBe(0);
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  return { folder, read, editor: await startEditor(folder) };
}

const lineOf = (text: string, part: string) =>
  text.split('\n').findIndex((line) => line.includes(part));

test('what init writes is right, and a wrong key is told at its line', async () => {
  const { read, editor } = await started();
  expect(await editor.open(course, read(course))).toEqual([]);
  const wrong = read(course).replace('        title: First lesson', '        titel: First lesson');
  const found = await editor.open('catalog/other.yaml', wrong);
  const told = found.map(({ message, range }) => `${range.start.line}: ${message}`).join('\n');
  expect(told).toContain(`${lineOf(wrong, 'titel')}: Property titel is not allowed`);
});

test('hover tells what a key is for', async () => {
  const { read, editor } = await started();
  const text = read(course);
  await editor.open(course, text);
  const hover = await editor.hover(course, { line: lineOf(text, 'sourcedId: '), character: 3 });
  expect(hover).toContain('The permanent identity');
  const lesson = await editor.hover(course, { line: lineOf(text, 'First lesson'), character: 10 });
  expect(lesson).toContain('The name that people see');
});

test('completion offers the keys of a course, a unit and a lesson where they belong', async () => {
  const { read, editor } = await started();
  const text = `${read(course)}        \n`;
  await editor.open(course, text);
  const last = text.split('\n').length - 2;
  const inLesson = (await editor.complete(course, { line: last, character: 8 })).map(labelOf);
  expect(inLesson).toEqual(expect.arrayContaining(['resources', 'metadata', 'lessons']));
  expect(inLesson).not.toContain('units');
});

test('the config completes as well', async () => {
  const { read, editor } = await started();
  expect(await editor.open(config, read(config))).toEqual([]);
  const text = `${read(config)}\n`;
  await editor.open(config, `${text}env`);
  const line = text.split('\n').length - 1;
  const labels = (await editor.complete(config, { line, character: 3 })).map(labelOf);
  expect(labels).toContain('environments');
});

test('documented values are offered: the publish status of a course, the severity of a rule', async () => {
  const { read, editor } = await started();
  const offered = async (file: string, lines: readonly string[]) => {
    const text = `${read(file).trimEnd()}\n${lines.join('\n')}`;
    await editor.open(file, text);
    const all = text.split('\n');
    const at = { line: all.length - 1, character: all.at(-1)?.length ?? 0 };
    return (await editor.complete(file, at)).map(labelOf);
  };
  const statuses = await offered(course, ['metadata:', '  publishStatus: ']);
  expect(statuses).toEqual(expect.arrayContaining(['draft', 'published', 'deactivated']));
  expect(await offered(course, ['prim'])).toContain('primaryApp');
  expect(await offered(config, ['rules:', '  titles: '])).toEqual(
    expect.arrayContaining(['error', 'warning']),
  );
});

test('metadata of a resource completes by its type, and what the type does not take is told', async () => {
  const { read, editor } = await started();
  let files = 0;
  // The server reads a file once: each text has its own.
  const opened = async (...metadata: readonly string[]) => {
    files += 1;
    const file = `catalog/film-${files}.yaml`;
    const film = ['resources:', '  - title: Film', '    vendorResourceId: v-1', '    metadata:'];
    const lines = [read(course).trimEnd(), ...film, ...metadata];
    const told = await editor.open(file, lines.join('\n'));
    return { file, lines: lines.join('\n').split('\n'), told };
  };
  const offered = async (...metadata: readonly string[]) => {
    const { file, lines } = await opened(...metadata);
    const at = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    return (await editor.complete(file, at)).map(labelOf);
  };
  const told = async (...metadata: readonly string[]) =>
    (await opened(...metadata)).told.map(({ message }) => message).join('\n');
  expect(await offered('      type: ')).toEqual(expect.arrayContaining(['video', 'qti']));
  const ofVideo = await offered('      type: video', '      ');
  expect(ofVideo).toEqual(expect.arrayContaining(['format', 'captionsAvailable', 'url']));
  expect(ofVideo).not.toContain('speaker');
  expect(await offered('      type: qti', '      subType: ')).toContain('qti-test');
  expect(await told('      type: video', '      format: mp4', '      ofTheApp: 1')).toBe('');
  expect(await told('      type: video')).toContain('Missing property "format"');
  expect(await told('      type: audio', '      format: mp3', '      xp: many')).toContain(
    'number',
  );
  expect(await told('      type: film')).toContain('Value is not accepted');
  expect(await told('      url: https://example.org/film')).toBe(
    'Object is missing property type required by property url.',
  );
}, 60_000);

const labelOf = ({ label }: { readonly label: string }) => label;

describe('a schema in one piece, as `schema` prints it, serves as well', () => {
  test.each(['course', 'lesson'])('%s', async (kind) => {
    const cwd = folderWith(catalogFiles());
    const { stdout } = await commandLine(['schema', kind], { cwd });
    put(cwd, 'one.schema.json', stdout);
    const editor = await startEditor(cwd);
    const text = `# yaml-language-server: $schema=one.schema.json\nkind: ${kind}\ntitle: T\nsourceId: x\n`;
    const found = await editor.open('x.yaml', text);
    expect(found.map(({ range }) => range.start.line)).toEqual([3]);
  });
});
