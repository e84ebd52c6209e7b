// The lines of a config around a problem: what the config does not know may be a secret, and is not shown.
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';

const check = async (config: string, file = 'timeback-catalog.yaml') =>
  (
    await commandLine(['check'], {
      cwd: folderWith({
        [file]: config,
        'catalog/a.yaml': 'kind: course\nsourcedId: c\ntitle: Reading\n',
      }),
    })
  ).stderr;

describe('a problem of the config shows its lines', () => {
  test.each([
    {
      what: 'a key that is misspelt',
      config: 'org: x\nenvironments:\n  prod:\n    baseURL: https://a.example\n',
      shows: ['3 |   prod:\n4 |     baseURL: …\n  |     ^'],
    },
    {
      what: 'a value of the wrong type',
      config: 'org: x\ncatalog: 5\n',
      shows: ['1 | org: x\n2 | catalog: 5\n  |          ^'],
    },
    {
      what: 'an address without a scheme',
      config: 'org: x\nenvironments:\n  prod:\n    baseUrl: a.example\n',
      shows: ['4 |     baseUrl: a.example'],
    },
    {
      what: 'JSON',
      file: 'timeback-catalog.json',
      config: '{\n  "org": "x",\n  "catalog": 5\n}\n',
      shows: ['3 |   "catalog": 5'],
    },
  ])('$what', async ({ config, shows, file }) => {
    const said = await check(config, file);
    for (const lines of shows) expect(said).toContain(lines);
  });
});

describe('and never what may be a secret', () => {
  test.each([
    { what: 'the value of an unknown key', config: 'org: x\npw: s3cr3t\n' },
    { what: 'the lines below it', config: 'org: x\nauth:\n  user: me\n  pin: s3cr3t\n' },
    { what: 'a list below it', config: 'org: x\nauth:\n- s3cr3t\n' },
    { what: 'a list of maps below it', config: 'org: x\nauth:\n- pin: s3cr3t\n' },
    { what: 'a map in brackets below it', config: 'org: x\nauth: {\npin: s3cr3t}\n' },
    { what: 'a text that goes on below it', config: 'org: x\nauth: a\n s3cr3t\n' },
    { what: 'an unknown key on the line before', config: 'pw: s3cr3t\norg: 5\n' },
    { what: 'a comment', config: '# the pass is s3cr3t\norg: 5 # s3cr3t\n' },
    { what: 'a map on one line', config: 'org: 5\nauth: {user: me, pin: s3cr3t}\n' },
    {
      what: 'the first of two unknown keys on a line',
      config: 'org: 5\nenvironments: {a: {pw: s3cr3t}, b: {pin: 1}}\n',
    },
    { what: 'a map in place of a text', config: 'org: {pw: s3cr3t}\n' },
    {
      what: 'a map below a key that has a text',
      config: 'org:\n  pw: 1\n  pin: s3cr3t\ncatalog: 5\n',
    },
    { what: 'a list in place of a text', config: 'org: [s3cr3t]\n' },
    { what: 'a list in place of a map', config: 'environments:\n  - name: a\n    pw: s3cr3t\n' },
    { what: 'a list beside its key', config: 'environments:\n- pw: 1\n- pw: s3cr3t\n' },
    { what: 'a text behind an anchor, in a hint', config: 'org: &Xy7 s3cr3t\n' },
    { what: 'a secret as such', config: 'clientSecret: s3cr3t\norg: 5\n' },
    { what: 'a text that is no YAML', config: 'org: 5\n  pw: s3cr3t\n' },
  ])('$what', async ({ config }) => {
    const said = await check(config);
    expect(said).toContain('Error[');
    expect(said).not.toContain('s3cr3t');
  });
});
