import type { Endpoint } from '../endpoint.ts';
import { answerActivity, answerWeekly } from './analytics.ts';
import { answerInsights, answerSessions } from './insights.ts';
import { answerEvents } from './post.ts';
import { answerXp } from './xp.ts';

/** Endpoints that accept events and show what is derived from them. */
export const eventEndpoints: readonly Endpoint[] = [
  {
    paths: ['/events/1.0', '/events/1.0/'],
    method: 'POST',
    right: 'send events',
    answer: answerEvents,
  },
  read('/xp/1.0/users/:userId/entries', answerXp),
  read('/analytics/1.0/facts/weekly', answerWeekly),
  read('/analytics/1.0/activity', answerActivity),
  read('/insights/1.0/users/:userId', answerInsights),
  read('/insights/1.0/users/:userId/sessions', answerSessions),
];

function read(path: string, answer: Endpoint['answer']): Endpoint {
  return { paths: [path], method: 'GET', right: 'read events', answer };
}
