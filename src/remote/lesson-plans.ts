import type { Problem } from '../model/problem.ts';
import type { Dialect } from './dialects/dialect.ts';
import { none } from './dialects/facts.ts';
import { type AllowedRequests, anId } from './http/allowed-requests.ts';
import type { Requester } from './http/request.ts';

/** How the lesson plans of students are brought up to date. */
export interface LessonPlanSync {
  /** The path of lesson plans, followed by a course and `/sync`. */
  readonly path: string;
  /** Brings the lesson plans of one course up to date; returns the problem if that failed. */
  readonly sync: (course: string) => Promise<Problem | undefined>;
}

/**
 * Syncs lesson plans, which belong to students: one request for each course and nothing else. Empty if the
 * platform has no lesson plans.
 */
export function lessonPlansOf(
  { lessonPlanPath: path }: Pick<Dialect, 'lessonPlanPath'>,
  requests: Requester,
): { readonly lessonPlans?: LessonPlanSync } {
  if (path === '' || path === none) return {};
  const sync = { method: 'POST', path, below: [anId, 'sync'] } as const;
  const allowed: AllowedRequests = { requests: [sync], ofOthers: true };
  const own = requests.apart(allowed);
  return {
    lessonPlans: {
      path,
      sync: async (course) => {
        const doing = `Syncing the lesson plans of the course ${course}`;
        const call = `${path}/${encodeURIComponent(course)}/sync`;
        const answer = await own.turn(() =>
          own.send({ method: 'POST', path: call, body: {}, doing }),
        );
        return answer.problems[0];
      },
    },
  };
}
