import { setTimeout as wait } from 'node:timers/promises';
import type { Problem } from '../../model/problem.ts';
import type { Trial } from '../../model/rehearsal.ts';
import type { PropRecord, Stage } from '../../remote/classroom/rehearsal.ts';
import { gradeEvent } from '../../remote/classroom/rehearsal.ts';
import type { World } from '../world.ts';
import type { Cast, CastLesson } from './cast.ts';
import type { RehearsalJournal } from './journal.ts';

/** What events are sent with. */
export interface Performance {
  readonly world: World;
  readonly stage: Stage;
  readonly journal: RehearsalJournal;
  readonly cast: Cast;
  readonly student: PropRecord;
  /** The address of the application, `…/applications/1.0/ID`. */
  readonly application: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

/** What each GradeEvent is worth. */
const xp = 1;

/** One event on its way. */
interface Sent {
  readonly lesson: CastLesson;
  readonly event: string;
  readonly refused?: Problem;
  /** When it was answered; absent where it was not sent. */
  readonly at?: number;
}

/** Sends one GradeEvent for each lesson, then waits for the XP. The first Ctrl-C ends either. */
export async function tryLessons(
  show: Performance,
): Promise<{ readonly trials: readonly Trial[]; readonly problems: readonly Problem[] }> {
  const { world, cast } = show;
  let answered = 0;
  const total = cast.lessons.filter(({ isPublished }) => isPublished).length;
  world.onProgress({ type: 'rehearsing', step: 'sending', done: 0, total });
  const sent = await Promise.all(
    cast.lessons.map(async (lesson) => {
      const one = await sendOne(lesson, show);
      if (one.at !== undefined) {
        answered += 1;
        world.onProgress({ type: 'rehearsing', step: 'sending', done: answered, total });
      }
      return one;
    }),
  );
  const { credited, problems } = await awaitXp(sent, show);
  return { trials: sent.map((one) => trialOf(one, credited)), problems };
}

async function sendOne(lesson: CastLesson, show: Performance): Promise<Sent> {
  const { world, stage, cast, student, application, baseUrl, journal } = show;
  const event = world.uuid();
  if (!lesson.isPublished || world.stop.aborted) return { lesson, event };
  const course = cast.courses.find(({ sourcedId }) => sourcedId === lesson.course);
  const body = gradeEvent({
    event,
    attempt: world.uuid(),
    at: world.now().toISOString(),
    student: student.sourcedId,
    course: lesson.course,
    lesson: lesson.sourcedId,
    title: lesson.title,
    subject: course?.subject ?? '',
    xp,
    application,
    baseUrl,
    facts: stage.facts,
  });
  const refused = await stage.send(body, lesson.title, world.stop);
  if (refused === 'not sent') return { lesson, event };
  const at = world.now().getTime();
  journal.note({ type: 'sent', lesson: lesson.sourcedId, event, accepted: !refused });
  return { lesson, event, at, ...(refused && { refused }) };
}

interface Credit {
  readonly value: number;
  readonly at: number;
}

/** Between two looks, in milliseconds: short at first, for platforms that are quick. */
const firstPause = 250;
const longestPause = 5000;

async function awaitXp(
  sent: readonly Sent[],
  { world, stage, student, timeoutMs }: Performance,
): Promise<{
  readonly credited: ReadonlyMap<string, Credit>;
  readonly problems: readonly Problem[];
}> {
  const credited = new Map<string, Credit>();
  const awaited = sent.filter(({ at, refused }) => at !== undefined && !refused);
  const started = world.now().getTime();
  const total = awaited.length;
  for (let pause = firstPause; ; pause = Math.min(pause * 1.5, longestPause)) {
    const elapsed = world.now().getTime() - started;
    const done = credited.size;
    world.onProgress({ type: 'rehearsing', step: 'waiting', done, total, elapsed });
    const entries = total > 0 ? await stage.xpOf(student) : undefined;
    if (entries && !entries.ok) return { credited, problems: entries.problems };
    const seen = world.now().getTime();
    for (const { event } of awaited) {
      // However a platform writes the id of an event: its UUID is in it.
      const entry = entries?.value.find(({ sourceEvent }) => sourceEvent.includes(event));
      if (entry && !credited.has(event)) credited.set(event, { value: entry.value, at: seen });
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
  { lesson, event, at, refused }: Sent,
  credited: ReadonlyMap<string, Credit>,
): Trial {
  const { address, title, isPublished } = lesson;
  if (!isPublished) return { address, title, state: 'not-published' };
  if (at === undefined) return { address, title, state: 'not-sent' };
  if (refused) return { address, title, state: 'refused', problem: refused };
  const credit = credited.get(event);
  return credit
    ? { address, title, state: 'credited', afterMs: Math.max(credit.at - at, 0), xp: credit.value }
    : { address, title, state: 'not-credited' };
}
