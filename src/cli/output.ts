import type { Problem } from '../model/problem.ts';
import { withoutCiCommands } from '../render/ci-commands.ts';
import { escapeFor } from '../render/escape.ts';
import type { Format } from '../render/formats.ts';
import { problemsIn } from '../render/problems.ts';
import type { Shell } from './shell.ts';
import { type LookOptions, lookOf, type OutStream } from './terminal.ts';

/** Shows what has no renderer of its own; the lines may hold texts from outside. */
export function writeLines(stream: OutStream, lines: readonly string[]): void {
  const shown = lines.map((line) => `${escapeFor.terminal(line)}\n`).join('');
  stream.write(withoutCiCommands(shown));
}

/** Problems go to stderr for people; who asked for another format gets them on stdout in it too. */
export function showProblems(
  shell: Shell,
  problems: readonly Problem[],
  options: LookOptions & { readonly format?: Format },
): void {
  const { terminal } = shell;
  if (problems.length > 0) {
    const look = lookOf(terminal.stderr, terminal, options);
    terminal.stderr.write(problemsIn.human(problems, look));
  }
  if (options.format !== undefined && options.format !== 'human') {
    const look = lookOf(terminal.stdout, terminal, options);
    terminal.stdout.write(problemsIn[options.format](problems, look));
  }
}
