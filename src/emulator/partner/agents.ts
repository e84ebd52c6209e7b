import type { Answer } from '../answer.ts';
import type { Visit } from '../api.ts';
import type { Means } from '../endpoint.ts';
import { isReference } from '../fields.ts';

/**
 * `PUT /students/:student/agents/:agent`: links a guardian to a student. Only the path is
 * documented, so any body is accepted and ignored.
 */
export function answerAgent({ client }: Visit, { api, param }: Means): Answer {
  const { store, dialect } = api;
  const [student, agent] = [param('student'), param('agent')];
  for (const id of [student, agent]) {
    if (store.find('user', id)?.owner !== client.id) {
      return dialect.refusal(404, `There is no user with sourcedId "${id}".`);
    }
  }
  const entry = store.find('user', student);
  if (!entry) return dialect.refusal(404, `There is no user with sourcedId "${student}".`);
  const { agents } = entry.record;
  const linked = Array.isArray(agents) ? agents.filter(isReference) : [];
  const isNew = !linked.some(({ sourcedId }) => sourcedId === agent);
  const all = isNew ? [...linked, { sourcedId: agent }] : linked;
  store.put({ ...entry, record: { ...entry.record, agents: all } });
  return { status: isNew ? 201 : 200, body: {} };
}
