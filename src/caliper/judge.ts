import { type JsonNode, textAt } from '../document/json-nodes.ts';
import type { CheckedEvent, EventVerdict } from '../model/event-check.ts';
import { problem } from '../model/problem.ts';
import { courseOf } from './course.ts';
import { formFindings } from './form.ts';
import { lessonOf } from './lesson.ts';
import { peopleFindings } from './people.ts';
import type { Finding, Terms } from './terms.ts';

/** Checks one event: its verdict, and the findings behind it. */
export function judge(event: JsonNode, terms: Terms): CheckedEvent {
  const { line } = terms.spanOf(event).start;
  if (!(event.value instanceof Map)) {
    const said = { detail: 'An event is a JSON object.', span: terms.spanOf(event) };
    return { line, verdict: 'rejected', lessonAt: [], problems: [problem('events/invalid', said)] };
  }
  const type = textAt(event, 'type');
  const action = textAt(event, 'action');
  const isGraded = terms.forms.graded.includes(type ?? '');
  const course = courseOf(event, isGraded, terms);
  const lesson = lessonOf(event, { isGraded, course: course.sourcedId, terms });
  const findings = [
    ...formFindings(event, terms),
    ...course.findings,
    ...lesson.findings,
    ...peopleFindings(event, terms),
  ];
  return {
    line,
    ...(type !== undefined && { type }),
    ...(action !== undefined && { action }),
    verdict: verdictOf(findings, isGraded),
    ...(course.sourcedId !== undefined && { course: course.sourcedId }),
    ...(lesson.sourcedId !== undefined && { lesson: lesson.sourcedId }),
    lessonAt: lesson.at,
    problems: findings.map((one) => one.problem),
  };
}

/** Rejection comes first: a rejected event is never dropped. */
function verdictOf(findings: readonly Finding[], isGraded: boolean): EventVerdict {
  const losses = findings.map(({ loss }) => loss);
  if (losses.includes('rejected')) return 'rejected';
  if (losses.includes('dropped')) return 'dropped';
  return isGraded ? 'credited' : 'recorded';
}
