import { defined } from '../model/json-values.ts';
import { type Address, courseAbove, idIn, kindIn } from '../model/node.ts';
import {
  type Guard,
  guardForecast,
  type Impact,
  type LeavingPlacement,
  sumOf,
  type Tied,
  type WritablePlan,
} from '../model/plan.ts';
import { problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { comparePlacements, leavingPlacements } from '../plan/placement-moves.ts';
import type { ResultHolder } from '../remote/classroom/count.ts';
import { studentsOfRehearsals } from './receipts/made-records.ts';
import type { Opened } from './session.ts';

/**
 * The plan with the numbers of results, classes and enrollments of the lessons and courses that it retires
 * or moves, and of placements that leave their lesson or unit. They are measured if a node retires, if the
 * user asks for it, or if the config sets a limit. The digest does not depend on them.
 */
export async function withImpact(
  { open, world, workspace, impact: isAsked = false }: Opened & { readonly impact?: boolean },
  plan: WritablePlan,
  state: RemoteState,
): Promise<WritablePlan> {
  const { maxAffectedResults: limit } = open.environment;
  const touched = plan.changes.filter(({ action }) => action === 'retire' || action === 'move');
  const isWanted =
    isAsked || limit !== undefined || touched.some(({ action }) => action === 'retire');
  const nodes = touched.flatMap(({ address }) => {
    const kind = kindIn(address);
    return kind === 'lesson' || kind === 'course' ? address : [];
  });
  if (!isWanted) return plan;
  const wanted = plan.changes.map(({ address, content }) => [address, content] as const);
  const { moved } = comparePlacements(wanted, state, open.remote.dialect);
  const placements = leavingPlacements(plan.changes, state, moved);
  if (nodes.length + placements.length === 0) return plan;
  const { remote } = open;
  const testStudents = studentsOfRehearsals(world, workspace, remote.platform);
  const count = (counted: Parameters<typeof remote.count>[0]) =>
    remote.count({ ...counted, testStudents });
  const impact = await measure({ nodes, placements }, state, count);
  return limit === undefined ? { ...plan, impact } : guarded({ ...plan, impact }, limit, open);
}

interface Touched {
  readonly nodes: readonly Address[];
  readonly placements: readonly LeavingPlacement[];
}

async function measure(
  { nodes, placements: leaving }: Touched,
  state: RemoteState,
  count: Opened['open']['remote']['count'],
): Promise<Impact> {
  const courseOf = new Map(
    [...nodes, ...leaving.map(({ from }) => from)].map((address) => {
      const course = courseAbove(address, (one) => state.entities.get(one)?.entity);
      return [address, course && idIn(course)];
    }),
  );
  const courses = [...new Set([...courseOf.values()].flatMap((id) => id ?? []))];
  const placedIn = Map.groupBy(state.placements?.values() ?? [], ({ parent }) => parent);
  const holders = new Map<string, ResultHolder>([
    ...nodes.map((address): [Address, ResultHolder] => {
      const id = idIn(address);
      if (kindIn(address) === 'course') return [address, { course: id }];
      const placements = (placedIn.get(id) ?? []).map(({ sourcedId }) => sourcedId);
      return [address, { lesson: id, placements }];
    }),
    ...leaving.map(({ sourcedId }): [string, ResultHolder] => [
      `placement/${sourcedId}`,
      { placements: [sourcedId] },
    ]),
  ]);
  const counts = await count({ holders, courses });
  const tied = (address: Address): Tied => {
    const course = courseOf.get(address);
    return defined({
      results: counts.results.get(address),
      classes: course === undefined ? undefined : counts.classes.get(course),
      enrollments: course === undefined ? undefined : counts.enrollments.get(course),
    });
  };
  const counted = ({ sourcedId, resource, from, to, isKept }: LeavingPlacement) => {
    const results = counts.results.get(`placement/${sourcedId}`);
    return { sourcedId, resource, from, isKept, ...defined({ to, results }) };
  };
  return {
    nodes: nodes.map((address) => ({ address, ...tied(address) })),
    ...(leaving.length > 0 && { placements: leaving.map(counted) }),
    // Lessons of one course share its classes, which must be counted once.
    ...defined({
      results: counts.allResults,
      classes: sumOf(courses.map((id) => counts.classes.get(id))),
      enrollments: sumOf(courses.map((id) => counts.enrollments.get(id))),
    }),
  };
}

function guarded(plan: WritablePlan, limit: number, { environment }: Opened['open']): WritablePlan {
  const count = plan.impact?.results;
  if (count === undefined) {
    const detail = `It is unknown how many results the retired and moved nodes have, so the limit of ${limit} could not be checked.`;
    const hint = `The client may lack the scope \`gradebook.readonly\`. Check with your team before you publish, or correct the rows \`results.…\` under \`facts\`.`;
    return { ...plan, warnings: [...plan.warnings, problem('impact/unknown', { detail, hint })] };
  }
  if (count <= limit) return plan;
  const guard: Guard = {
    guards: 'results',
    count,
    of: count,
    limit,
    problem: guardForecast(
      problem('guard/many-results', {
        detail: `${count} ${count === 1 ? 'result of a student belongs' : 'results of students belong'} to retired or moved nodes. The limit is ${limit}.`,
        hint: `If this is intended, raise \`maxAffectedResults\` of "${environment.name}" in the config, in a reviewed change.`,
      }),
    ),
  };
  return { ...plan, guards: [...plan.guards, guard] };
}
