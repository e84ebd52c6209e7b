import { defaultCredentials } from '../config/environment.ts';
import {
  changeInWords,
  type Destination,
  destinationChanges,
  dialectNames,
} from '../model/destination.ts';
import type { Json } from '../model/json.ts';
import type { Address } from '../model/node.ts';
import {
  type BoundApproval,
  boundApprovalText,
  type ComparedCommit,
  type Guard,
  guardRefusal,
  isPlanDigest,
  type Plan,
} from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Platform } from '../model/remote.ts';
import { firstFew } from '../model/text.ts';
import { digestOf, type Sha256, shownChange } from '../plan/digest.ts';
import { rowsUnder } from '../remote/dialects/open-dialect.ts';
import { namesOf } from '../text/words/names.ts';

/** The reason why a plan is not the approved one; undefined if it is. */
export function compareApproved(
  approved: { readonly digest: string; readonly plan?: Plan },
  plan: Plan,
  sha256: Sha256,
): Problem | undefined {
  if (isSameDigest(approved.digest, plan.digest)) return undefined;
  const elsewhere = approved.plan
    ? otherDestination(approved.plan, plan.platform)
    : since(causeInConfig(plan, (digest) => isSameDigest(approved.digest, digest), sha256));
  const moved = [elsewhere ?? '', whatMoved(approved.plan, plan)].filter(Boolean).join(' ');
  return problem('plan/stale', {
    detail: `The approved plan is ${short(approved.digest)}, but the plan is now ${short(plan.digest)}. Nothing was sent. ${moved}`,
    hint: 'Make a new plan and get it approved.',
  });
}

/** An approval for a guard: it allows exactly this number of changes of exactly this plan. */
export interface GuardApproval extends BoundApproval {
  readonly guards: Guard['guards'];
}

/** The problems of guards that stop a plan and that nobody approved. */
export function unapprovedGuards(
  { guards, digest }: Pick<Plan, 'guards' | 'digest'>,
  approvals: readonly GuardApproval[],
): Problem[] {
  return guards.flatMap((guard) => {
    const mine = approvals.filter((approval) => approval.guards === guard.guards);
    const isApproved = mine.some(
      (approval) => approval.count === guard.count && isSameDigest(approval.digest, digest),
    );
    if (isApproved) return [];
    const [given] = mine;
    const refusal = guardRefusal(guard);
    if (!given) return [refusal];
    const was = `The approval ${boundApprovalText(given)} is for another plan.`;
    return [{ ...refusal, detail: `${refusal.detail} ${was}` }];
  });
}

/** Why a saved plan is not for this platform, as far as it shows before any read; undefined if it is. */
export function compareTarget(approved: Plan, platform: Platform): Problem | undefined {
  if (approved.against) return neverApplied(approved.against);
  const { url, dialect } = approved.platform;
  if (url === platform.url && dialect === platform.dialect) {
    const elsewhere = otherDestination(approved, platform);
    return elsewhere === undefined
      ? undefined
      : problem('plan/stale', {
          detail: `The plan was made with other settings for ${platform.name}. ${elsewhere} Nothing was read or sent.`,
          hint: 'Make a new plan and get it approved, or revert the change of the config.',
        });
  }
  const other = (one: Platform) => `${one.name} (${one.url}, dialect ${one.dialect})`;
  return problem('plan/stale', {
    detail: `The plan was made for ${other(approved.platform)}, but this is ${other(platform)}. Nothing was read or sent.`,
    hint: 'Make a plan for this platform, or name the other one with `--env`.',
  });
}

/**
 * The differences between the destination or the rows of a saved plan and those of now, in words; undefined
 * if there are none.
 */
function otherDestination({ platform }: Plan, now: Platform): string | undefined {
  if (!now.destination) return undefined;
  if (!platform.destination)
    return 'It does not say the address and the rows that it was made with.';
  const changes = destinationChanges(platform.destination, now.destination).map(changeInWords);
  if (changes.length === 0) return undefined;
  const more = changes.length > listed ? `; and ${changes.length - listed} more` : '';
  return since(`${changes.slice(0, listed).join('; ')}${more}`);
}

function since(changes: string | undefined): string | undefined {
  return changes && `The settings for sending changed: ${changes}.`;
}

function neverApplied({ ref, commit }: ComparedCommit): Problem {
  return problem('plan/file', {
    detail: `The plan compares with git, ${ref} (${short(commit)}), and read no platform, so it is unknown what it would change there. Nothing was read or sent.`,
    hint: 'Make a plan without `--against-git`.',
  });
}

/**
 * Whether an approved hash stands for a plan hash. People may give the beginning that the plan shows;
 * twelve digits do not agree by accident.
 */
export function isSameDigest(approved: string, digest: string): boolean {
  return isPlanDigest(approved) && digest.startsWith(approved.toLowerCase());
}

/** The first twelve digits of a hash, which are enough for a reader. */
function short(digest: string): string {
  return digest.slice(0, 12);
}

const listed = 10;

function whatMoved(approved: Plan | undefined, plan: Plan): string {
  if (plan.changes.length === 0) return 'Everything is already published: there is nothing to do.';
  if (!approved)
    return `It has ${plan.changes.length} change${plan.changes.length === 1 ? '' : 's'}.`;
  const before = byAddress(approved);
  const now = byAddress(plan);
  const nameOf = namesOf([...approved.changes, ...plan.changes]);
  const part = (label: string, addresses: readonly Address[]) => {
    if (addresses.length === 0) return '';
    return `${label}: ${firstFew(addresses.map(nameOf), listed)}.`;
  };
  const parts = [
    part(
      'New',
      [...now.keys()].filter((address) => !before.has(address)),
    ),
    part(
      'No longer needed',
      [...before.keys()].filter((address) => !now.has(address)),
    ),
    part(
      'Different',
      [...now].flatMap(([address, text]) =>
        before.has(address) && before.get(address) !== text ? [address] : [],
      ),
    ),
  ];
  return parts.filter(Boolean).join(' ');
}

function byAddress(plan: Plan): ReadonlyMap<Address, string> {
  return new Map(
    plan.changes
      .map(shownChange)
      .map(({ source: _source, title: _title, ...change }) => [
        change.address,
        JSON.stringify(change),
      ]),
  );
}

/**
 * The settings in the config that made a plan differ from the approved one, if only the hash of that is
 * known. Each setting of the config is tried as if it were not set, alone and together. Undefined if none
 * of them is the cause, or if something else changed as well.
 */
function causeInConfig(
  plan: Plan,
  isApproved: (digest: string) => boolean,
  sha256: Sha256,
): string | undefined {
  const { platform } = plan;
  const { destination } = platform;
  if (!destination) return undefined;
  const name = dialectNames.find((one) => one === platform.dialect);
  if (!name) return undefined;
  const before = unset(destination, rowsUnder(name, new Map()).rows).find((tried) =>
    isApproved(digestOf({ ...plan, platform: { ...platform, destination: tried } }, sha256)),
  );
  return before && destinationChanges(before, destination).map(changeInWords).join('; ');
}

/** The destination without each of the settings of a config, and without all of them. */
function unset(is: Destination, table: Destination['rows']): readonly Destination[] {
  const values = (rows: readonly string[]) =>
    Object.fromEntries(rows.map((row): [string, Json] => [row, table[row] ?? null]));
  const without = (rows: readonly string[]): Destination => ({
    ...is,
    rows: { ...is.rows, ...values(rows) },
  });
  const uncorrected = without(is.corrected);
  const token: Pick<Destination, 'tokenUrl'> = {
    tokenUrl: URL.parse(String(table['token.path']), is.baseUrl)?.href ?? is.tokenUrl,
  };
  const credentials = { credentials: defaultCredentials };
  const overrides = { overrides: [] };
  return [
    ...is.corrected.map((row) => without([row])),
    // The path of the token is also a part of the token's URL.
    ...is.corrected
      .filter((row) => row === 'token.path')
      .map((row) => ({ ...without([row]), ...token })),
    uncorrected,
    { ...is, ...token },
    { ...is, ...credentials },
    { ...is, ...token, ...credentials },
    { ...uncorrected, ...token, ...credentials },
    { ...uncorrected, ...token, ...credentials, ...overrides },
  ];
}
