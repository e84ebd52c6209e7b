import type { Address } from './node.ts';
import { type ProblemCode, problemCodes, type Severity } from './problem-codes.ts';

/** A problem for a person: code, severity, description, place and fix. Plain data, never thrown. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** The fixed text of the code, without user data, so that readers learn to recognise it. */
  readonly summary: string;
  /** Full sentences: what is wrong here and why it matters. */
  readonly detail: string;
  /** What to do next, as an order or as "Did you mean …?". */
  readonly hint?: string;
  readonly span?: Span;
  /** The source line at the start of `span`, with its neighbours. */
  readonly frame?: Frame;
  /** A second place that takes part, such as the first use of a repeated id. */
  readonly related?: { readonly span: Span; readonly note: string };
  readonly address?: Address;
  /** All nodes that the problem is about, if the detail names only the first few. */
  readonly all?: readonly Concerned[];
  /**
   * Set if a write failed and its content may still be on the platform: `perhaps` if its answer was lost, `in
   * part` if some of it is known to be there.
   */
  readonly written?: 'perhaps' | 'in part';
  /** What the checkout lacks, if that is the cause. */
  readonly lacks?: Lacking;
  /** A name that fits several nodes. At a terminal the user is asked which of them is meant. */
  readonly choice?: { readonly name: string; readonly candidates: readonly Candidate[] };
}

/**
 * What a checkout can lack: git itself, a clone, earlier commits, the content of commits (a clone with a
 * filter), files that a sparse checkout leaves out, or submodules.
 */
export type Lacking = 'git' | 'repository' | 'history' | 'content' | 'files' | 'submodules';

/** One of the nodes that a name fits. */
export interface Candidate {
  readonly address: Address;
  /** Empty if only the id is known. */
  readonly title: string;
}

/** A node that a problem is about, with the position of its id. */
export interface Concerned {
  readonly address: Address;
  readonly span: Span;
}

/** Source lines around a problem. */
export interface Frame {
  readonly firstLine: number;
  readonly lines: readonly string[];
}

type Particulars = Pick<Problem, 'detail'> &
  Partial<
    Pick<Problem, 'hint' | 'span' | 'related' | 'address' | 'all' | 'written' | 'lacks' | 'choice'>
  > & {
    /** Forbids to pass a whole problem, whose code would replace `code`. */
    readonly code?: never;
  };

/** Creates a problem. Severity and summary come from the table of codes. */
export function problem(code: ProblemCode, particulars: Particulars): Problem {
  const { severity, summary } = problemCodes[code];
  return { code, severity, summary, ...particulars };
}

/** A value, or the problems that prevent it. If `ok` is true, `problems` are only warnings. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A failure with one problem, made of its code and texts. */
export function failure(...of: Parameters<typeof problem>): Extract<Checked<never>, { ok: false }> {
  return { ok: false, problems: [problem(...of)] };
}

/** The failure of a command line that cannot be carried out. */
export function wrongUsage(detail: string, hint: string): ReturnType<typeof failure> {
  return failure('usage/wrong', { detail, hint });
}

/** Whether one of the problems is an error, not only a warning. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/** The value with its warnings; a failure if one of the problems is an error. */
export function checked<T>(value: T, problems: readonly Problem[]): Checked<T> {
  return hasErrors(problems) ? { ok: false, problems } : { ok: true, value, problems };
}

/** Sorts problems by file and place. Problems without a place come first. */
export function inReadingOrder(problems: readonly Problem[]): Problem[] {
  const file = (p: Problem) => p.span?.file ?? '';
  return [...problems].sort(
    (a, b) =>
      (file(a) < file(b) ? -1 : file(a) > file(b) ? 1 : 0) ||
      (a.span?.start.line ?? 0) - (b.span?.start.line ?? 0) ||
      (a.span?.start.column ?? 0) - (b.span?.start.column ?? 0),
  );
}

/** A place in a text. Lines and columns count from one; columns count UTF-16 units. */
export interface Point {
  readonly line: number;
  readonly column: number;
}

/** A range in a file. `file` is relative to the folder of the config, with forward slashes. */
export interface Span {
  readonly file: string;
  readonly start: Point;
  readonly end?: Point;
}

/** The code in an error of Node or the operating system, such as ENOENT; undefined if there is none. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
