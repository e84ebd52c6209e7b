// Texts from outside that are names every object of JavaScript has: no table finds them.
import { expect, test } from 'vitest';
import { builtIn } from '../../src/config/environment.ts';
import { layOut } from '../../src/document/layout.ts';
import { likenessIn } from '../../src/features/emulator/likeness.ts';
import { slotOf } from '../../src/features/ids/sdk-courses.ts';
import { valueUnder } from '../../src/model/json-values.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { inherited } from '../support/inherited.ts';

/** Keys that a YAML document may have: the others are refused as they are read. */
const inYaml = inherited.filter((name) => !['__proto__', 'constructor'].includes(name));

test.each(inherited)('%s is under no key of an object without it', (name) => {
  expect(valueUnder({}, name)).toBeUndefined();
  expect(valueUnder({ a: {} }, 'a', name)).toBeUndefined();
  expect(valueUnder(Object.fromEntries([[name, 1]]), name)).toBe(1);
});

test.each(inherited)('a host %s is no platform of the SDK', (name) => {
  const baseUrl = `https://${name}/`;
  const of = builtIn.flatMap((one) => (one.type === 'platform' ? [{ ...one, name: 'mine' }] : []));
  expect(of.map((one) => slotOf({ ...one, baseUrl }))).toEqual([undefined]);
});

test.each(inYaml)('a measured row %s says nothing to the emulator', (name) => {
  const facts = {
    platform: { url: 'https://timeback.test', dialect: 'partner' },
    ...{ measured: '2026-01-01T00:00:00.000Z', build: '1', readOnly: false },
    rows: { [name]: { state: 'measured', value: 'x', how: 'x' } },
  };
  const cwd = folderWith({ 'facts.json': JSON.stringify(facts) });
  expect(likenessIn('facts.json', { cwd })).toMatchObject({ problems: [] });
});

test.each(inYaml)('a list under the key %s is laid out like any other', (name) => {
  const text = `"${name}":\n  - b: 1\n    a: 2\n`;
  expect(layOut(text, { order: ['a'], lists: {} }, [])).toContain('b: 1');
});
