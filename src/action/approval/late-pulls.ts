import { type GitHubResult, type MergedPull, pullThatMade } from '../github.ts';
import type { JobStep } from '../step.ts';

/**
 * Milliseconds before GitHub is asked again: often it knows the pull request of a commit only some seconds
 * after the push. Half a minute in all.
 */
const pauses = [1000, 2000, 4000, 8000, 15_000];

/** The pull request that made a commit; waits if GitHub does not know it yet. Undefined if there is none. */
export async function pullInTime(
  { github, run, world }: JobStep,
  made: { readonly commit: string; readonly branch?: string | undefined },
): Promise<GitHubResult<MergedPull | undefined>> {
  if (!github) return { ok: true, value: undefined };
  let found = await pullThatMade(github, run.repository, made);
  for (const pause of pauses) {
    if (!found.ok || found.value || world.stop.aborted) return found;
    await world.wait(pause, world.stop);
    found = await pullThatMade(github, run.repository, made);
  }
  return found;
}
