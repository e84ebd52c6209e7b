// Users, classes and enrollments belong to others in production. One folder addresses them, and of it
// one inner folder writes: test/house/layers.test.ts shows that the linter lets one command alone import that.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { kinds } from '../../src/model/node.ts';
import { onerosterFacts } from '../../src/remote/dialects/oneroster-facts.ts';
import { openDialect } from '../../src/remote/dialects/open-dialect.ts';
import { partnerFacts } from '../../src/remote/dialects/partner.ts';

const source = join(import.meta.dirname, '../../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'));
const textOf = (file: string) => readFileSync(join(source, file), 'utf8');

test('one folder beside the emulator addresses people, classes and enrollments', () => {
  const address = /\/(users|students|classes|enrollments|agents)\b/;
  const found = files
    .filter((file) => !file.startsWith('features/emulator/server/'))
    .filter((file) => address.test(textOf(file)));
  // How events of an app name a student: compared with, never requested.
  const forms = 'caliper/documented.ts';
  const others = found.filter((file) => !file.startsWith('remote/classroom/'));
  expect(others.filter((file) => file !== forms)).toEqual([]);
  const readers = files.filter((file) => /['.]event\.user\.path\b|\buserPath\b/.test(textOf(file)));
  const rows = ['event-forms', 'partner-events', 'sdk-events'].map(
    (name) => `remote/dialects/${name}.ts`,
  );
  const sides = ['model/event-check.ts', ...rows];
  expect(readers.filter((file) => !file.startsWith('caliper/') && !sides.includes(file))).toEqual(
    [],
  );
  expect(found).not.toEqual([]);
});

const writers = 'remote/classroom/rehearsal/';

test('of that folder one inner folder sends anything but reads', () => {
  const sends = files
    .filter((file) => file.startsWith('remote/classroom/'))
    .filter((file) => /method: '(PUT|POST)'/.test(textOf(file)));
  expect(sends).not.toEqual([]);
  expect(sends.filter((file) => !file.startsWith(writers))).toEqual([]);
});

test('it is imported by the one command', () => {
  const importers = files
    .filter((file) => !file.startsWith(writers) && !file.startsWith('features/rehearse/'))
    .filter((file) => /'\.{1,2}\/(\S+\/)?rehearsal\/[\w-]+\.ts'/.test(textOf(file)));
  expect(importers).toEqual([]);
});

test.each([
  '/rostering/1.0/users',
  '/rostering/1.0/Classes/',
  '/rostering/1.0/enrollments',
  '/rostering/1.0/students/s/agents',
  '/rostering/1.0/users?of=lessons',
  '/rostering/1.0/users#lessons',
  '/rostering/1.0/users;of=lessons',
  '/rostering/1.0/%75sers',
  '/rostering/1.0/lessons/../users',
  '/rostering/1.0\\users',
  '/rostering/1.0//users',
  '/rostering/1.0/users/%zz',
])('a config cannot make publishing write to %s', (value) => {
  const span = { file: 'timeback-catalog.yaml', start: { line: 1, column: 1 } };
  const opened = openDialect('partner', new Map([['lesson.path', { value, span }]]));
  expect(opened.problems).toMatchObject([{ code: 'schema/wrong-value' }]);
});

test('where events name people may be corrected: nothing is sent there', () => {
  const span = { file: 'timeback-catalog.yaml', start: { line: 1, column: 1 } };
  const value = '/ims/oneroster/rostering/v1p2/users';
  const opened = openDialect('partner', new Map([['event.user.path', { value, span }]]));
  expect(opened).toMatchObject({ ok: true, value: { events: { userPath: value } }, problems: [] });
});

test.each(['token.path', 'standard.path'])('nor can it make %s an address of people', (row) => {
  const span = { file: 'timeback-catalog.yaml', start: { line: 1, column: 1 } };
  const value = '/rostering/1.0/users';
  const opened = openDialect('partner', new Map([[row, { value, span }]]));
  expect(opened.problems).toMatchObject([{ code: 'schema/wrong-value' }]);
});

test('no dialect has a collection that publishing could write people to', () => {
  for (const facts of [partnerFacts, onerosterFacts]) {
    const paths = Object.keys(facts).filter(
      (row) => row.endsWith('.path') && !row.startsWith('event.'),
    );
    const collections = paths.map((row) => row.slice(0, -'.path'.length));
    // Of standards nothing is ever written, and of lesson plans only that they are synced.
    const known = [
      ...kinds,
      'token',
      'courseComponent',
      'componentResource',
      'standard',
      'lessonPlan',
    ];
    expect(collections.filter((name) => !known.some((one) => name.startsWith(one)))).toEqual([]);
  }
});
