// The repository's own workflows, as GitHub's parser reads them, and the habits that keep them safe.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const names = readdirSync(folder);
const read = (path: string) => readFileSync(path, 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly steps: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly needs?: string | readonly string[];
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
}

const jobsOf = (name: string): Readonly<Record<string, Job>> =>
  parse(read(join(folder, name))).jobs;

describe.each(names)('%s', (name) => {
  const text = read(join(folder, name));
  const jobs = Object.values(jobsOf(name));
  const steps = jobs.flatMap((job) => job.steps);

  test('is valid', () => {
    const { context } = parseWorkflow(
      { name: 'file', content: text },
      new NoOperationTraceWriter(),
    );
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
  });

  test('pins every action to a commit and says which version that is', () => {
    const lines = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test('grants nothing to all, and to each job what it needs; each ends', () => {
    expect(parse(text).permissions).toEqual({});
    expect(jobs.filter((job) => !job.permissions || !job['timeout-minutes'])).toEqual([]);
  });

  test('leaves no credentials in a checkout, and puts no text of others into a command', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
    const commands = steps.flatMap(({ run }) => run ?? []);
    expect(commands.filter((run) => /\$\{\{(?!\s*inputs\.tests != '')/.test(run))).toEqual([]);
    expect(text).not.toContain('pull_request_target');
  });

  test('names no registry and no repository', () => {
    expect(text).not.toMatch(/registry[-_]url|https?:\/\/|OWNER|timeback-catalog@/);
  });

  test('names archives so that npm does not take folder and file for owner and repository', () => {
    const commands = steps.flatMap(({ run }) => run ?? []).join('\n');
    expect(commands).not.toMatch(/npm (?:\w+ )*(?:publish|install) (?!\.)\S+\.tgz/);
  });

  test('runs scripts that there are', () => {
    const run = steps.flatMap((step) => [
      ...(step.run ?? '').matchAll(/npm run (?:--silent )?([\w-]+)/g),
    ]);
    const scripts = run.map(([, script = '']) => script);
    expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });
});

test('CI is on three systems with the oldest Node, the one of development and the newest', () => {
  const matrix = jobsOf('ci.yml')['test']?.strategy?.matrix;
  expect(matrix?.['os']).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
  const [oldest = '', development] = matrix?.['node'] ?? [];
  expect(packageJson.engines.node).toBe(`>=${oldest.replace(/\.0$/, '')}`);
  expect(packageJson.devDependencies.node).toMatch(new RegExp(`^\\^${development}\\.`));
  expect(matrix?.['node']?.[2]).toBe('latest');
});

test('a release starts from its tag alone; what writes or signs stands behind an environment or checks nothing out', () => {
  const { on } = parse(read(join(folder, 'release.yml')));
  expect(on).toEqual({ push: { tags: ['release/v*'] } });
  const writing = Object.entries(jobsOf('release.yml')).filter(([, { permissions }]) =>
    Object.values(permissions ?? {}).includes('write'),
  );
  expect(writing.map(([name]) => name).sort()).toEqual(['action', 'attest', 'npm', 'release']);
  for (const [name, job] of writing) {
    const isCheckedOut = job.steps.some(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect([name, job.environment !== undefined || !isCheckedOut]).toEqual([name, true]);
    // What was tested is what is published: nothing is installed or built where it could be changed.
    const commands = job.steps.map(({ run = '' }) => run).join('\n');
    expect([name, commands]).toEqual([
      name,
      expect.not.stringMatching(/npm (?:ci|install)|npm run build/),
    ]);
  }
});
