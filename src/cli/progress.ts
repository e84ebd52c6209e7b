import { progressLines } from '../commands/progress-lines.ts';
import type { Progress } from '../commands/world.ts';
import type { Look } from '../text/look.ts';
import type { ProgressView } from './shell.ts';
import type { OutStream } from './terminal.ts';

/** How progress is shown: as the stream is, as lines, or not at all. */
export const progressModes = ['auto', 'lines', 'none'] as const;
export type ProgressMode = (typeof progressModes)[number];

/** For those who need another way than the usual one every day, such as users of a screen reader. */
export const progressVariable = 'TIMEBACK_CATALOG_PROGRESS';

/** Progress for a log, on stderr. */
export function linesProgress(
  stream: Pick<OutStream, 'write'>,
  { unicode }: Pick<Look, 'unicode'> = { unicode: true },
): ProgressView {
  const write = (line: string) => stream.write(`${inCharset(line, unicode)}\n`);
  return { end: async () => {}, onProgress: progressLines(write) };
}

/** Without progress. That credentials are sent unencrypted is a warning, which is said all the same. */
export function noProgress(
  stream: Pick<OutStream, 'write'>,
  look: Pick<Look, 'unicode'>,
): ProgressView {
  const { end, onProgress } = linesProgress(stream, look);
  return { end, onProgress: (progress) => isWarning(progress) && onProgress(progress) };
}

function isWarning(progress: Progress): boolean {
  return progress.type === 'in' ? isWarning(progress.progress) : progress.type === 'unencrypted';
}

/** The words of progress, where a terminal has no sign for three dots. */
export function inCharset(text: string, unicode: boolean): string {
  return unicode ? text : text.replaceAll('…', '...');
}
