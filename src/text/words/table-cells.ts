import type { Address } from '../../model/address.ts';
import type { Change, Plan } from '../../model/plan.ts';
import type { Outcome } from '../../model/report.ts';
import type { AppliedPlan, PerEnvironment } from '../../model/several.ts';
import type { Cell, Column } from './table-rows.ts';
import { count, done } from './wording.ts';

/** What an environment would change, as a column of the table. */
export function planColumn({ environment, result }: PerEnvironment<Plan>): Column {
  if (!result.ok) return { environment, nodes: [], context: [] };
  const { changes, context } = result.value;
  const cells = new Map(changes.map((change) => [change.address, changeCell(change)]));
  return { environment, cells, nodes: changes, context };
}

/** What was done to an environment, as a column of the table. */
export function reportColumn({ environment, result }: PerEnvironment<AppliedPlan>): Column {
  if (!result.ok) return { environment, nodes: [], context: [] };
  const { plan, report } = result.value;
  const cells = new Map<Address, Cell>(
    report.outcomes.map((outcome) => [outcome.address, outcomeCell(outcome)]),
  );
  const nodes = plan.changes.filter(({ address }) => cells.has(address));
  return { environment, cells, nodes, context: plan.context };
}

function changeCell(change: Change): Cell {
  const { action: mark } = change;
  switch (change.action) {
    case 'create':
      return { mark, text: 'add', folds: true };
    case 'update':
      return { mark, text: count(change.fields.length, 'field'), folds: false };
    case 'move':
      return { mark, text: 'move', folds: false };
    case 'reorder': {
      const folds = change.makesRoom && change.fields.length === 0;
      return { mark, text: change.makesRoom ? 'renumber' : 're-order', folds };
    }
    case 'retire':
      return { mark, text: 'retire', folds: false };
  }
}

function outcomeCell({ status, action }: Outcome): Cell {
  switch (status) {
    case 'applied':
      return { mark: action, text: done[action], folds: action === 'create' };
    case 'failed':
      return { mark: 'refused', text: `not ${done[action]}`, folds: false };
    case 'not-tried':
      return { mark: 'refused', text: 'not tried', folds: false };
  }
}
