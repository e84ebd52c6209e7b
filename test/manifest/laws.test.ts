import { expect, test } from 'vitest';
import { parseYaml } from '../../src/document/parse.ts';
import { buildCatalog } from '../../src/manifest/build.ts';
import { formatManifest } from '../../src/manifest/format.ts';
import { isObject, type Json } from '../../src/model/json.ts';
import { isTitle } from '../../src/model/text.ts';
import { atLeast, fc, runs } from '../support/laws.ts';
import { globs, source } from './set.ts';

const mint = () => 'minted';

/** Pieces of YAML, of manifests and of trouble. */
const piece = fc.constantFrom(
  ...['kind: course\n', 'kind: lesson\n', 'title: ', 'sourcedId: a\n', 'units:\n', 'lessons:\n'],
  ...['additional: ', 'metadata: ', 'grades: ', 'include: ', '*.yaml', '../', '__proto__: '],
  ...['  ', '    ', '- ', '\n', '\n\n', ': ', '"', "'", '[', ']', '{', '}', ',', '# c\n', '|\n'],
  ...['>-\n', '&a ', '*a', '<<: ', '!!str ', '!t ', '? ', '---\n', '...\n', '%YAML 1.1\n', '~'],
  ...['x', '08', 'no', '1.10', 'null', '\t', '\r\n', '\r', '\0', '\ufeff', '\u2028', '@', '\\'],
  ...['é', '😀', '(a*)*', '[!a]', '+(', '{{'],
);
const soup = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .oneof(
      soup,
      soup.map((text) => `kind: course\ntitle: x\n${text}`),
    )
    .map((text) => new TextEncoder().encode(text)),
);

test('any bytes end in a result, never in an exception', () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const files = [
        { file: 'catalog/a.yaml', bytes: a },
        { file: 'catalog/x', bytes: b },
      ];
      const { ok, problems } = buildCatalog({ files, globs });
      expect(ok).toBe(!problems.some(({ severity }) => severity === 'error'));
      for (const file of files) expect(formatManifest(file, mint).ok).toBeTypeOf('boolean');
    }),
    runs(2000),
  );
});

test('any title survives fmt and reading', () => {
  const title = fc
    .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), soup)
    .filter((text) => isTitle(text) && text.isWellFormed());
  fc.assert(
    fc.property(title, (text) => {
      const formatted = formatManifest(
        source('a.yaml', `title: ${JSON.stringify(text)}\nkind: course\n`),
        mint,
      );
      const written = formatted.ok ? formatted.value.text : '';
      const built = buildCatalog({ files: [source('a.yaml', written)], globs });
      const node = built.ok ? built.value.nodes.get('course/minted') : undefined;
      expect(node?.entity.fields['title']).toBe(text);
    }),
    runs(1000),
  );
});

const comment = fc.constantFrom('', '', '', '# c\n', '\n', '\n\n', '# a\n\n# b\n', '\n# x\n\n');
const beside = fc.constantFrom('', '', ' # t', '   # u');
const scalar = fc.constantFrom(
  ...['x', '"y: z"', "'it''s'", '08', '1.10', '~', '', 'a\n          b', '"a\n          b"'],
  ...[
    '|\n            lit\n             more\n',
    '>-\n            f1\n            f2\n\n            f3\n',
  ],
  ...['|+\n            k\n\n', '|2-\n             two\n', '>\n\n            lead\n'],
  ...['"a \\\n           b"', '{b: 1, # c\n            d: [x, y]}'],
);

/** One field of a map at an indentation, perhaps with comments. */
function field(key: string, value: fc.Arbitrary<string>, indent: number): fc.Arbitrary<string> {
  return fc.tuple(comment, value, beside).map(([before, text, behind]) => {
    const pad = ' '.repeat(indent);
    const above = before.replace(/^(?=#)/gm, pad);
    const end = text.includes('\n') ? '' : behind;
    return `${above}${pad}${key}: ${text}${end}${text.endsWith('\n') ? '' : '\n'}`;
  });
}

function shuffled(fields: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.shuffledSubarray([...fields.keys()], { minLength: fields.length }),
      fc.tuple(...fields),
    )
    .map(([order, texts]) => order.map((index) => texts[index]).join(''));
}

const text = scalar.filter(
  (written) => !['08', '1.10', '~', ''].includes(written) && !written.startsWith('{'),
);
const metadata = (indent: number) =>
  fc
    .tuple(field('m', scalar, indent + 2), field('n', scalar, indent + 2))
    .map((fields) => `\n${fields.join('')}`);
const lesson = fc.oneof(
  shuffled([
    field('title', text, 8),
    field('sourcedId', fc.constant('l'), 8),
    field('metadata', metadata(8), 8),
  ]).map((fields) => `      -\n${fields}`),
  fc
    .tuple(
      text,
      field(
        'metadata',
        scalar.filter((written) => written.startsWith('{')),
        8,
      ),
    )
    .map(([title, rest]) => `      - title: ${title}${title.endsWith('\n') ? '' : '\n'}${rest}`),
  fc.constantFrom(
    '      - {title: a}\n',
    '      - include: x.yaml # i\n',
    '      - { title: a,\n        # in\n        resources: [a, b] }\n',
  ),
);
const unit = fc
  .tuple(
    comment,
    shuffled([
      field('title', text, 0),
      field('kind', fc.constant('unit'), 0),
      field('prerequisites', fc.constantFrom('[a, b]', '\n  - a\n\n  # c\n  - b\n', 'null', ''), 0),
      field('metadata', metadata(0), 0),
      field(
        'lessons',
        fc.array(lesson, { minLength: 1, maxLength: 4 }).map((all) => `\n${all.join('')}`),
        0,
      ),
    ]),
    comment,
  )
  .map((parts) => parts.join(''));

test('fmt is idempotent, changes no meaning and loses no comment', () => {
  let formattedAtAll = 0;
  fc.assert(
    fc.property(unit, fc.constantFrom('\n', '\r\n'), (written, lineEnd) => {
      const before = written.replaceAll('\n', lineEnd);
      const once = formatManifest(source('a.yaml', before), mint);
      if (!once.ok) return;
      formattedAtAll += 1;
      const twice = formatManifest(source('a.yaml', once.value.text), mint);
      expect(twice.ok && twice.value).toEqual({
        text: once.value.text,
        changed: false,
        minted: [],
      });
      expect(meaning(once.value.text)).toEqual(meaning(before));
      expect(commentsIn(once.value.text)).toEqual(commentsIn(before));
    }),
    runs(1000),
  );
  expect(formattedAtAll).toBeGreaterThan(atLeast(300));
});

const tidy = `kind: course
sourcedId: c
title: C
metadata:
  a: 1
  b:
    c: 2
units:
  - sourcedId: u
    title: U
    lessons:
      - sourcedId: l
        title: L
        metadata:
          x: |
            text
            # no comment
      - sourcedId: m
        title: M
        resources:
          - r
          - s
  - sourcedId: v
    title: V
resources:
  - sourcedId: r
    title: R
    vendorResourceId: x
`.split('\n');

/** The columns that a comment above a line may stand in: its own, and those of what ends there. */
function columnsAbove(at: number): number[] {
  const line = tidy[at] ?? '';
  const own = line.search(/\S/) + 1;
  const open: number[] = [];
  for (const above of tidy.slice(1, at)) {
    if (/^ {12}/.test(above)) continue;
    const key = above.search(/[^ -]/) + 1;
    const dash = above.search(/\S/) + 1;
    const columns = [...new Set([dash, ...(above.includes(':') ? [key] : [])])];
    while ((open.at(-1) ?? 0) >= (columns[0] ?? 0)) open.pop();
    open.push(...columns);
  }
  return [...open.filter((column) => column > own).reverse(), own];
}

test('fmt leaves each comment with what it is about: the node below in its column, or the end of the list or map in its column', () => {
  const places = tidy.flatMap((line, at) =>
    line === '' || /^ {12}/.test(line) || at === 0 ? [] : [at],
  );
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...places.map(String)), fc.array(fc.nat(5), { minLength: 1 })),
      (chosen) => {
        const text = tidy.flatMap((line, at) => {
          const columns = columnsAbove(at);
          const written = (chosen[at] ?? [])
            .map((pick) => columns[pick % columns.length] ?? 1)
            .sort((a, b) => b - a)
            .map((column, number) => `${' '.repeat(column - 1)}# ${at}.${number}`);
          return [...written, line];
        });
        const laidOut = formatManifest(source('a.yaml', text.join('\n')), mint);
        expect(laidOut.ok && laidOut.value.text.split('\n')).toEqual(text);
      },
    ),
    runs(300),
  );
});

/** The value of a document without the ids that fmt wrote. */
function meaning(written: string): Json {
  const parsed = parseYaml('a.yaml', written);
  return parsed.ok ? withoutMinted(parsed.value.value) : 'unreadable';
}

function withoutMinted(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutMinted);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== 'minted');
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutMinted(inner)]));
}

function commentsIn(written: string): string[] {
  return [...written.matchAll(/# ?(\w+)/g)].map(([, word = '']) => word).sort();
}

test('the order of the files means nothing', () => {
  const some = fc.uniqueArray(
    fc.tuple(
      fc.constantFrom('a.yaml', 'b.yaml', 'u/1.yaml', 'u/2.yaml', 'u/10.yaml', 'l.yaml'),
      unit,
    ),
    { selector: ([file]) => file, maxLength: 5 },
  );
  const course = source(
    'catalog/c.yaml',
    'kind: course\nsourcedId: c\ntitle: C\nunits: [{ include: "u/*" }]\n',
  );
  fc.assert(
    fc.property(some, fc.infiniteStream(fc.nat()), (texts, chance) => {
      const files = [course, ...texts.map(([file, written]) => source(`catalog/${file}`, written))];
      const shuffledFiles = files
        .map((file) => ({ file, rank: chance.next().value ?? 0 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ file }) => file);
      expect(buildCatalog({ files: shuffledFiles, globs })).toEqual(buildCatalog({ files, globs }));
    }),
    runs(200),
  );
});
