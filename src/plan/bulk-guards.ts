import { shellWord } from '../model/id-commands.ts';
import { type Address, kindIn } from '../model/node.ts';
import {
  boundApprovalText,
  type Change,
  type CourseLimit,
  type Guard,
  guardForecast,
} from '../model/plan.ts';
import { problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import type { RemoteState } from '../model/remote.ts';

/** The share of the published nodes that one plan may touch. It shrinks as the catalog grows. */
const shares = [
  { upTo: 100, share: 0.5 },
  { upTo: 1000, share: 0.25 },
  { upTo: Infinity, share: 0.1 },
] as const;

/** With fewer published nodes than this any number may change: half of three says nothing. */
const smallest = 10;

/** The command line that applies the same plan again: a whole command, or the options that narrow `apply`. */
export type Again =
  | { readonly command: string }
  | { readonly [option in 'target' | 'exclude' | 'restore']: readonly Address[] };

interface Reach {
  readonly changes: readonly Change[];
  readonly digest: string;
  /** Whether a node belongs to this catalog. Nodes that the plan retires count in any case. */
  readonly isOurs: (address: Address) => boolean;
  /** Whether the manifests could be read and hold no nodes. */
  readonly isEmpty: boolean;
  readonly remote: RemoteState;
  readonly again: Again;
}

/**
 * The guards of a plan that touches more than one edit of a catalog usually does. They stop a mistake in
 * bulk: a wrong branch, an emptied folder, a script that went over every file. Shares are counted over all
 * published nodes and over each course, since the loss of one course hardly shows in a large catalog.
 */
export function guardsOf(reach: Reach): Guard[] {
  const retires = reach.changes.filter(({ action }) => action === 'retire');
  const updates = reach.changes.filter((change) => {
    if (change.action === 'create' || change.action === 'retire') return false;
    // A reorder that only makes room is the work of this tool, not an edit of an author.
    return !(change.action === 'reorder' && change.makesRoom && change.fields.length === 0);
  });
  // So few updates are within every limit, and counting what is published takes time.
  if (retires.length === 0 && updates.length <= limitOf(smallest)) return [];
  const published = publishedIn(reach, retires);
  return [
    ...guard('retire', retires, published, reach),
    ...guard('update', updates, published, reach),
  ];
}

interface Published {
  readonly all: number;
  readonly ofCourse: ReadonlyMap<Address, number>;
  /** The course that a node is in on the platform; undefined for resources, and outside of courses. */
  readonly courseOf: (address: Address) => Address | undefined;
}

/** The live nodes on the platform that this catalog manages, or managed until now. */
function publishedIn({ isOurs, remote }: Reach, retires: readonly Change[]): Published {
  const retiring = new Set(retires.map(({ address }) => address));
  const courseOf = coursesIn(remote);
  const ofCourse = new Map<Address, number>();
  let all = 0;
  remote.entities.forEach(({ status }, address) => {
    if (status === 'tobedeleted' || !(isOurs(address) || retiring.has(address))) return;
    all += 1;
    const course = courseOf(address);
    if (course) ofCourse.set(course, (ofCourse.get(course) ?? 0) + 1);
  });
  return { all, ofCourse, courseOf };
}

/** Finds courses and walks each ancestor once. A platform may hold nodes that are their own ancestors. */
function coursesIn({ entities }: RemoteState): Published['courseOf'] {
  const known = new Map<Address, Address | undefined>();
  return (address) => {
    const passed: Address[] = [];
    let at: Address | undefined = address;
    while (at !== undefined && !known.has(at)) {
      const isCourse: boolean = kindIn(at) === 'course';
      known.set(at, isCourse ? at : undefined);
      passed.push(at);
      if (isCourse) break;
      at = entities.get(at)?.entity.parent;
    }
    const course = at && known.get(at);
    for (const each of passed) known.set(each, course);
    return course;
  };
}

interface Limited {
  readonly count: number;
  readonly of: number;
  readonly limit: number;
}

function limitOf(of: number): number {
  return of < smallest ? of : Math.floor(of * shareOf(of));
}

function isOver({ count, of, limit }: Limited): boolean {
  return of >= smallest && count > limit;
}

function shareOf(of: number): number {
  return shares.find(({ upTo }) => of <= upTo)?.share ?? 0;
}

const would = { retire: 'would be retired', update: 'would be changed' } as const;

function guard(
  guards: 'retire' | 'update',
  changes: readonly Change[],
  published: Published,
  reach: Reach,
): Guard[] {
  const [count, of] = [changes.length, published.all];
  if (count === 0) return [];
  const isAll = guards === 'retire' && count === of;
  const limit = isAll ? 0 : limitOf(of);
  const made = (code: ProblemCode, detail: string, courses?: readonly CourseLimit[]): Guard[] => {
    const refusal = problem(code, { detail, hint: approvalHint(guards, count, reach) });
    const limited = { count, of, limit, ...(courses && { courses }) };
    return [{ guards, ...limited, problem: guardForecast(refusal) }];
  };
  const numbers = `${count} of ${of} published nodes ${would[guards]}`;
  if (isAll) {
    return reach.isEmpty
      ? made('guard/empty-catalog', `${numbers}: the manifests have no nodes left. The limit is 0.`)
      : made(
          'guard/many-retires',
          `${numbers}. That is the whole catalog, which always needs an approval.`,
        );
  }
  const code = guards === 'retire' ? 'guard/many-retires' : 'guard/many-updates';
  if (isOver({ count, of, limit }))
    return made(code, `${numbers}. ${limitText('catalog', { count, of, limit })}`);
  const courses = coursesOver(guards, changes, published, reach);
  if (courses.length === 0) return [];
  return made(code, coursesText(guards, courses, count), courses);
}

/** Only for sizes of at least `smallest`: smaller ones have no share. */
function limitText(what: 'catalog' | 'course', { of, limit }: Limited): string {
  return `For a ${what} of this size the limit is ${limit} (${shareOf(of) * 100} %).`;
}

/**
 * The courses with more changes than their size allows. A course that retires itself is over the limit at
 * any size: the nodes in it retire with it or moved elsewhere.
 */
function coursesOver(
  guards: 'retire' | 'update',
  changes: readonly Change[],
  { ofCourse, courseOf }: Published,
  { remote }: Reach,
): CourseLimit[] {
  const touched = Map.groupBy(changes, ({ address }) => courseOf(address));
  return [...touched].flatMap(([address, inside]): CourseLimit[] => {
    if (address === undefined) return [];
    const [count, of] = [inside.length, ofCourse.get(address) ?? 0];
    const isWhole = guards === 'retire' && inside.some((change) => change.address === address);
    const limit = isWhole ? 0 : limitOf(of);
    const title = remote.entities.get(address)?.entity.title ?? '';
    return isWhole || isOver({ count, of, limit }) ? [{ address, title, count, of, limit }] : [];
  });
}

/** At most this many courses are named; the others are counted. */
const named = 5;

function coursesText(
  guards: 'retire' | 'update',
  courses: readonly CourseLimit[],
  all: number,
): string {
  const sentences = courses.slice(0, named).map((course) => {
    const { title, count, of, limit } = course;
    const numbers = `${count} of ${of} published nodes of the course "${title}" ${would[guards]}`;
    return limit === 0
      ? `${numbers}, including the course itself. The limit is 0.`
      : `${numbers}. ${limitText('course', course)}`;
  });
  const more = courses.length - named;
  const [first] = courses;
  return [
    ...sentences,
    ...(more > 0 ? [`${more} more course${more === 1 ? ' is' : 's are'} over the limit.`] : []),
    ...(first?.count === all ? [] : [`In all, ${all} ${would[guards]}.`]),
  ].join(' ');
}

/**
 * The command that approves a guard. The approval is bound to the number and to the plan, so it allows
 * nothing else.
 */
function approvalHint(guards: 'retire' | 'update', count: number, reach: Reach): string {
  const { digest, remote, again } = reach;
  const words = [
    `timeback-catalog ${'command' in again ? again.command : 'apply'}`,
    `--env ${shellWord(remote.platform.name)}`,
    ...('command' in again ? [] : narrowing(again)),
    `--approve-${guards} ${boundApprovalText({ count, digest })}`,
  ];
  return `To apply it anyway: \`${words.join(' ')}\`, with the other options of this run.`;
}

function narrowing(again: Exclude<Again, { readonly command: string }>): string[] {
  return (['target', 'exclude', 'restore'] as const).flatMap((option) =>
    again[option].map((address) => `--${option} ${shellWord(address)}`),
  );
}
