import { type Address, addressOf, kindIn } from '../../model/address.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Entity } from '../../model/entity.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import type { RemoteState } from '../../model/remote.ts';
import { findNode, unknownNode } from '../find-node.ts';

/** A course that a student is enrolled in. */
export interface CastCourse {
  readonly sourcedId: string;
  readonly title: string;
  /** What its events name as their subject. */
  readonly subject: string;
}

/** A lesson that an event is sent about. */
export interface CastLesson {
  readonly address: Address;
  readonly sourcedId: string;
  readonly title: string;
  readonly course: string;
  readonly isPublished: boolean;
}

/** Whom and what a rehearsal is about. */
export interface Cast {
  readonly org: string;
  readonly courses: readonly CastCourse[];
  readonly lessons: readonly CastLesson[];
  /** Lessons that are left out because there are too many. */
  readonly omitted: number;
}

export interface CastOptions {
  /** Courses by address or sourcedId; none: every course. */
  readonly course?: readonly string[];
  /** Lessons by address or sourcedId; none: every lesson of the courses. */
  readonly lesson?: readonly string[];
  /** The most lessons; more are left out. */
  readonly atMost: number;
  /** What `--org` names: an org other than the sandbox, on purpose. */
  readonly org?: string;
}

const sandboxOrg = 'partner-sandbox';

/** A subject for courses that name none. */
const anySubject = 'Other';

/** Chooses courses and lessons of the manifests, and looks up what the platform holds of them. */
export function chooseCast(
  options: CastOptions,
  catalog: Catalog,
  { entities }: Pick<RemoteState, 'entities'>,
): Checked<Cast> {
  const named = { course: options.course ?? [], lesson: options.lesson ?? [] };
  const unknown = [
    ...wrongNames(named.course, 'course', catalog),
    ...wrongNames(named.lesson, 'lesson', catalog),
  ];
  if (unknown.length > 0) return { ok: false, problems: unknown };
  const wanted = (names: readonly string[]) =>
    new Set(names.flatMap((name) => findNode(name, catalog) ?? []));
  const [courses, lessons] = [wanted(named.course), wanted(named.lesson)];
  const isLive = (address: Address) => entities.get(address)?.status === 'active';
  const all = [...catalog.nodes].flatMap(([address, { entity }]): CastLesson[] => {
    const course = entity.kind === 'lesson' ? courseOf(entity, catalog) : undefined;
    if (!course) return [];
    const isWanted =
      (lessons.size === 0 || lessons.has(address)) &&
      (courses.size === 0 || courses.has(addressOf('course', course.sourcedId)));
    if (!isWanted) return [];
    const { sourcedId } = entity;
    const isPublished = isLive(address) && isLive(addressOf('course', course.sourcedId));
    return [
      { address, sourcedId, title: nameOfNode(entity), course: course.sourcedId, isPublished },
    ];
  });
  const chosen = all.slice(0, options.atMost);
  const played = new Set(chosen.filter((one) => one.isPublished).map(({ course }) => course));
  if (played.size === 0) return { ok: false, problems: [nothingPublished(all.length)] };
  const stage = [...played].flatMap(
    (sourcedId) => entities.get(addressOf('course', sourcedId))?.entity ?? [],
  );
  const { org = sandboxOrg } = options;
  const foreign = stage.filter((course) => !isIn(course, [org, sandboxOrg]));
  if (foreign.length > 0) return { ok: false, problems: foreign.map(realOrg) };
  return checked(
    { org, courses: stage.map(castCourse), lessons: chosen, omitted: all.length - chosen.length },
    [],
  );
}

function wrongNames(
  names: readonly string[],
  kind: 'course' | 'lesson',
  catalog: Catalog,
): Problem[] {
  return names.flatMap((name) => {
    const address = findNode(name, catalog);
    if (!address) return [unknownNode(name, catalog)];
    const found = kindIn(address);
    if (found === kind) return [];
    const detail = `--${kind} takes a ${kind}, and "${name}" is a ${found}.`;
    return [problem('usage/wrong', { detail })];
  });
}

function courseOf({ parent }: Entity, { nodes }: Catalog): Entity | undefined {
  let above = parent && nodes.get(parent)?.entity;
  while (above && above.kind !== 'course') above = above.parent && nodes.get(above.parent)?.entity;
  return above;
}

function castCourse(course: Entity): CastCourse {
  const { subjects } = course.fields;
  const [subject] = Array.isArray(subjects) ? subjects : [];
  return {
    sourcedId: course.sourcedId,
    title: nameOfNode(course),
    subject: typeof subject === 'string' ? subject : anySubject,
  };
}

/** A course without an org is nobody's school. */
function isIn({ fields: { org } }: Entity, orgs: readonly string[]): boolean {
  return typeof org !== 'string' || orgs.includes(org);
}

function nameOfNode({ sourcedId, title }: Entity): string {
  return title || sourcedId;
}

function nothingPublished(chosen: number): Problem {
  return problem('rehearse/not-published', {
    detail:
      chosen === 0
        ? 'The manifests have no lesson there.'
        : `Of ${chosen} lesson${chosen === 1 ? '' : 's'} the platform holds none that is live. Nothing was sent.`,
    hint: 'Publish first: `timeback-catalog apply`.',
  });
}

function realOrg(course: Entity): Problem {
  const { org } = course.fields;
  return problem('rehearse/real-org', {
    detail: `The course "${nameOfNode(course)}" is published in the org "${String(org)}", and a rehearsal is for ${sandboxOrg}: a test student in a real school could be seen there. Nothing was sent.`,
    hint: `If the test student may belong to that org, say so: \`--org ${String(org)}\`. Otherwise rehearse with another course, \`--course ID\`.`,
  });
}
