import type { JsonObject } from '../../../model/json.ts';
import { checked } from '../../../model/problem.ts';
import type { Connection } from '../../connection.ts';
import { numberOf } from '../../dialects/record.ts';
import { anId } from '../../http/allowed-requests.ts';
import type { PartnerClassroom } from '../facts.ts';
import type { RehearsalApi, TrialEvent } from './api.ts';
import { linking, openRequests, recordsAt } from './requests.ts';

/** The rehearsal API of the Partner dialect: people, GradeEvents and XP. */
export function partnerRehearsal(connection: Connection, facts: PartnerClassroom): RehearsalApi {
  const { 'agent.path': students, 'xp.path': xp } = facts;
  const requests = openRequests(connection, facts, [
    { method: 'PUT', path: students, below: [anId, 'agents', anId] },
    { method: 'GET', path: xp, below: [anId, 'entries'] },
  ]);
  return {
    ...requests,
    terms: async () => checked(facts['class.terms'], []),
    formOf: (whole) => whole,
    link: async (student, guardian) => {
      const [of, to] = [student, guardian].map(({ sourcedId }) => encodeURIComponent(sourcedId));
      const path = `${students}/${of}/agents/${to}`;
      return (await requests.ask({ method: 'PUT', path, body: {}, doing: linking })).problems[0];
    },
    eventOf: (trial) => ({ body: gradeEvent(trial, facts), sign: trial.event }),
    creditsOf: ({ sourcedId }) =>
      requests.credits(`${xp}/${encodeURIComponent(sourcedId)}/entries?`, (answer) =>
        recordsAt(answer, 'entries')?.map(({ sourceEventId, value }) => ({
          source: String(sourceEventId ?? ''),
          value: numberOf(value) ?? 0,
        })),
      ),
  };
}

/** The GradeEvent of the developer guide about one lesson. */
function gradeEvent(grade: TrialEvent, facts: PartnerClassroom): JsonObject {
  const { application, baseUrl } = grade;
  const app = { id: application, type: 'SoftwareApplication' };
  const at = (collection: string, id: string) =>
    `${baseUrl}/rostering/1.0/${collection}/${encodeURIComponent(id)}`;
  const lesson = at('lessons', grade.lesson);
  const place = facts['event.lesson'];
  return {
    '@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2',
    id: `urn:uuid:${grade.event}`,
    type: 'GradeEvent',
    profile: 'GradingProfile',
    action: 'Graded',
    eventTime: grade.at,
    actor: app,
    edApp: app,
    object: {
      // A platform keeps one fact for each object: with an id of its own no attempt replaces another.
      id: `urn:uuid:${grade.attempt}`,
      type: 'Attempt',
      count: 1,
      assignee: {
        id: `${baseUrl}${facts['user.path']}/${grade.student.sourcedId}`,
        type: 'Person',
      },
      assignable: {
        id: place === 'extensions' ? `urn:uuid:${grade.attempt}` : lesson,
        type: 'DigitalResource',
        mediaType: 'application/json',
      },
      extensions: { activityName: grade.title },
    },
    generated: {
      id: `urn:uuid:${grade.attempt}#score`,
      type: 'Score',
      scoreGiven: grade.xp,
      maxScore: grade.xp,
      extensions: { scoreType: 'XP' },
    },
    extensions: {
      subject: grade.course.subject,
      course: { id: at('courses', grade.course.sourcedId) },
      ...(place !== 'assignable' && { lesson: { id: lesson } }),
    },
  };
}
