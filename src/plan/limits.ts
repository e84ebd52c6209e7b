import type { Catalog } from '../model/catalog.ts';
import { numberText } from '../model/number-of-plan.ts';
import type { Change, Guard } from '../model/plan.ts';
import { problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';

/** How much of what is published one plan may touch: the share shrinks as the catalog grows. */
const shares = [
  { upTo: 100, share: 0.5 },
  { upTo: 1000, share: 0.25 },
  { upTo: Infinity, share: 0.1 },
] as const;

/** Of fewer published nodes than this any number may change: half of three says nothing. */
const smallest = 10;

interface Reach {
  readonly changes: readonly Change[];
  readonly digest: string;
  readonly catalog: Catalog;
  readonly remote: RemoteState;
  /** What takes the platform back: manifests that are gone or unreadable say nothing then. */
  readonly command?: 'undo RECEIPT';
}

/**
 * What a plan touches beyond what one edit of a catalog usually does. Guards against a mistake in
 * bulk: a wrong branch, an emptied folder, a script that went over every file.
 */
export function guardsOf(reach: Reach): Guard[] {
  const retires = reach.changes.filter(({ action }) => action === 'retire').length;
  const updates = reach.changes.filter(isUpdate).length;
  const of = publishedNodes(reach);
  const isEmptied = retires > 0 && reach.catalog.nodes.size === 0 && !reach.command;
  return [
    ...(isEmptied ? [emptied({ count: retires, of }, reach)] : []),
    ...(isEmptied ? [] : guard('retire', { count: retires, of }, reach)),
    ...guard('update', { count: updates, of }, reach),
  ];
}

/** A number that only makes room is this tool's doing, not an edit of somebody. */
function isUpdate(change: Change): boolean {
  if (change.action === 'create' || change.action === 'retire') return false;
  return !(change.action === 'reorder' && change.makesRoom && change.fields.length === 0);
}

/** The live nodes on the platform that this catalog manages, or managed until now. */
function publishedNodes({ changes, catalog, remote }: Reach): number {
  const retiring = new Set(
    changes.filter(({ action }) => action === 'retire').map(({ address }) => address),
  );
  let count = 0;
  remote.entities.forEach(({ status }, address) => {
    const isOurs = catalog.nodes.has(address) || retiring.has(address);
    if (isOurs && status !== 'tobedeleted') count += 1;
  });
  return count;
}

interface Numbers {
  readonly count: number;
  readonly of: number;
}

function guard(guards: Guard['guards'], { count, of }: Numbers, reach: Reach): Guard[] {
  const share = shares.find(({ upTo }) => of <= upTo)?.share ?? 0;
  const limit = Math.floor(of * share);
  if (of < smallest || count <= limit) return [];
  const code = guards === 'retire' ? 'guard/many-retires' : 'guard/many-updates';
  const would = guards === 'retire' ? 'would be retired' : 'would be changed';
  const detail = `${count} of ${of} published nodes ${would}. For a catalog of this size the limit is ${limit} (${share * 100} %).`;
  const hint = wayThrough(guards, count, reach);
  return [{ guards, count, of, limit, problem: problem(code, { detail, hint }) }];
}

function emptied({ count, of }: Numbers, reach: Reach): Guard {
  const detail = `The manifests hold no node any more, and ${count} of ${of} published nodes would be retired. The limit is 0.`;
  const hint = wayThrough('retire', count, reach);
  const empty = problem('guard/empty-catalog', { detail, hint });
  return { guards: 'retire', count, of, limit: 0, problem: empty };
}

/** Bound to the number and to the plan: it lets nothing else through, and dies with the plan. */
function wayThrough(guards: Guard['guards'], count: number, reach: Reach): string {
  const { digest, remote, command = 'apply' } = reach;
  const approval = `--approve-${guards} ${numberText({ count, digest })}`;
  return `If exactly this is meant: \`timeback-catalog ${command} --env ${remote.platform.name} ${approval}\`, with the other options of this run.`;
}
