import { extname, resolve } from 'node:path';
import { writeWhole } from '../files/write.ts';
import type { Problem } from '../model/problem.ts';
import { withoutCiCommands } from '../render/ci-commands.ts';
import { escapeFor } from '../render/escape.ts';
import type { Look } from '../render/look.ts';
import { type Format, formatOfExtension, type Renderer, renderers } from '../render/renderers.ts';
import type { Shell } from './shell.ts';
import { fileLook, type LookOptions, lookOf, type OutStream } from './terminal.ts';

export interface OutputOptions extends LookOptions {
  readonly format: Format;
  /** Files to write as well, format by extension. */
  readonly out: readonly string[];
}

/** Shows one result: on stdout in the format asked for, and in each file in that file's format. */
export function showResult(
  shell: Shell,
  options: OutputOptions,
  render: (renderer: Renderer, look: Look) => string,
): void {
  const look = lookOf(shell.terminal.stdout, shell.terminal, options);
  // First, so that a report is not lost because a file cannot be written.
  shell.terminal.stdout.write(render(renderers[options.format], look));
  for (const file of options.out) {
    const renderer = renderers[formatOf(file)];
    writeWhole(resolve(shell.world.cwd, file), render(renderer, fileLook(options)));
  }
}

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
    terminal.stderr.write(renderers.human.problems(problems, look));
  }
  if (options.format !== undefined && options.format !== 'human') {
    const look = lookOf(terminal.stdout, terminal, options);
    terminal.stdout.write(renderers[options.format].problems(problems, look));
  }
}

export const knownExtensions = [...formatOfExtension.keys()];

function formatOf(file: string): Format {
  return formatOfExtension.get(extname(file)) ?? 'json';
}
