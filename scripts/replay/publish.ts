import { apply } from '../../src/commands/apply.ts';
import { plan } from '../../src/commands/plan.ts';
import type { World } from '../../src/commands/world.ts';
import type { Checked, Problem } from '../../src/model/problem.ts';

export interface Publication {
  readonly written: number;
  /** What kept it from being published, or from being the same afterwards; empty as it should be. */
  readonly faults: readonly string[];
}

/** Publishes the folder, then asks what publishing would change now. */
export async function publish(world: World): Promise<Publication> {
  const applied = await apply({ env: 'replay', approval: { type: 'auto' } }, world);
  if (!applied.ok) return { written: 0, faults: said(applied.problems) };
  const { outcomes, settled } = applied.value.report;
  const failed = outcomes.filter(({ status }) => status !== 'applied');
  const again = await plan({ env: 'replay' }, world);
  return {
    written: outcomes.length - failed.length,
    faults: [
      ...failed.map(({ address, status }) => `${address} was ${status}`),
      ...(settled.state === 'converged' ? [] : [`the platform is ${settled.state}`]),
      ...leftOver(again),
    ],
  };
}

function leftOver(again: Awaited<ReturnType<typeof plan>>): string[] {
  if (!again.ok) return said(again.problems);
  return again.value.plan.changes.map(
    ({ action, address }) => `a second plan would ${action} ${address}`,
  );
}

function said(problems: Checked<unknown>['problems']): string[] {
  return problems.map(({ code, detail }: Problem) => `${code}: ${detail}`);
}
