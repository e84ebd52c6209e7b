import type { Address } from '../../src/model/node.ts';
import type { Change, FieldChange, Plan, WritablePlan } from '../../src/model/plan.ts';
import { type Checked, checked } from '../../src/model/problem.ts';
import type { RemoteState } from '../../src/model/remote.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { undoPlan } from '../../src/plan/undo.ts';
import { ledgerFrom } from './ledger.ts';
import { catalogOf, remoteOf, rules, type Short, sha256, withRetired } from './nodes.ts';
import type { There } from './three-sides.ts';

/** A run, and the platform when it is undone. */
export interface UndoStory {
  readonly before: readonly There[];
  readonly wanted: readonly Short[];
  readonly now: readonly There[];
  /** Lessons that the ledger has retired. */
  readonly retiring?: readonly string[];
  readonly wasRetired?: readonly Address[];
  /** Retired on the platform now. */
  readonly gone?: readonly Address[];
  /** Handed over to the catalog "maths" since. */
  readonly released?: readonly Address[];
}

function ledgerOf(lessons: readonly string[]) {
  const entries = lessons.map((sourcedId, index) => {
    return [sourcedId, { sourcedId, kind: 'lesson', state: 'retired', line: index + 1 }] as const;
  });
  return ledgerFrom(new Map(entries));
}

interface Undone {
  readonly plan: WritablePlan;
}

/** What the undo of the run would do. */
export function undo(story: UndoStory): Checked<Undone> {
  const { wasRetired = [], gone = [], retiring = [], released = [] } = story;
  const before: RemoteState = withRetired(remoteOf(story.before), wasRetired);
  const managed = catalogOf(story.wanted);
  const run: Checked<Plan> = buildPlan({
    catalog: managed,
    remote: before,
    rules,
    sha256,
    ledger: ledgerOf(retiring),
    restore: new Set(wasRetired),
  });
  if (!run.ok) throw new Error(JSON.stringify(run.problems));
  const { changes } = run.value;
  const undone = undoPlan({
    changes,
    befores: new Map(changes.map(({ address }) => [address, before.entities.get(address)])),
    remote: withRetired(remoteOf(story.now), gone),
    rules,
    sha256,
    reason: 'undo of the apply of Monday',
    managed,
    released: new Map(released.map((address) => [address, 'maths'])),
  });
  return undone.ok ? checked({ plan: undone.value }, undone.problems) : undone;
}

/** `update course/c "Title"; title: New → Old`, `move lesson/l "Title"; v 10 → u 40` */
export function told(result: Checked<Undone>): string[] {
  return result.ok ? result.value.plan.changes.map(tell) : result.problems.map(({ code }) => code);
}
function tell(change: Change): string {
  const place =
    'from' in change
      ? [change.from, change.to].map(
          ({ parent, sortOrder }) => `${parent.replace('unit/', '')} ${sortOrder}`,
        )
      : [];
  const fields: readonly FieldChange[] = change.action === 'create' ? [] : change.fields;
  const values = fields.map((field) => {
    const was = field.kind === 'changed' ? field.before : null;
    return `${field.path.join('.')}: ${was} → ${field.after}`;
  });
  const parts = [`${change.action} ${change.address} "${change.title}"`, ...values];
  return [...parts, ...(place.length > 0 ? [place.join(' → ')] : [])].join('; ');
}
