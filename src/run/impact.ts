import { type Address, type Entity, idIn, kindIn } from '../model/node.ts';
import {
  type Guard,
  guardForecast,
  type Impact,
  sumOf,
  type Tied,
  type WritablePlan,
} from '../model/plan.ts';
import { problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import type { ResultHolder } from '../remote/classroom/count.ts';
import { studentsOfRehearsals } from './receipts/rehearsal-journal.ts';
import type { Opened } from './session.ts';

/**
 * The plan with what hangs on the lessons and courses that it retires or moves. Measured where
 * something retires, where it is asked for and where the config sets a limit; the digest is the same
 * with it or without.
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
  if (!isWanted || nodes.length === 0) return plan;
  const { remote } = open;
  // Nothing was written yet: the first Ctrl-C ends it.
  world.stop.addEventListener('abort', remote.cancel);
  const testStudents = studentsOfRehearsals(world, workspace, remote.platform);
  const impact = await measure(nodes, state, (counted) =>
    remote.count({ ...counted, testStudents }),
  );
  world.stop.removeEventListener('abort', remote.cancel);
  return limit === undefined ? { ...plan, impact } : guarded({ ...plan, impact }, limit, open);
}

async function measure(
  nodes: readonly Address[],
  state: RemoteState,
  count: Opened['open']['remote']['count'],
): Promise<Impact> {
  const courseOf = new Map(nodes.map((address) => [address, courseAbove(address, state)]));
  const courses = [...new Set([...courseOf.values()].flatMap((id) => id ?? []))];
  const placedIn = Map.groupBy(state.placements?.values() ?? [], ({ parent }) => parent);
  const holders = new Map(
    nodes.map((address): [Address, ResultHolder] => {
      const id = idIn(address);
      if (kindIn(address) === 'course') return [address, { course: id }];
      const placements = (placedIn.get(id) ?? []).map(({ sourcedId }) => sourcedId);
      return [address, { lesson: id, placements }];
    }),
  );
  const counts = await count({ holders, courses });
  const tied = (address: Address): Tied => {
    const course = courseOf.get(address);
    return known({
      results: counts.results.get(address),
      classes: course === undefined ? undefined : counts.classes.get(course),
      enrollments: course === undefined ? undefined : counts.enrollments.get(course),
    });
  };
  return {
    nodes: nodes.map((address) => ({ address, ...tied(address) })),
    // Lessons of one course share its classes, which must not be counted twice.
    ...known({
      results: counts.allResults,
      classes: sumOf(courses.map((id) => counts.classes.get(id))),
      enrollments: sumOf(courses.map((id) => counts.enrollments.get(id))),
    }),
  };
}

function known(numbers: { readonly [Key in keyof Tied]-?: number | undefined }): Tied {
  const { results, classes, enrollments } = numbers;
  return {
    ...(results !== undefined && { results }),
    ...(classes !== undefined && { classes }),
    ...(enrollments !== undefined && { enrollments }),
  };
}

/** Where the platform has the node now. */
function courseAbove(address: Address, { entities }: RemoteState): string | undefined {
  let above: Address | undefined = address;
  for (let steps = 0; above && steps < 100; steps += 1) {
    const entity: Entity | undefined = entities.get(above)?.entity;
    if (entity?.kind === 'course') return entity.sourcedId;
    above = entity?.parent;
  }
  return undefined;
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
        detail: `The retired and moved nodes have ${count} results of students. The limit is ${limit}.`,
        hint: `If this is intended, raise \`maxAffectedResults\` of "${environment.name}" in the config, in a reviewed change.`,
      }),
    ),
  };
  return { ...plan, guards: [...plan.guards, guard] };
}
