import { type SourceLines, withFrame } from '../document/place.ts';
import type { Destination } from '../model/destination.ts';
import { canonicalJson, type Json } from '../model/json.ts';
import type { Change, FieldChange, Partial, Place, Plan, WritableChange } from '../model/plan.ts';
import type { Platform } from '../model/remote.ts';

/**
 * A function that gives the SHA-256 of UTF-8 text as lower-case hexadecimal. The caller passes it in: this
 * layer is pure.
 */
export type Sha256 = (text: string) => string;

/**
 * The plan hash: SHA-256 of the changes, the platform that they are sent to, and the options that narrow
 * the plan. It does not depend on counts, times, file names or line numbers: moving a manifest to another
 * folder must not make an approval stale.
 */
export function digestOf({ platform, changes, partial }: Named, sha256: Sha256): string {
  const inOrder = [...changes].sort((a, b) => (a.address < b.address ? -1 : 1));
  return sha256(
    canonicalJson({
      url: platform.url,
      dialect: platform.dialect,
      ...(platform.destination && { destination: digestedDestination(platform.destination) }),
      changes: inOrder.map(digestedChange),
      // A part that happens to hold all changes is still another plan than the whole.
      ...(partial && { target: partial.target, exclude: partial.exclude }),
    }),
  );
}

/** The parts of a plan hash, each with a SHA-256 of its own. */
export interface DigestParts {
  /** The hash of the platform that the plan is sent to and of the options that narrow it. */
  readonly place: string;
  /** The hashes of the changes, in the order of the plan. */
  readonly changes: readonly string[];
}

/** The hashes that tell which changes two plans have in common. */
export function digestPartsOf(plan: Named, sha256: Sha256): DigestParts {
  return {
    place: digestOf({ ...plan, changes: [] }, sha256),
    changes: plan.changes.map((change) => sha256(canonicalJson(digestedChange(change)))),
  };
}

/**
 * The plan as it is shown and saved: plain data with a seal, without what only a write needs. Its problems
 * carry their source lines, since the manifests may differ where it is read.
 */
export function sealPlan(
  plan: Plan,
  { sources, sha256 }: { readonly sources: SourceLines; readonly sha256: Sha256 },
): Plan {
  const alone: Plan = {
    ...plan,
    changes: plan.changes.map(shownChange),
    warnings: plan.warnings.map((one) => withFrame(one, sources)),
    guards: plan.guards.map((guard) => ({ ...guard, problem: withFrame(guard.problem, sources) })),
  };
  return { ...alone, seal: sealOf(alone, sha256) };
}

/** A change without `content`, which only a write needs. */
export function shownChange(change: Change | WritableChange): Change {
  if (!('content' in change)) return change;
  const { content: _, ...shown } = change;
  return shown;
}

/**
 * The seal of a plan: SHA-256 of all of it but the seal. The digest proves what is written; the seal proves
 * the rest as well: titles, places, warnings, what a reviewer reads.
 */
export function sealOf({ seal: _, unmanaged, ...plan }: Plan, sha256: Sha256): string {
  // A platform may hold 200,000 records of others: their whole text would take most of the memory of a run.
  const parts = inParts(unmanaged, 1000).map((part) =>
    sha256(canonicalJson(part as unknown as Json)),
  );
  // A plan is plain data, although the types of its parts do not say so.
  return sha256(canonicalJson({ ...plan, unmanaged: parts } as unknown as Json));
}

function inParts<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const parts = Math.ceil(list.length / size);
  return Array.from({ length: parts }, (_, at) => list.slice(at * size, (at + 1) * size));
}

/** The parts of a plan that its digest covers. */
interface Named {
  readonly platform: Pick<Platform, 'url' | 'dialect' | 'destination'>;
  readonly changes: readonly Change[];
  readonly partial?: Pick<Partial, 'target' | 'exclude'>;
}

/** The rows in force count; which of them the config corrected does not. */
function digestedDestination({
  baseUrl,
  tokenUrl,
  credentials,
  org,
  scope,
  rows,
  overrides,
}: Destination): Json {
  const pairs = credentials.map(({ clientId, clientSecret }) => [clientId, clientSecret]);
  const narrowed = scope && { scope: { ...scope } };
  const sent = { baseUrl, tokenUrl, credentials: pairs, org: org ?? null, rows, overrides };
  return { ...sent, ...narrowed };
}

function digestedChange(change: Change): Json {
  const { address, action } = change;
  switch (change.action) {
    case 'create':
      return {
        address,
        action,
        parent: change.parent ?? null,
        sortOrder: change.to?.sortOrder ?? null,
        fields: change.after.fields,
      };
    case 'retire':
      if (change.fields.length === 0) return { address, action };
      return { address, action, fields: change.fields.map(digestedField) };
    case 'update':
      return { address, action, fields: change.fields.map(digestedField) };
    case 'move':
    case 'reorder':
      return {
        address,
        action,
        from: digestedPlace(change.from),
        to: digestedPlace(change.to),
        fields: change.fields.map(digestedField),
      };
  }
}

function digestedField(field: FieldChange): Json {
  const before = field.kind === 'changed' ? field.before : null;
  return { path: field.path, before, after: field.after };
}

/** The position is left out: it counts siblings that may not take part in the change. */
function digestedPlace({ parent, sortOrder }: Place): Json {
  return { parent, sortOrder };
}

/** Whether a plan from a file is as it was made, neither cut off nor edited: its seal and its digest fit. */
export function isAsMade(plan: Plan, sha256: Sha256): boolean {
  return plan.seal === sealOf(plan, sha256) && plan.digest === digestOf(plan, sha256);
}
