import type { Guard } from '../../src/model/plan.ts';
import type { Checked, Problem } from '../../src/model/problem.ts';
import { apply } from '../../src/run/apply.ts';
import { plan } from '../../src/run/planning.ts';
import type { World } from '../../src/run/world.ts';

export interface Publication {
  readonly written: number;
  /** The guards that stopped the plan until they were approved. */
  readonly approved: readonly Guard['guards'][];
  /** What prevented publishing, or a converged plan afterwards; empty if nothing did. */
  readonly faults: readonly string[];
}

/**
 * Publishes the folder like a person who reads a refused plan: approves what a guard counted, in this number
 * and for this plan. Then plans again.
 */
export async function publish(world: World): Promise<Publication> {
  const first = await apply({ env: 'replay', approval: { type: 'auto' } }, world);
  const guards = isGuarded(first) ? await guardsNow(world) : [];
  const approved = guards.map((guard) => guard.guards);
  const applied =
    guards.length === 0
      ? first
      : await apply({ env: 'replay', approval: { type: 'auto' }, guardApprovals: guards }, world);
  if (!applied.ok) return { written: 0, approved, faults: said(applied.problems) };
  const { outcomes, settled } = applied.value.report;
  const failed = outcomes.filter(({ status }) => status !== 'applied');
  const again = await plan({ env: 'replay' }, world);
  return {
    written: outcomes.length - failed.length,
    approved,
    faults: [
      ...failed.map(({ address, status }) => `${address} was ${status}`),
      ...(settled.state === 'converged' ? [] : [`the platform is ${settled.state}`]),
      ...leftOver(again),
    ],
  };
}

function isGuarded({ ok, problems }: Checked<unknown>): boolean {
  return !ok && problems.some(({ code }) => code.startsWith('guard/'));
}

async function guardsNow(world: World) {
  const planned = await plan({ env: 'replay' }, world);
  if (!planned.ok) return [];
  const { guards, digest } = planned.value.plan;
  return guards.map(({ guards, count }) => ({ guards, count, digest }));
}

function leftOver(again: Awaited<ReturnType<typeof plan>>): string[] {
  if (!again.ok) return said(again.problems);
  return again.value.plan.changes.map(
    ({ action, address }) => `a second plan would ${action} ${address}`,
  );
}

function said(problems: Checked<unknown>['problems']): string[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, detail }: Problem) => `${code}: ${detail}`);
}
