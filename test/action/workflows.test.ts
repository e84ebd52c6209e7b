// The workflows to copy and action.yml, as GitHub's own parser reads them, and the habits that keep
// them safe.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configNames } from '../../src/files/manifests.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'examples/workflows');
const names = readdirSync(folder);
const read = (path: string) => readFileSync(path, 'utf8');
const action = parse(read(join(root, 'action.yml')));

const errorsOf = (content: string, parser: typeof parseWorkflow = parseWorkflow) =>
  parser({ name: 'file', content }, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message);

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: object;
}

test('action.yml is what GitHub expects, and its start file is built', () => {
  expect(errorsOf(read(join(root, 'action.yml')), parseAction)).toEqual([]);
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/action.js' });
});

test('the parser would notice', () => {
  expect(errorsOf('on: push\npermisions: {}\njobs: {}\n')).not.toEqual([]);
});

describe.each(names)('%s', (name) => {
  // As `init` writes it.
  const written = 'the-org/timeback-catalog@v1';
  const text = read(join(folder, name)).replaceAll('timeback-catalog@init', written);
  const workflow = parse(text);
  const steps: Step[] = Object.values<{ steps: Step[] }>(workflow.jobs).flatMap((job) => job.steps);
  const ours = steps.filter(({ uses }) => uses?.includes('/timeback-catalog@'));

  test('is valid', () => {
    expect(errorsOf(text)).toEqual([]);
  });

  test('gives our step inputs that there are', () => {
    expect(ours).toHaveLength(1);
    const given = ours.flatMap((step) => Object.keys(step.with ?? {}));
    expect(given.filter((input) => !(input in action.inputs))).toEqual([]);
  });

  test('pins every action to a commit and says which version that is', () => {
    const lines = text.split('\n').filter((line) => /\buses:/.test(line));
    const others = lines.filter((line) => !line.includes(written));
    expect(others.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test('has the least permissions, and a group without a commit in it', () => {
    // Nothing is checked out if a stranger's run is answered.
    expect(workflow.permissions.contents).toBe(name.includes('fork') ? undefined : 'read');
    expect(Object.values(workflow.permissions).filter((one) => one === 'write')).toHaveLength(1);
    expect(workflow.concurrency.group).not.toContain('sha');
    expect(workflow.concurrency['cancel-in-progress']).toBe(!name.includes('merge'));
    expect(workflow.on).not.toHaveProperty('pull_request_target');
  });

  test('names nothing that is to be filled in', () => {
    expect(text).not.toMatch(/OWNER|COMMIT|TODO|your-org/);
  });
});

test('the required check reports always: on every pull request, in merge queues, under the name of the guide', () => {
  const workflow = parse(read(join(folder, 'catalog-pull-request.yml')));
  expect(workflow.on).toEqual({ pull_request: null, merge_group: null });
  expect(Object.keys(workflow.jobs)).toEqual(['catalog']);
  // A job that a condition skips counts as passed.
  expect(workflow.jobs.catalog).not.toHaveProperty('if');
  const guide = read(join(root, 'docs/how-to/publish-from-github.md'));
  expect(guide).toContain(`require the check \`${workflow.jobs.catalog.name}\``);
});

test('the run for a fork and the one that answers it know each other', () => {
  const [pull, answer] = ['catalog-pull-request.yml', 'catalog-fork-safe.yml'].map((name) =>
    parse(read(join(folder, name))),
  );
  expect(answer.on.workflow_run).toEqual({ workflows: [pull.name], types: ['completed'] });
  const [left, taken] = [pull, answer].map(
    (workflow) =>
      Object.values<{ steps: Step[] }>(workflow.jobs)
        .flatMap(({ steps }) => steps)
        .find(({ uses }) => uses?.includes('load-artifact'))?.with,
  );
  expect(left?.['name']).toMatch(/^catalog-plan-.+strategy\.job-index/);
  expect(taken).toMatchObject({ pattern: 'catalog-plan-*', 'merge-multiple': true });
  const uses = read(join(folder, 'catalog-fork-safe.yml'));
  expect(uses).not.toContain('actions/checkout');
  expect(uses).not.toMatch(/^\s*run:/m);
});

test('only a run behind an environment with reviewers can write, and none for a fork has a secret', () => {
  const merge = parse(read(join(folder, 'catalog-merge.yml')));
  expect(merge.jobs.apply.environment).toBe('production');
  expect(read(join(folder, 'catalog-fork-safe.yml'))).not.toContain('${{ secrets');
});

test('no merge is dropped while others wait, and nothing else waits in their group', () => {
  const [merge, ...others] = [
    'catalog-merge.yml',
    ...names.filter((one) => !one.includes('merge')),
  ].map((name) => parse(read(join(folder, name))).concurrency);
  // By default GitHub keeps one waiting run of a group and cancels those in between.
  expect(merge).toMatchObject({ queue: 'max', 'cancel-in-progress': false });
  for (const { group } of others) expect(group).not.toBe(merge.group);
});

test('every file that decides what is published starts the run that publishes', () => {
  const { paths } = parse(read(join(folder, 'catalog-merge.yml'))).on.push;
  const files = [
    ...configNames,
    'catalog/units/one.json',
    'catalog.ids',
    'ids/course/0a1b2c3d.ids',
    'platform.facts.yaml',
  ];
  expect(files.filter((file) => !picomatch.isMatch(file, paths))).toEqual([]);
});

test('a job that is run again, or one of a matrix, may keep its artifacts', () => {
  const uploads = names.flatMap((name) =>
    Object.values<{ steps: Step[] }>(parse(read(join(folder, name))).jobs)
      .flatMap(({ steps }) => steps)
      .filter(({ uses }) => uses?.includes('upload-artifact'))
      .map((step) => step.with ?? {}),
  );
  expect(uploads.length).toBeGreaterThan(1);
  // A name that a try before has taken is refused, and so is one of another job of a matrix.
  for (const { name, overwrite } of uploads) {
    expect(overwrite === true || String(name).includes('github.run_attempt')).toBe(true);
    expect(name).toContain('strategy.job-index');
  }
});
