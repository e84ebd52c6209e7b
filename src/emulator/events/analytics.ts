import type { Json, JsonObject } from '../../model/json.ts';
import type { Answer } from '../answer.ts';
import type { Api, Visit } from '../api.ts';
import type { Means } from '../endpoint.ts';
import { asked } from './asked.ts';
import { factsAbout, type KnownFact } from './materialise.ts';

const day = 86_400_000;

/**
 * `GET /analytics/1.0/facts/weekly`: facts of the week around a date. Undocumented and assumed:
 * weeks begin on Monday, in UTC whatever time zone is asked for.
 */
export function answerWeekly({ request, client }: Visit, { api }: Means): Answer {
  const { moment, text, wrong } = asked(request);
  const date = moment('weekDate');
  const student = studentAsked(text, client.id, api);
  if (date === undefined && wrong.length === 0) {
    return api.dialect.refusal(400, '"weekDate" is required.');
  }
  if (date === undefined) return api.dialect.refusal(400, wrong.join(' '));
  if (!student) return nobody(api);
  const start = Math.floor(date / day) * day - ((new Date(date).getUTCDay() + 6) % 7) * day;
  const facts = within(factsAbout(student.id, client.id, api), start, start + 7 * day);
  const said = facts.map((fact) => factBody(fact, student.email, api));
  return { status: 200, body: { ...span(start, start + 6 * day), facts: said } };
}

/**
 * `GET /analytics/1.0/activity`: a "daily breakdown by subject and app". The form of the answer is
 * not documented; this one is assumed.
 */
export function answerActivity({ request, client }: Visit, { api }: Means): Answer {
  const { moment, text, wrong } = asked(request);
  const from = moment('startDate') ?? api.now().getTime() - 7 * day;
  const to = moment('endDate') ?? api.now().getTime();
  if (wrong.length > 0) return api.dialect.refusal(400, wrong.join(' '));
  const student = studentAsked(text, client.id, api);
  if (!student) return nobody(api);
  const facts = within(factsAbout(student.id, client.id, api), from, to + 1);
  const groups = Object.groupBy(facts, ({ at, subject, application }) =>
    JSON.stringify([at.slice(0, 10), subject, application]),
  );
  const activity = Object.entries(groups).map(([key, some = []]) => {
    const [date, subject, app] = JSON.parse(key);
    return { date, subject, app, facts: some.length, xpEarned: xpOf(some) };
  });
  return { status: 200, body: { ...span(from, to), activity } };
}

/** The sum of the XP of some facts. */
export function xpOf(facts: readonly KnownFact[]): number {
  return facts.reduce((sum, { xp = 0 }) => sum + xp, 0);
}

function within(facts: readonly KnownFact[], from: number, to: number): readonly KnownFact[] {
  return facts.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
}

function span(from: number, to: number): JsonObject {
  const dateOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);
  return { startDate: dateOf(from), endDate: dateOf(to) };
}

function studentAsked(
  text: (name: string) => string | undefined,
  owner: string,
  { store }: Api,
): { readonly id: string; readonly email: Json } | undefined {
  const [id, email] = [text('studentId'), text('email')];
  const users = store.list({ names: ['user'], owner, withRetired: true });
  const user = users.find(({ sourcedId, record }) =>
    id === undefined ? email !== undefined && record['email'] === email : sourcedId === id,
  );
  return user && { id: user.sourcedId, email: user.record['email'] ?? null };
}

function nobody({ dialect }: Api): Answer {
  return dialect.refusal(404, 'There is no student with that "studentId" or "email".');
}

function factBody(fact: KnownFact, email: Json, { store }: Api): JsonObject {
  const { id, at, student, lesson, course, enrollment, activity, xp = 0, subject, type } = fact;
  return {
    id,
    email,
    date: at.slice(0, 10),
    datetime: at,
    userId: student,
    subject,
    app: fact.application,
    courseId: course,
    courseName: store.find('course', course)?.record['title'] ?? null,
    enrollmentId: enrollment ?? null,
    activityId: lesson ?? fact.objectId,
    activityName: activity ?? null,
    totalQuestions: null,
    correctQuestions: null,
    xpEarned: xp,
    masteredUnits: null,
    activeSeconds: null,
    inactiveSeconds: null,
    wasteSeconds: null,
    eventType: type,
  };
}
