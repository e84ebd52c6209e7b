import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readInputs } from '../../src/action/inputs.ts';

const given = (inputs: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );

const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'));

test('the inputs of action.yml with their defaults are all known', () => {
  const names = Object.entries<{ default?: string }>(action.inputs);
  const defaults = names.map(([name, { default: value = '' }]) => [name, value]);
  const read = readInputs(given(Object.fromEntries(defaults)));
  expect(read.ok && read.value).toMatchObject({
    command: 'plan',
    folder: '.',
    comment: 'true',
    failOnDrift: false,
    target: [],
  });
});

test('numbers of a plan, for its guards', () => {
  const inputs = { 'approve-retire': '7@0123456789ab', 'approve-update': '30@0123456789AB' };
  const read = readInputs(given({ command: 'apply', ...inputs }));
  expect(read.ok && read.value.guardApprovals).toEqual([
    { guards: 'retire', count: 7, digest: '0123456789ab' },
    { guards: 'update', count: 30, digest: '0123456789AB' },
  ]);
});

test.each(['courses', './courses', 'courses/'])('%s is one folder', (folder) => {
  const read = readInputs(given({ 'working-directory': folder }));
  expect(read.ok && read.value.folder).toBe('courses');
});

test('targets stand between blanks and line breaks', () => {
  const read = readInputs(given({ target: 'unit/a  lesson/b\nc\n' }));
  expect(read.ok && read.value.target).toEqual(['unit/a', 'lesson/b', 'c']);
});

describe('refused', () => {
  test.each([
    { name: 'an unknown input', inputs: { enviroment: 'x' }, says: 'There is no input' },
    { name: 'a misspelt one', inputs: { 'plan-hahs': 'x' }, says: 'Did you mean "plan-hash"?' },
    { name: 'a command', inputs: { command: 'destroy' }, says: 'plan, apply, drift' },
    { name: 'a way to comment', inputs: { comment: 'yes' }, says: 'changes-only' },
    { name: 'a number', inputs: { parallelism: '0' }, says: '1 to 64' },
    { name: 'a number in words', inputs: { parallelism: 'many' }, says: '1 to 64' },
    {
      name: 'a short digest',
      inputs: { command: 'apply', 'plan-hash': 'abc' },
      says: 'twelve digits',
    },
    { name: 'a digest for plan', inputs: { 'plan-hash': '0123456789ab' }, says: 'Remove it' },
    {
      name: 'a number without its plan',
      inputs: { command: 'apply', 'approve-update': '30' },
      says: '7@0123456789ab',
    },
    {
      name: 'an approval for plan',
      inputs: { 'approve-retire': '7@0123456789ab' },
      says: 'approve-retire can only be used with "command: apply" or "command: undo"',
    },
    { name: 'fail-on-drift for plan', inputs: { 'fail-on-drift': 'true' }, says: 'Remove it' },
    {
      name: 'a pull request in words',
      inputs: { command: 'apply', 'pull-request': 'mine' },
      says: 'Use its number',
    },
    {
      name: 'a pull request for plan',
      inputs: { 'pull-request': '7' },
      says: 'only be used with "command: apply"',
    },
    {
      name: 'a branch as commit',
      inputs: { command: 'apply', commit: 'main' },
      says: 'seven digits',
    },
    {
      name: 'a pull request and a digest',
      inputs: { command: 'apply', 'pull-request': '7', 'plan-hash': '0123456789ab' },
      says: 'cannot be used together',
    },
    { name: 'undo without a receipt', inputs: { command: 'undo' }, says: 'Give `receipt`' },
    {
      name: 'a receipt for plan',
      inputs: { receipt: 'a.jsonl' },
      says: 'only be used with "command: apply" or "command: undo"',
    },
    {
      name: 'a path as workflow',
      inputs: { command: 'apply', replan: '../catalog.yml' },
      says: 'without folders',
    },
    {
      name: 'labels for apply',
      inputs: { command: 'apply', labels: 'true' },
      says: 'only be used with "command: plan"',
    },
    { name: 'several environments', inputs: { env: 'a,b' }, says: 'one step for each' },
    { name: 'a target of drift', inputs: { command: 'drift', target: 'x' }, says: 'Remove it' },
  ])('$name', ({ inputs, says }) => {
    const read = readInputs(given(inputs));
    expect(read.ok).toBe(false);
    const [found] = read.problems;
    expect(found?.code).toBe('usage/wrong');
    expect(`${found?.detail} ${found?.hint}`).toContain(says);
  });
});
