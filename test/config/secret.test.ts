import { describe, expect, test } from 'vitest';
import { openWorkspace } from '../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';

const open = (text: string) =>
  openWorkspace(nodeWorld({ cwd: folderWith({ 'timeback-catalog.yaml': text }) }));

const environment = (lines: string) => `environments:\n  a: { ${lines} }\n`;
const platform = (more: string) => environment(`baseUrl: "https://x.test", ${more}`);

describe('a secret written in the config is refused and not repeated', () => {
  test.each([
    {
      name: 'as a value',
      text: platform('credentials: { clientId: A_1, clientSecret: s3cr3t-V }'),
    },
    {
      name: 'in capitals',
      text: platform('credentials: { clientId: A_1, clientSecret: S3CR3TXY }'),
    },
    { name: 'in place of both', text: platform('credentials: s3cr3t') },
    { name: 'as a list', text: platform('credentials: [s3cr3t, s3cr3t]') },
    { name: 'as a key', text: platform('credentials: { "s3cr3t-V": A_1 }') },
    {
      name: 'one level deeper',
      text: platform('credentials: { clientSecret: { value: s3cr3t } }'),
    },
    { name: 'beside the credentials', text: platform('clientSecret: s3cr3t') },
    { name: 'under another name', text: platform('api-key: s3cr3t') },
    { name: 'as a token', text: platform('access_token: s3cr3t') },
    { name: 'as a header', text: platform('headers: { Authorization: Bearer s3cr3t }') },
    { name: 'as a correction', text: platform('facts: { client_secret: s3cr3t }') },
    { name: 'at the top', text: 'clientSecret: s3cr3t\n' },
    { name: 'at the top, deep down', text: 'auth: [{ password: [s3cr3t] }]\n' },
    { name: 'without a space', text: 'environments:\n  a:\n    clientSecret:s3cr3t\n' },
    { name: 'with another sign', text: 'environments:\n  a: { org: "client_secret=s3cr3t" }\n' },
    {
      name: 'behind another field',
      text: 'environments:\n  a:\n    clientId:A_1\n    password:s3cr3t\n',
    },
    { name: 'in place of a map', text: platform('facts: "client-secret:s3cr3t"') },
    { name: 'without a space, as the only line', text: 'clientSecret:s3cr3t\n' },
    ...['token', 'accessToken', 'authorization', 'bearer', 'private_key', 'passphrase'].map(
      (key) => ({
        name: `without a space, as ${key}`,
        text: `environments:\n  a:\n    ${key}:s3cr3t\n`,
      }),
    ),
    { name: 'in the address', text: environment('baseUrl: "https://me:s3cr3t@x.test"') },
    { name: 'in the address alone', text: environment('baseUrl: "https://:s3cr3t@x.test"') },
    { name: 'in an odd address', text: environment('baseUrl: " HTTPS:\\\\\\\\me:s3cr3t@x.test"') },
    { name: 'in an address that is none', text: environment('baseUrl: "https://s3cr3t@:x"') },
    { name: 'in a query', text: environment('baseUrl: "https://x.test/?api_key=s3cr3t"') },
    { name: 'in the token address', text: platform('tokenUrl: "https://a:s3cr3t@x.test/t"') },
    { name: 'in the token path', text: platform('tokenUrl: "/t?client_secret=s3cr3t"') },
  ])('$name', ({ text }) => {
    const { ok, problems } = open(text);
    expect(ok).toBe(false);
    expect(problems.map(({ code }) => code)).toContain('config/secret');
    expect(JSON.stringify(problems)).not.toMatch(/s3cr3t/i);
  });
});

test('each of the two credentials is shown with its own name', () => {
  const { problems } = open(platform('credentials: { clientId: s3cr3t, clientSecret: s3cr3t }'));
  expect(problems.map(({ hint }) => hint)).toEqual([
    expect.stringContaining('`clientId: TIMEBACK_CLIENT_ID`'),
    expect.stringContaining('`clientSecret: TIMEBACK_CLIENT_SECRET`'),
  ]);
});

test.each([
  { name: 'in a line', end: '\n    credentials:\n      clientId: A_1\n      clientSecret:s3cr3t' },
  { name: 'between braces', end: ' { credentials: { clientId: A_1, clientSecret:s3cr3t } }' },
  { name: 'as a key', end: ' { credentials: { clientSecret: x, s3cr3t } }' },
  { name: 'alone', end: ' { credentials: { s3cr3t } }' },
  { name: 'with a comma', end: ' { credentials: { clientSecret: "s3cr3t", } },' },
  { name: 'with a colon', end: ' { credentials: { clientSecret: s3: cr3t } }' },
  { name: 'in curly quotes', end: '\n    clientSecret: “s3cr3t”: x' },
  { name: 'with two colons', end: '\n    clientSecret: s3cr3t-9x: cr3t' },
  { name: 'behind quotes', end: '\n    clientSecret: "cr3t" s3cr3t' },
  { name: 'between quotes', end: '\n    clientSecret: "a" s3cr3t "cr3t"' },
  { name: 'behind single quotes', end: "\n    clientSecret: 'cr3t' s3cr3t" },
  { name: 'behind back-ticks', end: '\n    clientSecret: `cr3t` s3cr3t' },
  { name: 'as an alias', end: '\n    clientSecret: *s3cr3t' },
  { name: 'as an alias with quotes', end: '\n    clientSecret: *a"s3cr3t"cr3t"' },
  { name: 'as an anchor', end: '\n    clientSecret: &s3cr3t x' },
  { name: 'as a tag', end: '\n    clientSecret: !s3cr3t x' },
  { name: 'behind the mark of a block', end: '\n    ? |s3cr3t\n    : x' },
  { name: 'as a key with a value', end: ' { credentials: { clientSecret: x, s3cr3t:cr3t } }' },
  { name: 'beside another fault', end: ' { clientSecret: “s3cr3t”, x }' },
])('a config that is no YAML because of a secret does not repeat it: $name', ({ end }) => {
  const { ok, problems } = open(`environments:\n  a:${end}\n`);
  expect(ok).toBe(false);
  expect(JSON.stringify(problems)).not.toMatch(/cr3t|s3(?!\w)/i);
});

test('a config that is no YAML keeps the words of a message around what is hidden', () => {
  const [wide] = open('environments:\n  a:\n    env: production\n     org: x\n').problems;
  expect(wide?.detail).toBe('"…" must start in column 5, under "…". Here it starts in column 6.');
  const [glued] = open('org: x\nids:y\n').problems;
  expect([glued?.detail, glued?.hint]).toEqual([
    'There is no space after the colon of "…".',
    'Write `…`.',
  ]);
});

test('a config that is only a text with a secret is the subject of the message', () => {
  expect(open('clientSecret:s3cr3t\n').problems.map(({ detail }) => detail)).toEqual([
    'The config is a text with a key that names a secret.',
  ]);
});

test.each([
  { text: environment('baseUrl: "https://me:s3cr3t@x.test"'), says: /address.*Remove it from/s },
  { text: platform('credentials: MY_ID'), says: /is not a map.*\{clientId: TIMEBACK_CLIENT_ID/s },
])('the cure fits the place: $says', ({ text, says }) => {
  const [{ detail, hint } = { detail: '', hint: '' }] = open(text).problems;
  expect(`${detail} ${hint}`).toMatch(says);
});

describe('what is no secret is none', () => {
  test.each([
    {
      name: 'names',
      text: platform('credentials: { clientId: MY_ID, clientSecret: MY_SECRET_2 }'),
    },
    {
      name: 'a name without underscore',
      text: platform('credentials: { clientId: MINE, clientSecret: SECRET }'),
    },
    {
      name: 'rows about tokens',
      text: platform('facts: { token.auth: body, token.scope: catalog }'),
    },
    ...['Secrets: how to keep them', 'Secret:Story', 'Password=Key'].map((title) => ({
      name: `the title ${title}`,
      text: `${platform(`overrides: { course/x: { title: "${title}" } }`)}defaults:\n  course: { metadata: { note: "${title}" } }\n`,
    })),
    { name: 'an id', text: platform('ids: { course/x: "token:1" }') },
    { name: 'an org', text: 'org: "Password: a story"\n' },
    { name: 'a query', text: platform('tokenUrl: "https://x.test/t?tenant=4"') },
  ])('$name', ({ text }) => {
    expect(open(text).problems).toEqual([]);
  });
});
