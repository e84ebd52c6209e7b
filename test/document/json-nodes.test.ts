import { describe, expect, test } from 'vitest';
import { type JsonNode, nodeAt, readJsonNodes, textAt } from '../../src/document/json-nodes.ts';
import { atLeast, fc, runs } from '../support/laws.ts';

/** As JSON.parse gives it, but with maps in place of objects. */
function plain({ value }: JsonNode): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return new Map([...value].map(([key, node]) => [key, plain(node)]));
  return value;
}

const asMaps = (text: string): unknown =>
  JSON.parse(text, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? new Map(Object.entries(value))
      : value,
  );

const parsed = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Whether a text can be cut into values that JSON.parse takes; tries every cut. */
function isRowOfValues(text: string): boolean {
  const ends = [...text].map((_, index) => index + 1);
  const reached = new Set([0]);
  for (const end of ends) {
    const isReached = [...reached].some((start) => parsed(text.slice(start, end)));
    if (isReached) reached.add(end);
  }
  return text.trim() === '' || [...reached].some((end) => text.slice(end).trim() === '' && end > 0);
}

describe('laws', () => {
  test('reads what JSON.parse reads, however it is laid out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.json({ maxDepth: 4 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '  ', '\t'),
        (texts, indent) => {
          const laidOut = texts.map((text) => JSON.stringify(JSON.parse(text), undefined, indent));
          const { nodes, faults } = readJsonNodes(laidOut.join('\n'));
          expect(faults).toEqual([]);
          expect(nodes.map(plain)).toEqual(laidOut.map(asMaps));
        },
      ),
    );
  });

  test('finds a fault in a text exactly if it is no row of JSON values', () => {
    const pieces = ['{', '}', '[', ']', ',', ':', '"', '"a"', '1', '\n', '\\', 'null', '-', ' '];
    const tried = { rows: 0, others: 0 };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const isRow = isRowOfValues(text);
        tried[isRow ? 'rows' : 'others'] += 1;
        const { nodes, faults } = readJsonNodes(text);
        expect(faults.length === 0).toBe(isRow);
        if (parsed(text)) expect(nodes).toHaveLength(1);
        for (const { at, start } of faults) {
          expect(start).toBeLessThanOrEqual(at);
          expect(at).toBeLessThanOrEqual(text.length);
        }
      }),
      runs(1000),
    );
    expect(tried.rows).toBeGreaterThan(atLeast(50));
    expect(tried.others).toBeGreaterThan(atLeast(500));
  });
});

test.each([
  { what: 'a line in the middle', text: '{"a":1}\n{"a":\n{"a":2}', values: 2, at: [21] },
  { what: 'a text without its end', text: '{"a":"x\n{"a":2}', values: 1, at: [5] },
  { what: 'a key without quotes', text: '{a: 1}', values: 0, at: [1] },
  { what: 'single quotes', text: "{'a': 1}", values: 0, at: [1] },
  { what: 'the head of a list', text: '[x,\n{"a":1},\n{"a":2}\n]\n', values: 2, at: [1] },
  { what: 'a comma too many', text: '[1,]', values: 0, at: [3] },
  { what: 'a control character', text: '"a\u0001b"', values: 0, at: [0] },
  { what: 'a number beyond all', text: '1e999', values: 0, at: [0] },
  { what: 'a number that begins with 0', text: '[01]', values: 0, at: [2] },
  { what: 'a nest without end', text: '['.repeat(200_000), values: 0, at: [100] },
])('$what is named with its place', ({ text, values, at }) => {
  const { nodes, faults } = readJsonNodes(text);
  expect(faults.map((fault) => fault.at)).toEqual(at);
  expect(nodes).toHaveLength(values);
});

test('a text of many characters does not exhaust the stack', () => {
  const long = JSON.stringify({ a: 'x'.repeat(3_000_000) });
  expect(readJsonNodes(long).faults).toEqual([]);
});

test('what objects inherit is no key', () => {
  const [node] = readJsonNodes('{"__proto__": {"id": "a"}, "b": 1, "b": {"id": "c"}}').nodes;
  expect(nodeAt(node, 'toString')).toBeUndefined();
  expect(nodeAt(node, 'constructor', 'name')).toBeUndefined();
  expect(textAt(node, '__proto__', 'id')).toBe('a');
  expect(textAt(node, 'b', 'id')).toBe('c');
});
