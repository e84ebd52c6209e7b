// Texts from outside reach most expressions, so each of them takes time in proportion to the text, and
// none repeats a choice so often that the engine runs out of room. A new one that does fails here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { analyse } from 'scslre';
import { describe, expect, test } from 'vitest';
import { expressionsIn } from '../support/expressions.ts';

const root = join(import.meta.dirname, '../..');

/** Every expression of the sources, and those of the schemas, which the validators run. */
const all = [
  ...filesIn('src', '.ts').flatMap(expressionsIn),
  ...filesIn('schemas', '.json').flatMap(({ file, text }) =>
    patternsIn(JSON.parse(text)).map((source) => ({ file, source, flags: 'u' })),
  ),
];

function filesIn(folder: string, extension: string) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension) && !file.includes('generated'))
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

function patternsIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(patternsIn);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'pattern' && typeof value === 'string' ? [value] : []),
    ...(key === 'patternProperties' ? Object.keys(value) : []),
    ...patternsIn(value),
  ]);
}

const told = ({ file, source }: { file: string; source: string }) => `${file}: ${source}`;

/** Whether the expression takes more than proportionate time on some text. */
function isSlow({ source, flags }: { source: string; flags: string }): boolean {
  const { reports } = analyse(
    { source, flags },
    { reportTypes: { Move: true, Self: true, Trade: true } },
  );
  return reports.length > 0;
}

/** Whether it repeats, without an end, something that is more than one character. */
function repeatsGroups({ source, flags }: { source: string; flags: string }): boolean {
  let found = false;
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  });
  visitRegExpAST(pattern, {
    onQuantifierEnter: ({ max, element: { type } }) => {
      if (max === Number.POSITIVE_INFINITY && (type === 'Group' || type === 'CapturingGroup')) {
        found = true;
      }
    },
  });
  return found;
}

test('there are expressions to look at', () => {
  expect(all.length).toBeGreaterThan(200);
  expect(all.map(told)).toContain('src/document/json-nodes.ts: [ \\t\\r\\n]*');
});

describe('what is told slow or fast', () => {
  test.each([
    { source: '\\/+$', is: true },
    { source: '^(.*:)\\s*(?:\\[\\s*\\])?(\\s*#.*|\\s*)$', is: true },
    { source: '^(a+)+$', is: true },
    { source: '^a+$', is: false },
  ])('$source', ({ source, is }) => {
    expect(isSlow({ source, flags: '' })).toBe(is);
  });
});

/** What reaches these is short, or has one place to begin: the reason says why. */
const slowButHarmless: Readonly<Record<string, string>> = {
  'src/identity/id-checks.ts: (?<![a-z])(?:course|unit|lesson|les|module|chapter|section|part|week|day|topic|u|l)[-_.]?0*(\\d+)(?!\\d)':
    'no digit follows all the digits, so the first try is the last',
};

test('each takes time in proportion to the text', () => {
  const slow = all.filter(isSlow).map(told);
  expect(slow.filter((one) => !(one in slowButHarmless))).toEqual([]);
  expect(Object.keys(slowButHarmless).filter((one) => !slow.includes(one))).toEqual([]);
});

/** These see a text only after its length was looked at, or a text of a known length. */
const repeatsOnShortTexts: Readonly<Record<string, string>> = {
  'src/model/destination.ts: (?:%[\\da-f]{2})+':
    'an address: at most 2,048 characters of a base, and an id of at most 1,024',
  'src/model/glob.ts: ^(?:\\/[\\w~-]+(?:\\.[\\w~-]+)*)+\\/?$': 'at most 1,024 characters',
  'src/document/tree.ts: ^\\d+(:[0-5]?\\d)+$': 'at most 1,000 characters',
  'src/document/tree.ts: ^[-+]?\\d+(_\\d+)+$': 'at most 1,000 characters',
  'src/features/import/tables/cells.ts: ^HYPERLINK\\(\\s*"((?:[^"]|"")*)"':
    'at most 8,192 characters',
  'src/features/import/keys.ts: ^(\\S+) (\\S+) ("(?:[^"\\\\]|\\\\.)*") (\\S+)$':
    'at most 65,536 characters',
  'src/model/constants.ts: ^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$': 'at most 200 characters',
  'src/model/sourced-id.ts: ^(?:[\\W_]*x){3,}[\\W_]*$': 'at most 510 characters',
  'src/model/sourced-id.ts: ^(?:[\\W_]*0){3,}[\\W_]*$': 'at most 510 characters',
  "src/document/plain.ts: \"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^']|'')*'|[\\p{L}\\p{N}][^,[\\]{}:#\"'\\n]*":
    'at most 65,536 characters',
  "src/document/plain.ts: \"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^']|'')*'|[A-Za-z\\d][^,[\\]{}:#\"'\\n]*":
    'at most 65,536 characters',
  'src/document/plain.ts: ^(?:[^:#\\n]|:(?! |$)|(?<! )#)*$': 'at most 65,536 characters',
  "src/document/plain.ts: ^'((?:[^']|'')*)'$": 'at most 65,536 characters',
  'src/features/emulator/server/filter.ts: ^[A-Za-z_][\\w-]*(\\.[A-Za-z_][\\w-]*)*$':
    'part of an address, which Node ends at 16 kB',
};

test('none repeats a group on a text of any length', () => {
  const deep = all.filter(repeatsGroups).map(told);
  expect(deep.filter((one) => !(one in repeatsOnShortTexts))).toEqual([]);
  expect(Object.keys(repeatsOnShortTexts).filter((one) => !deep.includes(one))).toEqual([]);
});

/** What is made of texts while the tool runs, with what it is made of. */
const made: Readonly<Record<string, string>> = {
  'src/model/sourced-id.ts': 'a number of ours, tried on at most 510 characters',
  'src/remote/conceal.ts': 'the spellings of credentials, each one taken literally',
  'src/manifest/texts.ts': 'scripts and classes of characters of ours, tried on two letters',
  'src/text/escape.ts': 'scripts, flags and classes of characters of ours',
  'src/features/emulator/server/events/judge.ts':
    'a word of ours, with one repetition that ends the address',
};

test('no other expressions are made of texts', () => {
  const making = filesIn('src', '.ts').filter(({ text }) => /\bRegExp\(/.test(text));
  expect(making.map(({ file }) => file).filter((file) => !(file in made))).toEqual([]);
});
