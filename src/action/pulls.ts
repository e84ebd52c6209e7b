import { isObject, type Json } from '../model/json.ts';
import { isCommit, isNumber } from './answers.ts';
import type { Asked, GitHub } from './github.ts';

/** A merged pull request. */
export interface MergedPull {
  readonly number: number;
  /** The branch that it was merged into. */
  readonly branch: string;
  /** Its last commit, where GitHub says so. */
  readonly head?: string;
  /** When, in milliseconds; absent where GitHub does not say. */
  readonly mergedAt?: number;
}

/**
 * The pull request whose merge made a commit of a branch, or of any branch where none is named. GitHub
 * knows it; no message and no name of a branch counts. Others that merely hold the commit are none.
 */
export async function pullThatMade(
  github: GitHub,
  repository: string,
  { commit, branch }: { readonly commit: string; readonly branch?: string | undefined },
): Promise<Asked<MergedPull | undefined>> {
  const path = `/repos/${repository}/commits/${commit}/pulls?per_page=100`;
  const isIt = ({ made, pull }: Read) =>
    (made === undefined || made === commit) && (branch === undefined || pull.branch === branch);
  const found = await github.list(path);
  return found.ok ? { ok: true, value: found.value.flatMap(readPull).find(isIt)?.pull } : found;
}

interface Read {
  readonly pull: MergedPull;
  /** The commit that the merge made; absent where GitHub does not say. */
  readonly made?: string;
}

function readPull(json: Json): Read[] {
  if (!isObject(json) || typeof json['merged_at'] !== 'string' || !isNumber(json['number'])) {
    return [];
  }
  const [base, head] = [json['base'] ?? null, json['head'] ?? null];
  const branch = isObject(base) ? base['ref'] : undefined;
  if (typeof branch !== 'string') return [];
  const last = isObject(head) ? head['sha'] : undefined;
  const made = json['merge_commit_sha'];
  const mergedAt = Date.parse(json['merged_at']);
  const pull = {
    number: json['number'],
    branch,
    ...(isCommit(last) && { head: last }),
    ...(Number.isFinite(mergedAt) && { mergedAt }),
  };
  return [{ pull, ...(typeof made === 'string' && { made }) }];
}
