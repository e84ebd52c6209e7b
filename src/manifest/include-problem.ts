import { nearest } from '../document/nearest.ts';
import { quoted } from '../document/wording.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import { inOneCase } from './file-twins.ts';
import type { IncludeTarget } from './include-path.ts';

/** An include as written. */
export interface Include {
  readonly text: string;
  readonly span: Span;
}

type Unresolved = Exclude<IncludeTarget, { readonly type: 'files' }>;

interface Surroundings {
  /** Files that may have been meant. */
  readonly guesses: readonly string[];
  readonly globs: string;
}

/** Why an include leads to no file, with guesses at what was meant. */
export function unresolved(
  { text, span }: Include,
  target: Unresolved,
  { guesses, globs }: Surroundings,
): Problem {
  switch (target.type) {
    case 'absolute':
      return problem('include/outside', {
        detail: `${quoted(text)} is an absolute path, which means something else on every machine.`,
        hint: `Write it relative to the folder of ${span.file}.`,
        span,
      });
    case 'outside':
      return problem('include/outside', {
        detail: `${quoted(text)} leads above the folder of the config.`,
        span,
      });
    case 'backslash':
      return problem('include/missing', {
        detail: `${quoted(text)} holds a backslash, which parts no folders here.`,
        hint: `Write "${text.replaceAll('\\', '/')}".`,
        span,
      });
    case 'unusable': {
      const { type, reason, hint } = target.fault;
      const detail = `${quoted(text)} ${reason}.`;
      const code = type === 'outside' ? 'include/outside' : 'glob/unusable';
      return problem(code, { detail, span, ...(hint !== undefined && { hint }) });
    }
    case 'missing': {
      const sameButCase = guesses.find((file) => inOneCase(file) === inOneCase(target.path));
      if (sameButCase !== undefined) {
        return problem('include/missing', {
          detail: `No file of the catalog (${globs}) is ${quoted(target.path)}; ${quoted(sameButCase)} differs from it by upper and lower case alone, which counts here, on Linux and in git.`,
          hint: `Write "${relative(sameButCase, span.file)}".`,
          span,
        });
      }
      const near = nearest(target.path, guesses);
      return problem('include/missing', {
        detail: `No file of the catalog (${globs}) is ${quoted(target.path)}.`,
        ...(near !== undefined && { hint: `Did you mean "${relative(near, span.file)}"?` }),
        span,
      });
    }
  }
}

/** The path that includes `file` if written in `from`. */
function relative(file: string, from: string): string {
  const to = file.split('/');
  const folder = from.split('/').slice(0, -1);
  const parting = folder.findIndex((part, index) => part !== to[index]);
  const shared = parting === -1 ? folder.length : parting;
  return [...folder.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
