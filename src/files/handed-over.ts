import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { type Checked, type Problem, problem } from '../model/problem.ts';
import { receiptText } from './receipt-text.ts';
import { isTracked } from './tracked.ts';

/**
 * Reads a receipt that somebody names and that was kept elsewhere, such as an artifact of a pipeline.
 * Refuses what is no regular file, without waiting for a pipe, and what git tracks.
 */
export function readHandedOver(path: string): Checked<string> {
  let file: number;
  try {
    const { O_RDONLY, O_NONBLOCK = 0 } = constants;
    file = openSync(path, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    return fail(problem('receipt/none', { detail: `${path} cannot be read${code}.` }));
  }
  try {
    if (!fstatSync(file).isFile()) {
      const detail = `${path} cannot be read: it is no regular file.`;
      return fail(problem('receipt/none', { detail }));
    }
    const tracked = isTracked(path);
    if (!tracked.ok) return tracked;
    return tracked.value ? fail(fromGit(path)) : receiptText(path, readFileSync(file));
  } finally {
    closeSync(file);
  }
}

function fail(found: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [found] };
}

function fromGit(path: string): Problem {
  return problem('state/untrusted', {
    detail: `git tracks ${path}, so a branch may have brought it along, and a receipt says what is sent. Nothing was sent.`,
    hint: `If you know where it comes from, take it out of git: \`git rm --cached ${path}\`.`,
  });
}
