import { checkIdentity } from '../../../src/identity/check-identity.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { subjectOf } from '../finding.ts';
import { type Accident, accidentsOf } from './accidents.ts';
import { ledgerWith, type Stage, snapshotWith } from './stage.ts';

/** What `check --base` would say of one accident. */
export interface Trial {
  readonly accident: Accident;
  readonly verdict: 'refused' | 'warned' | 'silent';
  /** How many of the ids are refused. */
  readonly named: number;
  /** Refused ids that have no part in it. */
  readonly others: readonly string[];
}

/** Has every accident judged as `check --base` judges a commit, with the stage as the base. */
export function tryAll(stage: Stage): readonly Trial[] {
  return accidentsOf(stage).map((accident) => tried(accident, stage));
}

function tried(accident: Accident, { nodes, snapshot, ledger }: Stage): Trial {
  const after = nodes.flatMap((node) => accident.instead.get(node) ?? [node]);
  const { problems } = checkIdentity({
    before: snapshot,
    baseName: 'HEAD',
    after: snapshotWith(after),
    ledgerBefore: ledger,
    ledgerAfter: after.length > nodes.length ? ledgerWith(after) : ledger,
  });
  const told = problems.filter(isNews);
  const errors = told.filter(({ severity }) => severity === 'error');
  const refused = new Set(errors.flatMap((each) => subjectOf(each) ?? []));
  const { ids } = accident;
  return {
    accident,
    verdict: errors.length > 0 ? 'refused' : told.length > 0 ? 'warned' : 'silent',
    named: ids.filter((id) => refused.has(id)).length,
    others: [...refused].filter((id) => !ids.includes(id)),
  };
}

/** Hazards are in the catalog with and without the accident. */
function isNews({ code }: Problem): boolean {
  return code !== 'identity/hazard';
}
