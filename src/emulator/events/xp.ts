import type { Answer } from '../answer.ts';
import type { Visit } from '../api.ts';
import type { Means } from '../endpoint.ts';
import { asked, paged } from './asked.ts';
import { factsAbout } from './materialise.ts';

/**
 * `GET /xp/1.0/users/:userId/entries`: XP that a student was credited with, 50 to a page, at most
 * 100.
 */
export function answerXp({ request, client }: Visit, { api, param }: Means): Answer {
  const userId = param('userId');
  const { store, dialect } = api;
  const { text, moment, page, wrong } = asked(request);
  const application = text('applicationId');
  const from = moment('startDate', 'after') ?? Number.NEGATIVE_INFINITY;
  const to = moment('endDate', 'before') ?? Number.POSITIVE_INFINITY;
  const range = page(50, 100);
  if (wrong.length > 0) return dialect.refusal(400, wrong.join(' '));
  if (store.find('user', userId)?.owner !== client.id) {
    return dialect.refusal(404, `There is no user with sourcedId "${userId}".`);
  }
  const entries = factsAbout(userId, client.id, api)
    .filter(({ xp, at }) => xp !== undefined && Date.parse(at) >= from && Date.parse(at) <= to)
    .filter((fact) => application === undefined || fact.application === application)
    .map((fact) => ({
      id: fact.id,
      value: fact.xp ?? 0,
      userId,
      applicationId: fact.application,
      sourceEventId: fact.eventId,
      dateGenerated: fact.at,
      subject: fact.subject,
      courseName: store.find('course', fact.course)?.record['title'] ?? null,
    }));
  return { status: 200, body: paged('entries', entries, range) };
}
