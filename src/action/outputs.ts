import { appendFileSync } from 'node:fs';
import { type Plan, tallyOf } from '../model/plan.ts';

/** The outputs of action.yml; empty where a step has nothing to say. */
export type Outputs = Readonly<Partial<Record<OutputName, string>>>;

type OutputName =
  | 'changes'
  | 'to_add'
  | 'to_change'
  | 'to_move'
  | 'to_retire'
  | 'plan_path'
  | 'json_plan_path'
  | 'plan_hash'
  | 'failure_reason';

/** The numbers of a plan, and what names it where it can be applied. */
export function outputsOfPlan(plan: Plan): Outputs {
  const { create, update, move, reorder, retire } = tallyOf(plan.changes);
  return {
    changes: String(plan.changes.length > 0),
    to_add: String(create),
    to_change: String(update),
    to_move: String(move + reorder),
    to_retire: String(retire),
    ...(!plan.against && { plan_hash: plan.digest }),
  };
}

/** Appends outputs to the file that GitHub reads; nowhere where there is none. */
export function writeOutputs(file: string | undefined, outputs: Outputs, uuid: () => string): void {
  if (!file) return;
  const lines = Object.entries(outputs).map(([name, value]) => {
    // A value of several lines could name further outputs; nobody can guess the end of this one.
    const end = `end-${uuid()}`;
    return `${name}<<${end}\n${value}\n${end}\n`;
  });
  appendFileSync(file, lines.join(''));
}
