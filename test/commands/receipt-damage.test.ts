// A receipt is read as it was written, or not at all.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isObject, type Json, type JsonObject, parseJson } from '../../src/model/json.ts';
import { receiptOf } from '../../src/run/receipts/receipts.ts';
import { noSum, summed } from '../../src/text/json/receipt-lines.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { emulatorFor } from '../support/dialects.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { fc, runs } from '../support/laws.ts';
import { applyFolder, worldWith } from '../support/publish.ts';

const config = 'org: partner-sandbox\nenvironments:\n  test: { baseUrl: https://timeback.test }\n';

async function written() {
  const emulator = emulatorFor('partner');
  const folder = folderWith({ ...catalogFiles(4), 'timeback-catalog.yaml': config });
  const applied = await applyFolder(emulator, folder);
  expect(applied.ok).toBe(true);
  const text = readFileSync(receiptsOf(folder)[0] ?? '', 'utf8');
  const world = worldWith(emulator, folder);
  const read = (damaged: string) => receiptOf(damaged, world);
  expect(read(text)).toHaveProperty('end');
  return { text, read, sha256: world.sha256 };
}

const isRefused = (read: ReturnType<typeof receiptOf>) => 'line' in read;

describe('law: damage is refused', () => {
  test('any byte changed', async () => {
    const { text, read } = await written();
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const damaged = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        fc.pre(damaged !== text);
        // Without its end the last line counts as not written.
        expect(isRefused(read(damaged)) || at === text.length - 1).toBe(true);
      }),
      runs(500),
    );
  });

  test('lines left out, twice or elsewhere', async () => {
    const { text, read } = await written();
    const lines = text.trimEnd().split('\n');
    const line = fc.nat(lines.length - 1);
    fc.assert(
      fc.property(line, line, fc.constantFrom('drop', 'swap', 'repeat'), (a, b, how) => {
        const changed = [...lines];
        if (how === 'drop') changed.splice(a, 1);
        if (how === 'repeat') changed.splice(b, 0, lines[a] ?? '');
        if (how === 'swap') [changed[a], changed[b]] = [lines[b] ?? '', lines[a] ?? ''];
        // A run that was killed leaves the beginning of a receipt.
        const isBeginning = changed.every((one, index) => one === lines[index]);
        expect(isRefused(read(`${changed.join('\n')}\n`))).toBe(!isBeginning);
      }),
    );
  });
});

/** Every value within a line, by its path. */
function paths(
  json: Json,
  way: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (Array.isArray(json)) return json.flatMap((one, index) => paths(one, [...way, index]));
  if (!isObject(json)) return [way];
  return Object.entries(json).flatMap(([key, value]) => paths(value, [...way, key]));
}

function changed(json: Json, [first, ...rest]: readonly (string | number)[]): Json {
  if (first === undefined) return typeof json === 'string' ? `${json}x` : json === 1 ? 2 : 1;
  if (Array.isArray(json)) {
    return json.map((one, index) => (index === first ? changed(one, rest) : one));
  }
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, key === first ? changed(value, rest) : value]),
  );
}

test('law: with sums made anew, what an edited plan says is refused', async () => {
  const { text, read, sha256 } = await written();
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => parseJson(line) ?? null);
  const remade = (all: readonly Json[]) => {
    let before = noSum;
    return all
      .map((json) => {
        const { sum: _, ...fields }: JsonObject = isObject(json) ? json : {};
        const next = summed(before, fields, sha256);
        before = next.sum;
        return next.line;
      })
      .join('');
  };
  expect(remade(lines)).toBe(text);
  const [head = null, ...rest] = lines;
  const plan = isObject(head) ? (head['plan'] ?? null) : null;
  const original = read(text);
  fc.assert(
    fc.property(fc.constantFrom(...paths(plan)), (way) => {
      const edited = read(remade([changed(head, ['plan', ...way]), ...rest]));
      // What repeats another value of the plan, as counts do, is not read at all.
      fc.pre('head' in edited && 'head' in original);
      expect(edited.head.plan).toEqual(original.head.plan);
    }),
    runs(300),
  );
});

test.each<{ name: string; edit: (lines: JsonObject[]) => JsonObject[] }>([
  {
    name: 'an object of another node',
    edit: (all) =>
      all.map((one) => (one['type'] === 'object' ? { ...one, address: 'lesson/other' } : one)),
  },
  {
    name: 'an object with another action',
    edit: (all) =>
      all.map((one) => (one['type'] === 'object' ? { ...one, action: 'retire' } : one)),
  },
  { name: 'an object less', edit: (all) => all.filter((_, index) => index !== 1) },
  {
    name: 'nothing before it was sent',
    edit: (all) => all.filter(({ type }) => type !== 'sending'),
  },
  {
    name: 'an outcome of another node',
    edit: (all) =>
      all.map((one) => (one['type'] === 'outcome' ? { ...one, address: 'lesson/other' } : one)),
  },
  {
    name: 'two heads',
    edit: (all) => all.flatMap((one) => (one['type'] === 'run' ? [one, one] : [one])),
  },
  {
    name: 'a time that is none',
    edit: (all) => all.map((one) => (one['type'] === 'run' ? { ...one, started: 'soon' } : one)),
  },
])('with sums made anew, $name is refused', async ({ edit }) => {
  const { text, read, sha256 } = await written();
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line): JsonObject => {
      const json = parseJson(line);
      return isObject(json) ? json : {};
    });
  let before = noSum;
  const damaged = edit(lines).map(({ sum: _, ...fields }) => {
    const next = summed(before, fields, sha256);
    before = next.sum;
    return next.line;
  });
  expect(isRefused(read(damaged.join('')))).toBe(true);
});
