// What a library starts from is what `check` has looked at: each fault that one reports, the other
// does, alone and beside others, for each environment.
import { describe, expect, test } from 'vitest';
import { check } from '../../src/features/check/check.ts';
import type { Problem } from '../../src/model/problem.ts';
import { loadCatalog } from '../../src/run/catalog/project.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { fc, runs } from '../support/laws.ts';

/** What stands in the files of a catalog. */
interface Written {
  readonly config: readonly string[];
  /** Of the environment `staging`. */
  readonly staging: readonly string[];
  readonly course: readonly string[];
  readonly unit: readonly string[];
  readonly ids: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

const sound: Written = {
  config: ['org: partner-sandbox'],
  staging: [],
  course: ['kind: course', 'sourcedId: rivers', 'title: Rivers'],
  unit: ['sourcedId: springs', 'title: Springs'],
  ids: ['rivers course live', 'springs unit live'],
  files: {},
};

/** Each lays one fault into a catalog. `code`: how `check` calls it. */
const faults: Readonly<Record<string, (sound: Written) => Partial<Written>>> = {
  'config/override-of-none': ({ staging }) => ({
    staging: [...staging, 'unit/spring: { title: Wells }'],
  }),
  'config/override-of-all': ({ staging }) => ({ staging: [...staging, 'unit: { title: Wells }'] }),
  'schema/unknown-field': ({ course }) => ({ course: [...course, 'colour: blue'] }),
  'schema/missing-field': ({ unit }) => ({ unit: unit.slice(0, 1) }),
  'yaml/syntax': ({ files }) => ({ files: { ...files, 'catalog/other.yaml': 'kind: [' } }),
  'yaml/hazard': ({ course }) => ({ course: [...course, 'metadata: { subtitle: No }'] }),
  'include/unused': ({ files }) => ({
    files: { ...files, 'catalog/other.yaml': 'kind: unit\nsourcedId: wells\ntitle: Wells\n' },
  }),
  'id/missing': ({ unit }) => ({ unit: unit.slice(1) }),
  'id/duplicate': ({ files }) => ({
    files: { ...files, 'catalog/other.yaml': 'kind: course\nsourcedId: rivers\ntitle: Other\n' },
  }),
  'id/not-uuid': ({ config }) => ({ config: [...config, 'sourcedId: { form: uuid }'], ids: [] }),
  'reference/missing': ({ unit }) => ({ unit: [...unit, 'prerequisites: [wells]'] }),
  'catalog/unmatched': ({ files }) => ({
    files: { ...files, 'elsewhere/a.yaml': 'kind: unit\nsourcedId: wells\ntitle: Wells\n' },
  }),
  'identity/vanished': ({ ids }) => ({ ids: [...ids, 'wells unit live'] }),
  'identity/not-in-ledger': ({ ids }) => ({ ids: ids.slice(1) }),
  'identity/resurrected': () => ({ ids: ['rivers course live', 'springs unit retired dry'] }),
  'ledger/malformed': ({ ids }) => ({ ids: [...ids, 'not a line of a ledger'] }),
  'ledger/repeated': ({ ids }) => ({ ids: [...ids, 'springs unit live'] }),
  'standards/unknown': ({ config, files }) => ({
    config: [...config, 'standards: standards/*.json'],
    files: {
      ...files,
      'standards/s.json': '{"CFItems":[{"identifier":"s1"}]}',
      'catalog/film.yaml':
        'kind: resource\nsourcedId: film\ntitle: Film\nvendorResourceId: film\nstandards: [s2]\n',
    },
    ids: ['film resource live', 'rivers course live', 'springs unit live'],
  }),
};
const names = Object.keys(faults);

function folderOf({ config, staging, course, unit, ids, files }: Written): string {
  const overrides = staging.length === 0 ? [] : ['    overrides:', ...indented(6, staging)];
  return folderWith({
    'timeback-catalog.yaml': lines([
      ...config,
      'environments:',
      '  plain: { emulator: true }',
      '  staging:',
      '    emulator: true',
      ...overrides,
    ]),
    'catalog/course.yaml': lines([...course, 'units:', `  - { ${unit.join(', ')} }`]),
    'catalog.ids': lines(ids),
    ...files,
  });
}

const indented = (by: number, all: readonly string[]) => all.map((one) => ' '.repeat(by) + one);
const lines = (all: readonly string[]) => `${all.join('\n')}\n`;

function withFaults(chosen: readonly string[]): string {
  let written = sound;
  for (const name of chosen) written = { ...written, ...faults[name]?.(written) };
  return folderOf(written);
}

const told = (problems: readonly Problem[]) =>
  problems.map(({ code, span, detail }) => `${code} ${span?.file}:${span?.start.line} ${detail}`);

function both(cwd: string, env: string) {
  const world = nodeWorld({ cwd, env: {} });
  return { checked: check({}, world), loaded: loadCatalog({ env }, world) };
}

test('a sound catalog has nothing to report', () => {
  const { checked, loaded } = both(withFaults([]), 'staging');
  expect([checked.problems, loaded.problems]).toEqual([[], []]);
  expect([checked.ok, loaded.ok]).toEqual([true, true]);
});

describe.each(['plain', 'staging', 'local'])('for the environment %s', (env) => {
  test.each(names)('%s is reported by the library as by check', (name) => {
    const { checked, loaded } = both(withFaults([name]), env);
    expect(checked.problems.map(({ code }) => code)).toContain(name);
    expect(told(loaded.problems)).toEqual(told(checked.problems));
    expect(loaded.ok).toBe(checked.ok);
  });
});

test('faults beside each other are reported alike', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...names), { minLength: 2, maxLength: 4 }),
      fc.constantFrom('plain', 'staging'),
      (chosen, env) => {
        const { checked, loaded } = both(withFaults(chosen), env);
        expect(told(loaded.problems)).toEqual(told(checked.problems));
      },
    ),
    runs(60),
  );
});

test('what the dialect of the environment cannot express is reported, too', () => {
  const cwd = folderWith({
    'timeback-catalog.yaml': lines([
      'org: partner-sandbox',
      'environments:',
      '  roster: { emulator: true, dialect: oneroster }',
    ]),
    'catalog/course.yaml': lines([
      ...sound.course,
      'units:',
      '  - sourcedId: springs',
      '    title: Springs',
      '    lessons:',
      '      - { sourcedId: wells, title: Wells, standards: [s1] }',
    ]),
    'catalog.ids': lines(['rivers course live', 'springs unit live', 'wells lesson live']),
  });
  const { checked, loaded } = both(cwd, 'roster');
  expect(checked.problems).toEqual([]);
  expect(loaded.problems.map(({ code }) => code)).toEqual(['standards/not-taken']);
});
