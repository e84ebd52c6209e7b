import { type Problem, problem } from '../../model/problem.ts';

/** A file that is not what an export would write, and the texts of both. */
interface Stale {
  readonly file: string;
  /** Absent: there is no such file. */
  readonly before?: string | undefined;
  readonly after: string;
  /** How it becomes current. */
  readonly hint: string;
}

/** Says that a file is not current, at the first line that differs. */
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

/** How a file becomes current that `--check` was asked about. */
export const staleHint = 'Run the same command without --check, and commit both files.';

function firstDifference(before: string, after: string): number {
  const lines = before.split('\n');
  return after.split('\n').findIndex((line, at) => line !== lines[at]) + 1 || lines.length;
}
