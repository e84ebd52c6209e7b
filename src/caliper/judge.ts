import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import type { EventVerdict, LessonPlace } from '../model/event-check.ts';
import { defined } from '../model/json-values.ts';
import { type Metric, metricFindings, metricsIn, processedIn, sdkCourseIn } from './activity.ts';
import { formFindings, scoreFindings, scoreOf, scoreTypeOf, subjectFindings } from './form.ts';
import { courseNamedIn, lessonNamedIn, type NamedLesson, type NamedNode } from './named.ts';
import { type NamedPeople, peopleIn, sdkStudentIn } from './people.ts';
import { type EventFinding, type EventRules, rejected } from './rules.ts';

/** The result of judging one event: its verdict, the reasons, and what the event names. */
export interface JudgedEvent {
  readonly verdict: EventVerdict;
  /**
   * What a platform makes of the event if the sources that call it lost are wrong; `nothing` if all agree
   * that it is lost.
   */
  readonly outcome: 'credited' | 'recorded' | 'nothing';
  readonly findings: readonly EventFinding[];
  readonly type?: string;
  readonly action?: string;
  /** The sourcedIds of the course, lesson and student in the event. Absent if there is no such record. */
  readonly course?: string;
  readonly lesson?: string;
  readonly student?: string;
  /** The places in the event that name a lesson. */
  readonly lessonAt: readonly LessonPlace[];
  readonly subject?: string;
  readonly score?: number;
  readonly xp?: number;
  /** The metrics of an event of the official SDK; empty for other events. */
  readonly metrics: readonly Metric[];
}

/** Judges one event by the rows in force. Files of events and the emulator's endpoints use the same rules. */
export function judgeEvent(event: JsonNode, rules: EventRules): JudgedEvent {
  if (!(event.value instanceof Map)) {
    const finding = rejected({ detail: 'An event is a JSON object.', field: '', node: event });
    return {
      ...{ verdict: 'rejected', outcome: 'nothing', findings: [finding] },
      ...{ lessonAt: [], metrics: [] },
    };
  }
  const type = textAt(event, 'type');
  const action = textAt(event, 'action');
  const { forms } = rules;
  const isActivity = forms.activities.includes(type ?? '');
  const parts = isActivity ? activityParts(event, rules) : partnerParts(event, rules);
  const { people, subject, xp, course, lesson, metrics } = parts;
  const findings = [
    ...formFindings(event, rules),
    ...parts.findings,
    ...course.findings,
    ...lesson.findings,
    ...people.findings,
  ];
  const isResult = forms.results.includes(`${type} ${action}`);
  const score = isActivity ? xp : scoreOf(event);
  const carries = isActivity ? parts.isProcessed : score !== undefined;
  const taken = isResult && carries ? 'credited' : 'recorded';
  const verdict = verdictOf(findings, taken);
  const isLost = verdict === 'rejected' || verdict === 'dropped';
  return {
    verdict,
    outcome: isLost ? 'nothing' : taken,
    findings,
    ...defined({ type, action, subject, score, xp, student: people.student }),
    ...defined({ course: course.sourcedId, lesson: lesson.sourcedId }),
    lessonAt: lesson.at,
    metrics,
  };
}

/** The verdict of findings. A rejected event is never dropped, so rejection comes first. */
function verdictOf(
  findings: readonly EventFinding[],
  taken: 'credited' | 'recorded',
): EventVerdict {
  const costs = findings.map(({ cost }) => cost);
  return (['rejected', 'dropped', 'doubtful'] as const).find((one) => costs.includes(one)) ?? taken;
}

/** What both forms of events have in common, Partner API and official SDK. */
interface Parts {
  readonly findings: readonly EventFinding[];
  readonly course: NamedNode;
  readonly lesson: NamedLesson;
  readonly people: NamedPeople;
  readonly subject: string | undefined;
  readonly xp: number | undefined;
  readonly metrics: readonly Metric[];
  /** Whether the platform makes a result of the event. */
  readonly isProcessed: boolean;
}

/** Reads an event in the form of the Partner API, which is that of Caliper. */
function partnerParts(event: JsonNode, rules: EventRules): Parts {
  const { forms } = rules;
  const type = textAt(event, 'type') ?? '';
  const isGraded = forms.graded.includes(type);
  const isResult = forms.results.includes(`${type} ${textAt(event, 'action')}`);
  const course = courseNamedIn(event, isGraded, rules);
  const lesson = lessonNamedIn(event, { isNeeded: isResult, course: course.sourcedId, rules });
  const isXp = scoreTypeOf(event).kind === 'XP';
  return {
    findings: [
      ...(isGraded ? subjectFindings(event, ['extensions', 'subject'], rules) : []),
      ...(isResult ? scoreFindings(event, rules) : []),
    ],
    course,
    lesson,
    people: peopleIn(event, rules),
    subject: textAt(event, 'extensions', 'subject'),
    xp: isXp ? scoreOf(event) : undefined,
    metrics: [],
    isProcessed: true,
  };
}

/** Reads an event of the official SDK's own profile: metrics about an activity of a course. */
function activityParts(event: JsonNode, rules: EventRules): Parts {
  const metrics = metricsIn(event, rules);
  const isResult = rules.forms.results.includes(
    `${textAt(event, 'type')} ${textAt(event, 'action')}`,
  );
  const { isProcessed, findings } = isResult
    ? processedIn(event, rules)
    : { isProcessed: false, findings: [] };
  return {
    findings: [
      ...findings,
      ...subjectFindings(event, ['object', 'subject'], rules),
      ...metricFindings(event, rules),
      ...appNameFindings(event),
    ],
    course: sdkCourseIn(event, rules),
    lesson: { at: [], findings: [] },
    people: sdkStudentIn(event, rules),
    subject: textAt(event, 'object', 'subject'),
    xp: metrics.find(({ type }) => type === 'xpEarned')?.value,
    metrics,
    isProcessed,
  };
}

/** The models of the official SDK require the name of the app. */
function appNameFindings(event: JsonNode): EventFinding[] {
  if (textAt(event, 'object', 'app', 'name')) return [];
  const node = nodeAt(event, 'object') ?? event;
  const detail = 'object.app.name is missing, and the official SDK requires it.';
  return [rejected({ detail, field: 'object.app.name', node })];
}
