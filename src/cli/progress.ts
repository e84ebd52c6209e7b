import { progressLines } from '../commands/progress-lines.ts';
import type { ProgressView } from './shell.ts';
import type { OutStream } from './terminal.ts';

/** Progress for a log, on stderr. */
export function linesProgress(stream: OutStream): ProgressView {
  return { end: async () => {}, onProgress: progressLines((line) => stream.write(`${line}\n`)) };
}
