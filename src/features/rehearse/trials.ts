import { setTimeout as wait } from 'node:timers/promises';
import type { Catalog } from '../../model/catalog.ts';
import { shellWord } from '../../model/id-commands.ts';
import { type Address, addressOf, courseAbove, type Entity, kindIn } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem, wrongUsage } from '../../model/problem.ts';
import type { NewTestRecord, Trial } from '../../model/rehearsal.ts';
import type { RemoteState } from '../../model/remote.ts';
import { sdkIdentityOf, sdkUsualSubject } from '../../model/sdk/values.ts';
import type { RehearsalApi, TrialEvent } from '../../remote/classroom/rehearsal/api.ts';
import { addressMeant } from '../../run/naming.ts';
import type { RehearsalJournal } from '../../run/receipts/made-records.ts';
import type { World } from '../../run/world.ts';

/** A course in which the test student is enrolled. */
type RehearsalCourse = TrialEvent['course'];

/** A lesson about which an event is sent. */
interface RehearsalLesson {
  readonly address: Address;
  readonly sourcedId: string;
  readonly title: string;
  readonly course: string;
  readonly isPublished: boolean;
}

/** The courses and lessons of a rehearsal, and their org. */
interface RehearsalSelection {
  readonly org: string;
  readonly courses: readonly RehearsalCourse[];
  readonly lessons: readonly RehearsalLesson[];
  /** The number of lessons that are left out because there are too many. */
  readonly omitted: number;
}

export interface RehearsalSelectionOptions {
  /** Courses by address, id or title; absent or empty: every course. */
  readonly course?: readonly string[];
  /** Lessons by address, id or title; absent or empty: every lesson of the courses. */
  readonly lesson?: readonly string[];
  /** The most lessons; the others are left out. */
  readonly atMost: number;
  /** The org that `--org` names, if not the sandbox. */
  readonly org?: string;
}

const sandboxOrg = 'partner-sandbox';

/** Chooses courses and lessons of the manifests, and checks which of them the platform holds. */
export function selectForRehearsal(
  options: RehearsalSelectionOptions,
  catalog: Catalog,
  { entities }: Pick<RemoteState, 'entities'>,
): Checked<RehearsalSelection> {
  const named = { course: options.course ?? [], lesson: options.lesson ?? [] };
  const courses = namedAs(named.course, 'course', catalog);
  const lessons = namedAs(named.lesson, 'lesson', catalog);
  if (!courses.ok || !lessons.ok) {
    return { ok: false, problems: [...courses.problems, ...lessons.problems] };
  }
  const isLive = (address: Address) => {
    const held = entities.get(address);
    // As in a plan: a record with another status, or none, is live.
    return held !== undefined && held.status !== 'tobedeleted';
  };
  const all = [...catalog.nodes].flatMap(([address, { entity }]): RehearsalLesson[] => {
    const course = entity.kind === 'lesson' ? courseOf(entity, catalog) : undefined;
    if (!course) return [];
    const isWanted =
      (lessons.value.size === 0 || lessons.value.has(address)) &&
      (courses.value.size === 0 || courses.value.has(addressOf('course', course.sourcedId)));
    if (!isWanted) return [];
    const { sourcedId } = entity;
    const isPublished = isLive(address) && isLive(addressOf('course', course.sourcedId));
    return [
      { address, sourcedId, title: nameOfNode(entity), course: course.sourcedId, isPublished },
    ];
  });
  const found = new Set(all.map(({ address }) => address));
  const stray = [...lessons.value].find((address) => !found.has(address));
  if (courses.value.size > 0 && stray !== undefined) {
    const detail = `--lesson names ${stray}, which is in no course that --course names.`;
    return wrongUsage(detail, 'Remove --course: each --lesson names one lesson.');
  }
  const chosen = all.slice(0, options.atMost);
  const played = new Set(chosen.filter((one) => one.isPublished).map(({ course }) => course));
  if (played.size === 0) return { ok: false, problems: [nothingPublished(all.length)] };
  const involvedCourses = [...played].flatMap(
    (sourcedId) => entities.get(addressOf('course', sourcedId))?.entity ?? [],
  );
  const { org = sandboxOrg } = options;
  const foreign = involvedCourses.filter((course) => !isIn(course, [org, sandboxOrg]));
  if (foreign.length > 0) return { ok: false, problems: foreign.map(realOrg) };
  return checked(
    {
      org,
      courses: involvedCourses.map(rehearsalCourseOf),
      lessons: chosen,
      omitted: all.length - chosen.length,
    },
    [],
  );
}

function namedAs(
  names: readonly string[],
  kind: 'course' | 'lesson',
  catalog: Catalog,
): Checked<ReadonlySet<Address>> {
  const addresses = new Set<Address>();
  const problems = names.flatMap((name): readonly Problem[] => {
    const address = addressMeant(name, catalog, { by: 'whole', kind });
    if (!address.ok) return address.problems;
    const found = kindIn(address.value);
    if (found === kind) {
      addresses.add(address.value);
      return [];
    }
    const detail = `--${kind} takes a ${kind}, and "${name}" is a ${found}.`;
    return [problem('usage/wrong', { detail })];
  });
  return checked(addresses, problems);
}

function courseOf({ parent }: Entity, { nodes }: Catalog): Entity | undefined {
  const course = courseAbove(parent, (address) => nodes.get(address)?.entity);
  return course && nodes.get(course)?.entity;
}

function rehearsalCourseOf(course: Entity): RehearsalCourse {
  const { sourcedId, fields } = course;
  const { courseCode, subject = sdkUsualSubject, grade } = sdkIdentityOf(fields);
  const byGrade = grade === undefined ? sourcedId : `${subject}/g${grade}`;
  return { sourcedId, title: nameOfNode(course), subject, segment: courseCode ?? byGrade };
}

/** Whether a course belongs to one of the orgs; a course without an org belongs to none. */
function isIn({ fields: { org } }: Entity, orgs: readonly string[]): boolean {
  return typeof org !== 'string' || orgs.includes(org);
}

function nameOfNode({ sourcedId, title }: Entity): string {
  return title || sourcedId;
}

function nothingPublished(chosen: number): Problem {
  if (chosen === 0) {
    return problem('rehearse/not-published', { detail: 'The manifests have no lesson there.' });
  }
  return problem('rehearse/not-published', {
    detail: `Of ${chosen} lesson${chosen === 1 ? '' : 's'} the platform has none that is live. Nothing was sent.`,
    hint: 'Publish first: `timeback-catalog apply`.',
  });
}

function realOrg(course: Entity): Problem {
  const { org } = course.fields;
  return problem('rehearse/real-org', {
    detail: `The course "${nameOfNode(course)}" is published in the org "${String(org)}", but a rehearsal is for ${sandboxOrg}: a test student in a real school would be visible there. Nothing was sent.`,
    hint: `If the test student may belong to that org, add \`--org ${shellWord(String(org))}\`. Otherwise rehearse with another course, \`--course ID\`.`,
  });
}

/** What sending the events needs. */
interface TrialRun {
  readonly run: string;
  readonly world: World;
  readonly api: RehearsalApi;
  readonly journal: RehearsalJournal;
  readonly selection: RehearsalSelection;
  readonly student: NewTestRecord;
  /** The app that sends events: an address, `…/applications/1.0/ID`, or a name. */
  readonly application: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

/** The XP of each event. */
const xp = 1;

/** One event that was sent or tried. */
interface Sent {
  readonly lesson: RehearsalLesson;
  /** The source that a credit for it names. */
  readonly sign: string;
  /** The line item that the platform makes from it. */
  readonly lineItem?: NewTestRecord;
  readonly refused?: Problem;
  /** When it was answered, in milliseconds; absent if it was not sent. */
  readonly at?: number;
}

interface Tried {
  readonly trials: readonly Trial[];
  /** The line items that the platform makes from accepted events. */
  readonly lineItems: readonly NewTestRecord[];
  readonly problems: readonly Problem[];
}

/** Sends one event for each lesson, then waits for the credits. The first Ctrl-C ends both. */
export async function runTrials(run: TrialRun): Promise<Tried> {
  const { world, selection } = run;
  let answered = 0;
  const total = selection.lessons.filter(({ isPublished }) => isPublished).length;
  world.onProgress({ type: 'rehearsing', step: 'sending', done: 0, total });
  const sent = await Promise.all(
    selection.lessons.map(async (lesson) => {
      const one = await sendOne(lesson, run);
      if (one.at !== undefined) {
        answered += 1;
        world.onProgress({ type: 'rehearsing', step: 'sending', done: answered, total });
      }
      return one;
    }),
  );
  const { credited, problems } = await awaitXp(sent, run);
  return {
    trials: sent.map((one) => trialOf(one, credited)),
    lineItems: sent.flatMap(({ at, lineItem }) => (at !== undefined && lineItem ? lineItem : [])),
    problems,
  };
}

async function sendOne(lesson: RehearsalLesson, show: TrialRun): Promise<Sent> {
  const { world, api, selection, journal } = show;
  const course = selection.courses.find(({ sourcedId }) => sourcedId === lesson.course);
  if (!lesson.isPublished || !course || world.stop.aborted) return { lesson, sign: '' };
  const id = world.uuid();
  const { run, student, application, baseUrl } = show;
  const event = api.eventOf({
    ...{ run, student, application, baseUrl, course, xp, event: id, attempt: world.uuid() },
    ...{ at: world.now().toISOString(), lesson: lesson.sourcedId, title: lesson.title },
  });
  const { sign, lineItem } = event;
  const unwritten = lineItem && journal.intend(lineItem);
  if (unwritten) return { lesson, sign, refused: unwritten, at: world.now().getTime() };
  const refused = await api.send(event, lesson.title, world.stop);
  if (refused === 'not sent') return { lesson, sign };
  const at = world.now().getTime();
  journal.note({ type: 'sent', lesson: lesson.sourcedId, event: id, accepted: !refused });
  return { lesson, sign, at, ...(refused ? { refused } : lineItem && { lineItem }) };
}

interface Credited {
  readonly value?: number;
  readonly at: number;
}

/** Milliseconds between two looks: short at first, for fast platforms. */
const firstPause = 250;
const longestPause = 5000;

async function awaitXp(
  sent: readonly Sent[],
  { world, api, student, timeoutMs }: TrialRun,
): Promise<{
  readonly credited: ReadonlyMap<string, Credited>;
  readonly problems: readonly Problem[];
}> {
  const credited = new Map<string, Credited>();
  const awaited = sent.filter(({ at, refused }) => at !== undefined && !refused);
  const started = world.now().getTime();
  const total = awaited.length;
  for (let pause = firstPause; ; pause = Math.min(pause * 1.5, longestPause)) {
    const elapsed = world.now().getTime() - started;
    const done = credited.size;
    world.onProgress({ type: 'rehearsing', step: 'waiting', done, total, elapsed });
    const entries = total > 0 ? await api.creditsOf(student) : undefined;
    if (entries && !entries.ok) return { credited, problems: entries.problems };
    const seen = world.now().getTime();
    for (const { sign } of awaited) {
      // However a platform writes the id of an event, it contains the UUID.
      const entry = entries?.value.find(({ source }) => source.includes(sign));
      if (!entry || credited.has(sign)) continue;
      credited.set(sign, { at: seen, ...(entry.value !== undefined && { value: entry.value }) });
    }
    const left = timeoutMs - (seen - started);
    if (credited.size === total || left <= 0 || world.stop.aborted) break;
    await wait(Math.min(pause, left), undefined, { signal: world.stop }).catch(() => {});
  }
  const done = credited.size;
  const elapsed = world.now().getTime() - started;
  world.onProgress({ type: 'rehearsing', step: 'waited', done, total, elapsed });
  return { credited, problems: [] };
}

function trialOf(
  { lesson, sign, at, refused }: Sent,
  credited: ReadonlyMap<string, Credited>,
): Trial {
  const { address, title, isPublished } = lesson;
  if (!isPublished) return { address, title, state: 'not-published' };
  if (at === undefined) return { address, title, state: 'not-sent' };
  if (refused) return { address, title, state: 'refused', problem: refused };
  const credit = credited.get(sign);
  if (!credit) return { address, title, state: 'not-credited' };
  const { value } = credit;
  const after = { afterMs: Math.max(credit.at - at, 0), ...(value !== undefined && { xp: value }) };
  return { address, title, state: 'credited', ...after };
}
