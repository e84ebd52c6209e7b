import { checkIdentity } from '../../../src/identity/check-identity.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { subjectOf } from '../finding.ts';
import { type Accident, accidentsOf } from './accidents.ts';
import { ledgerWith, type Stage, snapshotWith } from './stage.ts';

/** What `check --base` would report about one accident. */
export interface Trial {
  readonly accident: Accident;
  readonly verdict: 'refused' | 'warned' | 'silent';
  /** The number of its ids that are refused. */
  readonly named: number;
  /** Refused ids that are not part of the accident. */
  readonly others: readonly string[];
}

/** Judges every accident as `check --base` judges a commit, with the stage as the base. */
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

/** Whether a problem is due to the accident; hazards exist with and without it. */
function isNews({ code }: Problem): boolean {
  return code !== 'identity/hazard';
}
