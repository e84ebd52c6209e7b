import { limits } from '../model/limits.ts';
import { type Checked, type Problem, problem } from '../model/problem.ts';
import { readOutside, whyNotRead } from './outside.ts';
import { receiptText } from './receipt-text.ts';
import { isTracked } from './tracked.ts';

/**
 * Reads a receipt that somebody names and that was kept elsewhere, such as an artifact of a pipeline.
 * Refuses what is no regular file, without waiting for a pipe, and what git tracks.
 */
export function readHandedOver(path: string): Checked<string> {
  const found = readOutside(path, { most: limits.saved.most, links: 'followed' });
  if (found.type !== 'file') {
    const why =
      whyNotRead(found, path, limits.saved) ?? `${path} cannot be read: there is no such file.`;
    return fail(problem('receipt/none', { detail: why }));
  }
  const tracked = isTracked(path);
  if (!tracked.ok) return tracked;
  return tracked.value ? fail(fromGit(path)) : receiptText(path, Buffer.from(found.bytes));
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
