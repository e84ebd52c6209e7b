import type { Problem } from '../model/problem.ts';
import type { Format } from '../text/look.ts';
import { problemsIn } from '../text/problems.ts';
import { terminalLine } from '../text/terminal.ts';
import type { Shell } from './shell.ts';
import { type LookOptions, lookOf, type OutStream } from './terminal.ts';

/** Most UTF-16 units that are written at once. */
const part = 1 << 20;
const mostBytesOfUnit = 3;

/**
 * Writes a text of any length: the plan of a large catalog has a hundred megabytes, and a stream
 * makes a copy of what it is given. In parts, each encoded where the one before was.
 */
export async function writeText(stream: OutStream, text: string): Promise<void> {
  const bytes = Buffer.allocUnsafe(Math.min(text.length, part + 1) * mostBytesOfUnit);
  for (let start = 0; start < text.length; ) {
    const end = start + part;
    // No pair of surrogates is torn apart.
    const whole = text.codePointAt(end - 1) === text.charCodeAt(end - 1) ? end : end + 1;
    const length = bytes.write(text.slice(start, whole));
    const fault = await new Promise((written) => stream.write(bytes.subarray(0, length), written));
    // Who listens to the stream is told, too.
    if (fault) return;
    start = whole;
  }
}

/** Shows what has no renderer of its own; the lines may hold texts from outside. */
export function writeLines(stream: OutStream, lines: readonly string[]): void {
  const look = { colour: false, isolates: Boolean(stream.isTTY) };
  stream.write(lines.map((line) => `${terminalLine(line, look)}\n`).join(''));
}

/** Problems go to stderr for people; who asked for another format gets them on stdout in it too. */
export function showProblems(
  shell: Shell,
  problems: readonly Problem[],
  options: LookOptions & { readonly format?: Format },
): void {
  const { terminal } = shell;
  if (problems.length > 0) {
    const look = lookOf(terminal.stderr, shell, options);
    terminal.stderr.write(problemsIn.human(problems, look));
  }
  if (options.format !== undefined && options.format !== 'human') {
    const look = lookOf(terminal.stdout, shell, options);
    terminal.stdout.write(problemsIn[options.format](problems, look));
  }
}
