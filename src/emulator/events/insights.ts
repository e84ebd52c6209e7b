import type { Answer } from '../answer.ts';
import type { Api, Visit } from '../api.ts';
import type { Means } from '../endpoint.ts';
import { xpOf } from './analytics.ts';
import { asked, paged } from './asked.ts';
import { factsAbout } from './materialise.ts';

/**
 * `GET /insights/1.0/users/:userId`: one summary. All times are 0, since the emulator keeps none.
 */
export function answerInsights({ client }: Visit, { api, param }: Means): Answer {
  const userId = param('userId');
  const missing = unknown(userId, client.id, api);
  if (missing) return missing;
  const facts = factsAbout(userId, client.id, api);
  const times = {
    totalSeconds: 0,
    activeSeconds: 0,
    wasteSeconds: 0,
    inactiveSeconds: 0,
    wastePercentage: 0,
  };
  const groups = Object.entries(Object.groupBy(facts, ({ subject }) => subject));
  const bySubject = groups.map(([subject, some = []]) => ({
    subject,
    totalXpEarned: xpOf(some),
    factCount: some.length,
  }));
  const summary = { totalXpEarned: xpOf(facts), factCount: facts.length };
  const insights = [{ type: 'TIME_SUMMARY', ...times, ...summary }];
  return { status: 200, body: { userId, session: null, insights, bySubject } };
}

/**
 * `GET /insights/1.0/users/:userId/sessions`: an empty list, since the emulator keeps no sessions;
 * 20 to a page, at most 100.
 */
export function answerSessions({ request, client }: Visit, { api, param }: Means): Answer {
  const { page, wrong } = asked(request);
  const range = page(20, 100);
  if (wrong.length > 0) return api.dialect.refusal(400, wrong.join(' '));
  const missing = unknown(param('userId'), client.id, api);
  return missing ?? { status: 200, body: paged('sessions', [], range) };
}

function unknown(userId: string, owner: string, { store, dialect }: Api): Answer | undefined {
  if (store.find('user', userId)?.owner === owner) return undefined;
  return dialect.refusal(404, `There is no user with sourcedId "${userId}".`);
}
