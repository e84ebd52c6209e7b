import { createHash } from 'node:crypto';
import type { JsonObject } from '../../model/json.ts';
import type { NewTestRecord } from '../../model/rehearsal.ts';
import type { ClassroomFacts, OnerosterClassroom, PartnerClassroom } from './facts.ts';

/** What the event of one trial is about. */
export interface TrialEvent {
  readonly run: string;
  /** UUIDs: of the event, and of what it is about. */
  readonly event: string;
  readonly attempt: string;
  /** ISO 8601. */
  readonly at: string;
  readonly student: NewTestRecord;
  readonly course: {
    readonly sourcedId: string;
    readonly title: string;
    /** What its events name as their subject. */
    readonly subject: string;
    /** How apps on the SDK name it in addresses: its code, or subject and grade. */
    readonly segment: string;
  };
  readonly lesson: string;
  readonly title: string;
  readonly xp: number;
  /** The app that sends it: an address, `…/applications/1.0/ID`, or a name. */
  readonly application: string;
  readonly baseUrl: string;
}

/** An event as it is sent, and by what it is known again. */
export interface TestEvent {
  /** What is sent: the event, or an envelope with it. */
  readonly body: JsonObject;
  /** What the credit for it names: the id of the event, or of its line item. */
  readonly sign: string;
  /** The line item that the platform makes of it. */
  readonly lineItem?: NewTestRecord;
}

/** The event about one lesson that an app of the dialect sends. */
export function testEvent(trial: TrialEvent, facts: ClassroomFacts): TestEvent {
  if (facts.dialect === 'oneroster') return activityCompleted(trial, facts);
  return { body: gradeEvent(trial, facts), sign: trial.event };
}

/** The address below which all activities of a rehearsal are. */
export function activitiesOf(run: string, facts: OnerosterClassroom): string {
  return `${facts['events.sensor']}/${run}/activities/`;
}

/** The id of the line item that the platform makes for an activity. */
export function lineItemId(object: string, course: string, facts: OnerosterClassroom): string {
  const digest = createHash('sha256').update(`${object}_${course}`).digest('hex');
  return `${facts['lineItem.prefix']}${digest}`;
}

/** The ActivityEvent of the official SDK in its envelope, about one lesson. */
function activityCompleted(trial: TrialEvent, facts: OnerosterClassroom): TestEvent {
  const { run, student, course, lesson, title, xp, application, baseUrl, at } = trial;
  const object = `${activitiesOf(run, facts)}${course.segment}/${encodeURIComponent(lesson)}`;
  const urlOf = (list: 'users' | 'courses', id: string) =>
    `${baseUrl}${facts['events.records']}/${list}/${id}`;
  const event: JsonObject = {
    '@context': 'http://purl.imsglobal.org/ctx/caliper/v1p2',
    id: `urn:uuid:${trial.event}`,
    type: 'ActivityEvent',
    profile: 'TimebackProfile',
    action: 'Completed',
    eventTime: at,
    actor: {
      id: urlOf('users', student.sourcedId),
      type: 'TimebackUser',
      email: student.body['email'] ?? null,
      role: 'student',
    },
    object: {
      id: object,
      type: 'TimebackActivityContext',
      subject: course.subject,
      app: { name: application },
      activity: { name: title },
      course: { id: urlOf('courses', course.sourcedId), name: course.title },
      process: true,
    },
    generated: {
      id: `urn:uuid:${trial.attempt}`,
      type: 'TimebackActivityMetricsCollection',
      items: [
        { type: 'totalQuestions', value: 1 },
        { type: 'correctQuestions', value: 1 },
        { type: 'xpEarned', value: xp },
      ],
      attempt: 1,
    },
    extensions: { courseId: course.sourcedId },
  };
  const sourcedId = lineItemId(object, course.sourcedId, facts);
  const called = `line item of ${title}`;
  return {
    body: {
      sensor: `${facts['events.sensor']}/${run}`,
      sendTime: at,
      dataVersion: 'http://purl.imsglobal.org/ctx/caliper/v1p2',
      data: [event],
    },
    sign: sourcedId,
    lineItem: { kind: 'lineItem', sourcedId, called, body: { object, course: course.sourcedId } },
  };
}

/** The GradeEvent of the developer guide, about one lesson. */
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
      // A platform keeps one fact for each object: with an id of its own none takes another's place.
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
