// A ledger of several files: where new lines go, what of several lines counts, and how the one file
// is moved.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { compareLedgers } from '../../src/identity/ledger/compare.ts';
import {
  addFacts,
  isSmall,
  type LedgerFolder,
  moveLedger,
  removeIds,
  reviveIds,
} from '../../src/identity/ledger/edit.ts';
import {
  type LedgerFact,
  readLedgerLine,
  writeLedgerLine,
} from '../../src/identity/ledger/line.ts';
import { readLedgerFiles } from '../../src/identity/ledger/parse.ts';
import { idKey, nodeKeysOf } from '../../src/model/node.ts';
import { withFacts } from '../support/ledger.ts';

const lesson = (sourcedId: string): LedgerFact => ({ says: 'live', kind: 'lesson', sourcedId });
const placement = (sourcedId: string, of = 'l r'): LedgerFact => {
  const [one = '', resource = ''] = of.split(' ');
  return { says: 'placement', state: 'live', sourcedId, parent: one, resource };
};
const handed = (says: 'released' | 'taken', name: string): LedgerFact =>
  says === 'taken'
    ? { says, kind: 'course', sourcedId: 'c', name }
    : { says, kind: 'course', sourcedId: 'c', name, reason: 'moved' };

/** Ids that begin with a letter are of the course of that letter. */
const folder = (courses: Readonly<Record<string, string>>, open?: string): LedgerFolder => ({
  form: 'folder',
  folder: 'ids',
  courseOf: (fact) => courses[(fact.says === 'placement' ? fact.parent : fact.sourcedId)[0] ?? ''],
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
  openFile: (isMeant) => (open !== undefined && isMeant(open) ? open : undefined),
});

const read = (...files: string[]) =>
  readLedgerFiles({
    where: 'ids/',
    files: files.map((text, at) => ({ file: `ids/${at}.ids`, text })),
  });
const codes = (...files: string[]) =>
  read(...files).problems.map(({ code, span, related }) =>
    [code, span?.file, related?.span.file].filter(Boolean).join(' '),
  );
const entry = (id: string, ...files: string[]) =>
  nodeKeysOf(id).flatMap((key) => read(...files).ledger.entries.get(key) ?? [])[0];

describe('each form of a line is read as it is written', () => {
  test.each<{ line: string; fact: LedgerFact }>([
    { line: 'a lesson live', fact: lesson('a') },
    {
      line: 'a unit retired too hard',
      fact: { says: 'retired', kind: 'unit', sourcedId: 'a', reason: 'too hard' },
    },
    { line: 'c course released maths moved', fact: handed('released', 'maths') },
    {
      line: 'c course released maths',
      fact: { says: 'released', kind: 'course', sourcedId: 'c', name: 'maths' },
    },
    { line: 'c course taken reading', fact: handed('taken', 'reading') },
    { line: 'p placement live l r', fact: placement('p') },
    {
      line: 'a lesson replaces b meant so, see 12',
      fact: {
        says: 'replaces',
        kind: 'lesson',
        sourcedId: 'a',
        replaced: 'b',
        reason: 'meant so, see 12',
      },
    },
  ])('$line', ({ line, fact }) => {
    expect(readLedgerLine(line)).toEqual({ type: 'fact', fact });
    expect(writeLedgerLine(fact)).toBe(line);
  });

  test.each([
    { line: 'c course released', column: 18, says: 'No catalog is named' },
    { line: 'c course taken', column: 15, says: 'No catalog is named' },
    { line: 'c course taken maths why', column: 22, says: 'Nothing follows' },
    { line: 'a lesson replaces', column: 18, says: 'No sourcedId' },
    { line: 'a lesson replaces b', column: 20, says: 'The reason is missing' },
    { line: 'a lesson replaces b/c why', column: 19, says: 'The sourcedId "b/c"' },
  ])('and what is wrong with one is told at its word: $line', ({ line, column, says }) => {
    const { problems } = read(`${line}\n`);
    expect(problems).toMatchObject([{ code: 'ledger/malformed', span: { start: { column } } }]);
    expect(problems[0]?.detail).toContain(says);
  });
});

describe('of several lines, in whatever file and order,', () => {
  test.each([
    { lines: ['a lesson live', 'a lesson retired why'], is: { state: 'retired', reason: 'why' } },
    {
      lines: ['c course live', 'c course released maths moved'],
      is: { state: 'released', to: 'maths' },
    },
    { lines: ['c course live', 'c course taken reading'], is: { state: 'live', from: 'reading' } },
    {
      lines: ['c course taken reading', 'c course retired old'],
      is: { state: 'retired', from: 'reading' },
    },
    { lines: ['a lesson live', 'a lesson replaces b why'], is: { state: 'live' } },
  ])('the strongest counts: $lines', ({ lines, is }) => {
    const id = lines[0]?.[0] ?? '';
    const files = lines.map((line) => `${line}\n`);
    expect(entry(id, ...files)).toMatchObject(is);
    expect(entry(id, ...files.toReversed())).toMatchObject(is);
    expect(codes(...files)).toEqual([]);
  });

  test.each([
    ['a lesson live', 'a unit live'],
    ['a lesson retired old', 'a lesson released maths'],
    ['a lesson released maths', 'a lesson released reading'],
    ['a lesson released maths', 'a lesson taken reading'],
    ['p placement live l r', 'p placement live l other'],
  ])('what cannot all be so is told with both places: %s, %s', (one, other) => {
    expect(codes(`${one}\n`, `${other}\n`)).toEqual(['ledger/duplicate ids/1.ids ids/0.ids']);
  });

  test('a node and a placement may have one id, and lines may stand twice', () => {
    expect(codes('r resource live\nr placement live l r\nr resource live\n')).toEqual([]);
    const { ledger } = read('r resource live\n', 'r placement live l r\n');
    expect(ledger.entries.get(idKey('resource', 'r'))).toMatchObject({
      file: 'ids/0.ids',
      line: 1,
    });
    expect([...ledger.placements.values()]).toEqual([
      { sourcedId: 'r', state: 'live', parent: 'l', resource: 'r', file: 'ids/1.ids', line: 1 },
    ]);
  });

  test('what can be read is there, whatever is wrong elsewhere', () => {
    const { ledger, problems } = read('a lesson live\n?\n', 'b lesson live\nb unit live\n');
    expect([...ledger.entries.values()].map(({ kind }) => kind)).toEqual(['lesson', 'lesson']);
    expect(problems).toHaveLength(2);
  });
});

describe('new lines', () => {
  test('go to a file a course, together, and to the top where they are of none', () => {
    const home = folder({ a: 'one', b: 'two/parts' });
    const facts = [
      lesson('a2'),
      lesson('x1'),
      lesson('b1'),
      lesson('a1'),
      placement('p', 'a1 film'),
    ];
    const changes = addFacts(new Map(), facts, home);
    expect([...changes.keys()].map((file) => file.replace(/[\da-f]{8}/, '#'))).toEqual([
      'ids/one/#.ids',
      'ids/two/parts/#.ids',
      'ids/#.ids',
    ]);
    expect([...changes.values()][0]).toMatch(
      /^#.*\na1 lesson live\na2 lesson live\np placement live a1 film\n$/,
    );
    expect(addFacts(new Map(), facts.toReversed(), home)).toEqual(
      new Map([...changes].sort(([a], [b]) => (b < a ? -1 : 1)).toReversed()),
    );
  });

  test('say what is not said yet, and nothing twice', () => {
    const home = folder({ a: 'one' });
    const texts = new Map([
      ['ids/one/1.ids', 'a1 lesson live\na1 lesson retired why\np placement live a1 f\n'],
    ]);
    const again: LedgerFact[] = [
      lesson('a1'),
      { says: 'live', kind: 'unit', sourcedId: 'a1' },
      { says: 'retired', kind: 'lesson', sourcedId: 'a1', reason: 'other' },
      placement('p', 'a1 f'),
    ];
    expect(addFacts(texts, again, home)).toEqual(new Map());
  });

  test('of what is in no manifest any more go to the course that has its line', () => {
    const texts = new Map([['ids/one/1.ids', 'a1 lesson live\n']]);
    const retired = { says: 'retired', kind: 'lesson', sourcedId: 'a1', reason: 'why' } as const;
    const [file] = [...addFacts(texts, [retired], folder({})).keys()];
    expect(file).toMatch(/^ids\/one\/[\da-f]{8}\.ids$/);
  });

  test('go behind those of a file that nobody else can have', () => {
    const text = '# x\r\na9 lesson live';
    const open = 'ids/one/12345678.ids';
    expect(addFacts(new Map([[open, text]]), [lesson('a1')], folder({ a: 'one' }, open))).toEqual(
      new Map([[open, '# x\r\na9 lesson live\r\na1 lesson live\r\n']]),
    );
  });

  test.each([
    { from: handed('released', 'maths'), to: handed('taken', 'maths') },
    { from: handed('taken', 'maths'), to: handed('released', 'other') },
  ])('of handing over take the place of the one before: $from.says, $to.says', ({ from, to }) => {
    const text = `c course live\n${writeLedgerLine(from)}\n`;
    const texts = new Map([['ids/one/1.ids', text]]);
    const after = `c course live\n${writeLedgerLine(to)}\n`;
    expect(addFacts(texts, [to], folder({}))).toEqual(new Map([['ids/one/1.ids', after]]));
    expect(withFacts(text, [to])).toBe(after);
  });
});

test('taking back and forgetting touch the files with the lines, and take an empty one away', () => {
  const header = [...addFacts(new Map(), [lesson('a')], folder({})).values()][0]?.split('\n')[0];
  const texts = new Map([
    ['ids/1.ids', 'a lesson live\nb lesson live\n'],
    ['ids/2.ids', `${header}\na lesson retired why\n`],
    ['ids/3.ids', 'a placement live l r\na lesson replaces z why\n'],
  ]);
  expect(reviveIds(texts, [idKey('lesson', 'a')])).toEqual(new Map([['ids/2.ids', undefined]]));
  expect(removeIds(texts, [idKey('lesson', 'a')])).toEqual(
    new Map([
      ['ids/1.ids', 'b lesson live\n'],
      ['ids/2.ids', undefined],
      ['ids/3.ids', 'a placement live l r\n'],
    ]),
  );
});

describe('the one file', () => {
  const home = { folder: 'ids' };

  test('is moved as it is', () => {
    const text = '# ours\r\nb lesson live\r\na lesson live';
    expect(moveLedger(new Map([['catalog.ids', text]]), 'catalog.ids', home)).toEqual(
      new Map([
        ['catalog.ids', undefined],
        ['ids/catalog.ids', text],
      ]),
    );
    expect(moveLedger(new Map(), 'catalog.ids', home)).toEqual(new Map());
  });

  test('is enough for one course with less than a hundred ids, placements among them', () => {
    const ids = Array.from({ length: 98 }, (_, at) => lesson(`l-${at}`));
    const one: LedgerFact = { says: 'live', kind: 'course', sourcedId: 'c' };
    expect(isSmall([...ids, one, one])).toBe(true);
    expect(isSmall([...ids, one, placement('p')])).toBe(false);
    expect(isSmall([one, { ...one, sourcedId: 'd' }])).toBe(false);
  });
});

test('against an earlier state it counts what is known, not in which file', () => {
  const before = read(
    'c course live\nc course released maths moved\n',
    'p placement live l r\na lesson replaces b why\n',
  ).ledger;
  const edits = (...files: string[]) =>
    compareLedgers(before, read(...files).ledger).map(
      ({ about, was }) => `${was} ${writeLedgerLine(about)}`,
    );
  expect(edits('a lesson replaces b other\nc course taken maths\np placement live l r\n')).toEqual(
    [],
  );
  expect(edits('c course live\nq placement live l r\n')).toEqual([
    'removed c course released maths moved',
    'removed p placement live l r',
    'removed a lesson replaces b why',
  ]);
  expect(
    edits('c course released maths\np placement live l other\na lesson replaces b why\n'),
  ).toEqual(['placement p placement live l r']);
});
