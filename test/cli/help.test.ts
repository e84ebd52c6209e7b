import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { commandNames } from '../../src/cli/commands.ts';
import { topics } from '../../src/cli/topics.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { cli, cliOnScreen } from '../support/command-line.ts';
import { builtCli, run, startFile } from '../support/program.ts';

test('--version prints the version of the package', async () => {
  expect(await builtCli(['--version'], { cwd: folderWith() })).toEqual({
    code: 0,
    stdout: `${packageJson.version}\n`,
    stderr: '',
  });
});

test('--help lists every command and every exit code', async () => {
  const { code, stdout } = await builtCli(['--help'], { cwd: folderWith() });
  expect(code).toBe(0);
  for (const command of ['init', 'check', 'fmt', 'plan', 'apply', 'show', 'doctor', 'emulator']) {
    expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  }
  for (const exit of [0, 1, 2, 3, 4, 5, 6, 64, 130]) {
    expect(stdout).toMatch(new RegExp(`(^|\\s)${exit} [a-z]`, 'm'));
  }
  expect(stdout).toContain('Examples:\n  $ timeback-catalog init\n');
});

test('commands are in groups, and every one is in one', async () => {
  const { stdout } = await cli(['--help'], { cwd: folderWith() });
  const groups = ['Write:', 'Review:', 'Publish:', 'Connect:', 'More:'];
  const headings = stdout.match(/^[A-Z]\w*:$/gm);
  expect(headings?.filter((one) => groups.includes(one))).toEqual(groups);
  for (const name of commandNames) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
});

test.each(Object.keys(topics))('help %s is a topic, which --help names', async (topic) => {
  const cwd = folderWith();
  const { code, stdout } = await cli(['help', topic], { cwd });
  const words = (text = '') => text.split(/\s+/).filter((word) => word !== '');
  expect({ code, words: words(stdout) }).toEqual({ code: 0, words: words(topics[topic]?.text) });
  expect((await cli(['--help'], { cwd })).stdout).toMatch(new RegExp(`^  ${topic} {2,}\\w`, 'm'));
});

test.each(commandNames)('wrong usage of %s leads to help that has examples', async (name) => {
  const cwd = folderWith();
  const { stderr } = await cli([name, '--no-such-option'], { cwd });
  const [, help = ''] =
    /`timeback-catalog ([^`]+)`: it has examples/.exec(stderr.replace(/\s+/g, ' ')) ?? [];
  expect(help, stderr).toContain(name);
  expect((await cli(help.split(' '), { cwd })).stdout).toContain('Examples:\n');
});

test.each([60, 80])('prose of help breaks at blanks on %i columns', async (columns) => {
  const cwd = folderWith();
  const asked = [
    ...commandNames.map((name) => [name, '--help']),
    ...Object.keys(topics).map((topic) => ['help', topic]),
  ];
  for (const args of asked) {
    const { stdout } = await cliOnScreen(args, { cwd }, columns);
    const prose = stdout.split('\n').filter((line) => /^\S/.test(line));
    expect(prose.filter((line) => line.length > columns)).toEqual([]);
    // Nobody wrote breaks into it: a line ends because the next word has no room.
    for (const [at, line] of stdout.split('\n').entries()) {
      const next = stdout.split('\n')[at + 1] ?? '';
      if (!/^\S.*[^:]$/.test(line) || !/^\S/.test(next)) continue;
      expect(line.length + 1 + (next.split(' ')[0] ?? '').length).toBeGreaterThan(columns);
    }
  }
});

test.each([60, 80])(
  'texts beside names of help stay on %i columns, and below themselves',
  async (columns) => {
    const cwd = folderWith();
    let beside = 0;
    for (const args of [
      ...commandNames.map((name) => [name, '--help']),
      ...Object.keys(topics).map((topic) => ['help', topic]),
    ]) {
      const { stdout } = await cliOnScreen(args, { cwd }, columns);
      const rows = stdout.split('\n').filter((line) => /^ +[^ $#]/.test(line));
      beside += rows.length;
      expect(rows.filter((line) => line.length > columns && / {2,}\S+ /.test(line.trim()))).toEqual(
        [],
      );
    }
    expect(beside).toBeGreaterThan(500);
  },
);

test('no word of help is listed twice: many values are listed with what they do', async () => {
  const { stdout } = await cli(['emulator', '--help'], { cwd: folderWith() });
  for (const name of ['put-merges', 'events-lesson-in-assignable', 'drop-after']) {
    expect(stdout.match(new RegExp(`^ +${name} {2,}\\w`, 'gm'))).toHaveLength(1);
    expect(stdout).not.toContain(`"${name}"`);
  }
});

test('help knows commands by their other names, and nothing else', async () => {
  const cwd = folderWith();
  const { code, stdout } = await cli(['help', 'validate'], { cwd });
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('check') });
  expect(await cli(['help', 'nope'], { cwd })).toMatchObject({ code: 64, stdout: '' });
});

test('what the build wrote for --help is what the program says itself', async () => {
  const cwd = folderWith();
  const { stdout } = await builtCli(['help'], { cwd });
  for (const option of ['--help', '-h']) {
    expect(await builtCli([option], { cwd })).toEqual({ code: 0, stdout, stderr: '' });
  }
});

const planned = ['--env', '--parallelism', '--format', '--detail', '--out'];

test.each([
  { command: 'init', options: ['--title', '--course-code', '--org'] },
  { command: 'check', options: ['--format'] },
  { command: 'fmt', options: ['--check'] },
  { command: 'plan', options: [...planned, '--detailed-exitcode'] },
  { command: 'apply', options: [...planned, '--auto-approve', '--yes', '--plan-hash'] },
  { command: 'show', options: ['--env', '--format', '--detail', '--out'] },
  { command: 'doctor', options: ['--env'] },
  { command: 'emulator', options: ['--port', '--data', '--latency', '--quirk', '--fault'] },
])('$command --help shows its options and examples', async ({ command, options }) => {
  const { code, stdout } = await cli([command, '--help'], { cwd: folderWith() });
  expect(code).toBe(0);
  for (const option of options) expect(stdout).toContain(`${option} `);
  expect(stdout).toContain(`Examples:\n  $ timeback-catalog ${command}`);
});

/** The help of a command, of each of its subcommands, and of the program itself as ''. */
async function everyHelp(): Promise<ReadonlyMap<string, string>> {
  const cwd = folderWith();
  const helps = new Map([['', (await cli(['--help'], { cwd })).stdout]]);
  for (const name of commandNames) {
    const { stdout } = await cli([name, '--help'], { cwd });
    helps.set(name, stdout);
    const [, listed = ''] = /^Commands:\n((?: {2}.*\n)+)/m.exec(stdout) ?? [];
    for (const [, below = ''] of listed.matchAll(/^ {2}([a-z][\w-]*)/gm)) {
      if (below === 'help') continue;
      helps.set(`${name} ${below}`, (await cli([name, below, '--help'], { cwd })).stdout);
    }
  }
  return helps;
}

const defined = (help: string) =>
  [...help.matchAll(/^ +(?:-\w, )?(--[\w-]+)/gm)].map(([, option = '']) => option);

test('help names only options that the command has', { timeout: 240_000 }, async () => {
  const helps = await everyHelp();
  const ofAll = defined(helps.get('') ?? '');
  const wrong: string[] = [];
  let named = 0;
  const names = [...helps.keys()].filter(Boolean).sort((one, other) => other.length - one.length);
  const another = new RegExp(`(?:timeback-catalog |\\b)(${names.join('|')})(?= [^|]*--|$)`);
  for (const [command, help] of helps) {
    const parts = help.split('\n').flatMap((line) => line.replace(/#.*/, '').split('|'));
    // Of what other programs are given nothing is known.
    for (const part of parts.filter((one) => !/^\s*\$ (?!timeback-catalog)/.test(one))) {
      // A part may show another command: it is held to what that one has.
      const isShown = /timeback-catalog [a-z]|`[a-z]+ --|with plan --/.test(part);
      const [, shown = command] = isShown ? (another.exec(part) ?? []) : [];
      const has = new Set([...ofAll, ...defined(helps.get(shown) ?? '')]);
      for (const [option] of part.matchAll(/(?<![\w-])--[a-z][\w-]*/g)) {
        named += 1;
        if (!has.has(option)) wrong.push(`${command || 'timeback-catalog'}: ${part.trim()}`);
      }
    }
  }
  expect(named).toBeGreaterThan(200);
  expect(wrong).toEqual([]);
});

describe('a slip of the fingers is exit 64, and nothing runs', () => {
  test.each([
    { slip: 'a command', args: ['plam'], said: 'Did you mean plan?' },
    {
      slip: 'an option',
      args: ['init', '--title', 'Reading', '--orgg', 'x'],
      said: 'Did you mean --org?',
    },
    { slip: 'a format', args: ['plan', '--format', 'jsno'], said: 'human, json, markdown, html' },
    { slip: 'a level of detail', args: ['plan', '--detail', 'all'], said: 'summary, tree, fields' },
    { slip: 'the extension of a file', args: ['plan', '-o', 'plan.pdf'], said: '.json' },
    { slip: 'a number', args: ['plan', '--parallelism', '0'], said: 'from 1 to 64' },
    { slip: 'an argument too many', args: ['plan', 'extra'], said: 'Too many arguments' },
    { slip: 'an argument left out', args: ['show'], said: "argument 'what'" },
    { slip: 'a folder', args: ['--chdir', 'nowhere', 'check'], said: 'nowhere' },
    { slip: 'no command', args: [], said: 'Usage: timeback-catalog' },
  ])('$slip', async ({ args, said }) => {
    const folder = folderWith();
    const { code, stdout, stderr } = await cli(args, { cwd: folder });
    expect(code).toBe(64);
    expect(stdout).toBe('');
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(said);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('what people type who know other tools', () => {
  test.each([
    { args: ['destroy'], hint: '`timeback-catalog retire NODE`' },
    { args: ['diff'], hint: 'Run `timeback-catalog plan`.' },
    { args: ['push'], hint: 'Run `timeback-catalog apply`.' },
    { args: ['state', 'list'], hint: 'Run `timeback-catalog tree`.' },
    { args: ['apply', '--dry-run'], hint: 'Run `timeback-catalog plan`' },
    { args: ['apply', '--force'], hint: 'approved by its number' },
    { args: ['-f', 'human', '-q', 'tree'], hint: 'follow it. `timeback-catalog tree --help`' },
    { args: ['--env=local', 'plan'], hint: 'follow it. `timeback-catalog plan --help`' },
    { args: ['--dry-run', 'apply'], hint: 'Run `timeback-catalog plan`' },
    { args: ['--quite', 'check'], hint: 'Did you mean --quiet?' },
    { args: ['--debug', 'plan', '--de'], hint: 'Run `timeback-catalog plan --help`' },
    { args: ['plan', 'production'], hint: '`timeback-catalog plan --env production`' },
    { args: ['help', 'diff'], hint: 'Run `timeback-catalog plan`.' },
    { args: ['apply', '--plan-hash', ''], hint: '--help' },
    { args: ['plam'], hint: 'Did you mean plan?' },
    { args: ['help', 'nope'], hint: 'Run `timeback-catalog help`.' },
    { args: ['-C', '.', 'export', 'outline'], hint: '`timeback-catalog export --help`' },
    { args: ['schema', 'nope'], hint: 'The argument is "nope". It must be one of: course, unit' },
    {
      args: ['plan', '-f', 'jsno'],
      hint: 'The option --format is "jsno". It must be one of: human, json',
    },
    {
      args: ['plan', '-f', "it's"],
      hint: 'The option --format is "it\'s". It must be one of: human, json',
    },
    { args: ['new', 'lesson', 'x', '--in'], hint: 'The option --in has no value.' },
    {
      args: ['plan', '--parallelism', 'x'],
      hint: 'The option --parallelism is "x". Use a whole number from 1 to 64.',
    },
    { args: ['publish', '--settle', 'x'], hint: '`timeback-catalog publish --help`' },
  ])('$args is answered in the form of all problems', async ({ args, hint }) => {
    const { code, stdout, stderr } = await cli(args, { cwd: folderWith() });
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(/^Error\[usage\/wrong\]: Wrong usage\n {2}[A-Z]/);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(hint);
  });

  test.each([
    { args: ['plan', '-env', 'local', '-detailed-exitcode', '-out=plan.json'], code: 2 },
    { args: ['apply', '-auto-approve'], code: 0 },
    { args: ['apply', '-yq'], code: 0 },
  ])('$args is understood', async ({ args, code }) => {
    const cwd = folderWith();
    await cli(['init', '--title', 'Reading', '--org', 'partner-sandbox', '--no-workflows'], {
      cwd,
    });
    expect(await cli(args, { cwd })).toMatchObject({ code });
  });

  test('an environment where a plan file is expected, and one that is begun', async () => {
    const cwd = folderWith();
    await cli(['init', '--title', 'Reading', '--org', 'partner-sandbox', '--no-workflows'], {
      cwd,
    });
    const applied = await cli(['apply', 'production'], { cwd });
    expect(applied.stderr.replaceAll(/\s+/g, ' ')).toContain(
      '`timeback-catalog apply --env production`',
    );
    const planned = await cli(['plan', '--env', 'prod'], { cwd });
    expect(planned.stderr).toContain('Did you mean "production"?');
  });
});

test('an old Node is told in one sentence', async ({ skip }) => {
  const old = oldNode();
  if (old === undefined) return skip('no Node older than 22.18 on PATH');
  const { code, stdout, stderr } = await run(old, [startFile, 'plan'], { cwd: folderWith() });
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^[^\n]*\b22\.18\b[^\n]*\.\n$/);
});

function oldNode(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .find((file) => !file.includes('node_modules') && existsSync(file) && isOld(file));
}

function isOld(file: string): boolean {
  const version = execFileSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 18);
}

test.each([
  { command: 'export', option: '-o, --out <file>' },
  { command: 'release', option: '--to <name>' },
  { command: 'take', option: '--from <name>' },
])('$command says that $option is required', async ({ command, option }) => {
  const { stdout } = await cli([command, '--help'], { cwd: folderWith() });
  const [, said = ''] = stdout.split(option);
  expect(said.split('\n  -')[0]?.replace(/\s+/g, ' ')).toContain('(required)');
});
