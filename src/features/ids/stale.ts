import { type Problem, problem } from '../../model/problem.ts';

/** A file that is not current: its text, and the text that an export would write. */
interface Stale {
  readonly file: string;
  /** The present text; absent: there is no such file. */
  readonly before?: string | undefined;
  readonly after: string;
  /** The hint how to update it. */
  readonly hint: string;
}

/** The problem that a file is not current, with the first line that differs. */
export function staleFile({ file, before, after, hint }: Stale): Problem {
  const line = before === undefined ? 1 : firstDifference(before, after);
  const detail =
    before === undefined
      ? `${file} does not exist or cannot be read.`
      : `${file} differs from the catalog, from line ${line} on.`;
  return problem('export/stale', {
    detail,
    hint,
    span: { file, start: { line, column: 1 } },
  });
}

/** The hint how to update a file that `--check` reported. */
export const staleHint = 'Run the same command without --check, and commit both files.';

function firstDifference(before: string, after: string): number {
  const lines = before.split('\n');
  return after.split('\n').findIndex((line, at) => line !== lines[at]) + 1 || lines.length;
}
