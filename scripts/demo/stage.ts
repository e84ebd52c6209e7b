import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ledger } from './catalog.ts';
import type { Step } from './story.ts';

const tool = join(import.meta.dirname, '../../dist/bin.cjs');

/** A temporary folder with a catalog in a git repository, in which the steps of a story run. */
export interface Stage {
  /** Runs one command there; returns its output, which is empty if the terminal shows it. */
  readonly run: (command: readonly string[], expected: number) => string;
  /** Edits the manifest of the course. */
  readonly edit: (edit: (was: string) => string) => void;
  readonly close: () => void;
}

/**
 * Opens a stage. `output` is `inherit` for a person at this terminal, and `pipe` for a program that reads the
 * text as a coloured terminal of `columns` columns would show it. `run` throws an Error that names the
 * command if its exit code is unexpected.
 */
export function openStage(output: 'inherit' | 'pipe', columns = 80): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-demo-'));
  const { CI: _, ...around } = process.env;
  const env = {
    ...around,
    // A picture looks the same wherever it is made.
    ...(output === 'pipe' && { NO_COLOR: undefined, FORCE_COLOR: undefined }),
    GIT_AUTHOR_NAME: 'An Author',
    GIT_AUTHOR_EMAIL: 'author@example.com',
    GIT_COMMITTER_NAME: 'An Author',
    GIT_COMMITTER_EMAIL: 'author@example.com',
    TIMEBACK_CATALOG_PROGRESS: 'none',
    ...(output === 'pipe' && { TERM: 'xterm', LC_ALL: 'C.UTF-8', PAGER: 'cat' }),
  };
  const run = (command: readonly string[], expected: number): string => {
    const typed = command[0] === 'git' ? command : [process.execPath, tool, ...command];
    const [program = '', ...words] = output === 'inherit' ? typed : onTerminal(typed, columns);
    const ended = spawnSync(program, words, {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', output, 'inherit'],
    });
    if (ended.error) throw new Error(`${program} cannot be started: ${ended.error.message}`);
    if (ended.status !== expected) {
      throw new Error(`${shown(command)} ended with ${ended.status} and not with ${expected}`);
    }
    return output === 'pipe' ? ended.stdout.replaceAll('\r\n', '\n') : '';
  };
  const manifest = join(folder, 'catalog/reading.yaml');
  const edit = (change: (was: string) => string) =>
    writeFileSync(manifest, change(readFileSync(manifest, 'utf8')));
  mkdirSync(join(folder, 'catalog'));
  writeFileSync(manifest, '');
  writeFileSync(join(folder, 'timeback-catalog.yaml'), 'org: partner-sandbox\n');
  writeFileSync(join(folder, 'catalog.ids'), ledger);
  writeFileSync(join(folder, '.gitignore'), '.timeback-catalog/\n');
  const close = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const stage = { run, edit, close };
  stage.run(['git', 'init', '--quiet', '--initial-branch', 'main'], 0);
  return stage;
}

/** Plays one step; `say` gets each line that a person would read or type before its output. */
export function play(step: Step, stage: Stage, say: (line: string) => void): void {
  say(`\n# ${step.why}`);
  if (step.manifest !== undefined) stage.edit(step.manifest);
  for (const [at, command] of step.commands.entries()) {
    say(`\n$ ${shown(command)}`);
    const last = at === step.commands.length - 1;
    const text = stage.run(command, last ? (step.exit ?? 0) : 0);
    if (text !== '') say(text.trimEnd());
  }
}

/** A command that runs on a terminal, by `script` of util-linux. */
function onTerminal(command: readonly string[], columns: number): readonly string[] {
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return ['script', '-qec', `stty cols ${columns} rows 60; ${quoted}`, '/dev/null'];
}

/** A command as a person types it. */
function shown(command: readonly string[]): string {
  const words = command.map((word) => (/\s/.test(word) ? `"${word}"` : word));
  return (command[0] === 'git' ? words : ['timeback-catalog', ...words]).join(' ');
}
