import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import { actionWords } from './form.ts';
import { checkId, checkNamedNode, type NamedNode } from './named.ts';
import { type EventFinding, type EventRules, finding, near, rejected, warning } from './rules.ts';

/** A number that an event of the official SDK gives about an activity, such as `xpEarned`. */
export interface Metric {
  readonly type: string;
  readonly value: number;
}

/** The metrics of an event that have a known type and a number. All others are left out. */
export function metricsIn(event: JsonNode, { forms }: Pick<EventRules, 'forms'>): Metric[] {
  const known = actionWords(textAt(event, 'type') ?? '', forms.metrics);
  return itemsOf(event).flatMap((item): Metric[] => {
    const type = textAt(item, 'type');
    const value = nodeAt(item, 'value')?.value;
    const isKnown = type !== undefined && known.includes(type);
    return isKnown && typeof value === 'number' ? [{ type, value }] : [];
  });
}

function itemsOf(event: JsonNode): readonly JsonNode[] {
  const items = nodeAt(event, 'generated', 'items')?.value;
  return Array.isArray(items) ? items : [];
}

/** The faults in the metrics of an event of the official SDK. */
export function metricFindings(event: JsonNode, rules: EventRules): EventFinding[] {
  const type = textAt(event, 'type') ?? '';
  const known = actionWords(type, rules.forms.metrics);
  const items = nodeAt(event, 'generated', 'items');
  if (!Array.isArray(items?.value)) {
    const detail = 'generated.items, the list of metrics, is missing.';
    const hint = 'Write it as [{ "type": "xpEarned", "value": 10 }].';
    const node = nodeAt(event, 'generated') ?? event;
    return [rejected({ detail, hint, field: 'generated.items', node })];
  }
  const wrong = itemsOf(event).flatMap((item, index): EventFinding[] => {
    const field = `generated.items[${index}]`;
    const name = textAt(item, 'type');
    if (name === undefined || !known.includes(name)) {
      const detail = `${field}.type is no metric of a ${type}.`;
      const hint = near(name ?? null, known);
      return [rejected({ detail, hint, field: `${field}.type`, node: item })];
    }
    if (typeof nodeAt(item, 'value')?.value === 'number') return [];
    const detail = `${field}.value, the number of ${name}, is missing or no number.`;
    return [rejected({ detail, field: `${field}.value`, node: item })];
  });
  return [...wrong, ...pairFindings(event, rules)];
}

/**
 * Warns if an activity has no XP, has only one of both numbers of questions, or has more correct questions
 * than questions.
 */
function pairFindings(event: JsonNode, rules: EventRules): EventFinding[] {
  if (textAt(event, 'type') !== 'ActivityEvent') return [];
  const of = new Map(metricsIn(event, rules).map(({ type, value }) => [type, value]));
  const [total, correct] = [of.get('totalQuestions'), of.get('correctQuestions')];
  const node = nodeAt(event, 'generated') ?? event;
  const say = (detail: string) => [warning({ detail, field: 'generated.items', node })];
  if (!of.has('xpEarned')) return say('The event gives no XP: it has no metric xpEarned.');
  if ((total === undefined) !== (correct === undefined)) {
    return say('totalQuestions and correctQuestions belong together, and one of them is missing.');
  }
  if (total !== undefined && correct !== undefined && correct > total) {
    return say('correctQuestions is more than totalQuestions.');
  }
  return [];
}

/**
 * Whether the platform makes a result of an activity: `object.process` says so. If it is missing, the rows
 * of the dialect decide.
 */
export function processedIn(
  event: JsonNode,
  { forms }: EventRules,
): { readonly isProcessed: boolean; readonly findings: readonly EventFinding[] } {
  const process = nodeAt(event, 'object', 'process');
  const value = process?.value ?? undefined;
  if (typeof value === 'boolean') return { isProcessed: value, findings: [] };
  const field = 'object.process';
  const node = process ?? nodeAt(event, 'object') ?? event;
  if (value !== undefined) {
    return {
      isProcessed: false,
      findings: [rejected({ detail: `${field} is neither true nor false.`, field, node })],
    };
  }
  if (forms.unprocessed !== 'unclear') {
    return { isProcessed: forms.unprocessed === 'credited', findings: [] };
  }
  const detail = `${field} is missing. The models of the official SDK allow that; a comment in its server says that the service makes a result if it is true.`;
  const hint =
    'Write `"process": true`, as the server of the SDK does. If such an event is credited without, add `facts: { event.without.process: credited }` to the environment.';
  const said = finding('events/invalid', 'unclear', { detail, hint, field, node });
  return { isProcessed: true, findings: [said] };
}

/**
 * The course of an event of the official SDK: a URL in `object.course.id`, or its id in
 * `extensions.courseId`.
 */
export function sdkCourseIn(event: JsonNode, rules: EventRules): NamedNode {
  const { forms, platform } = rules;
  const url = nodeAt(event, 'object', 'course', 'id');
  const id = nodeAt(event, 'extensions', 'courseId');
  if (!url && !id) {
    const detail =
      'No course is named. The models of the official SDK allow that; the line item of its server, under which results are kept, is made from the course.';
    const hint = `object.course.id reads ${platform.baseUrl}${forms.coursePath}/ and the sourcedId; extensions.courseId is the sourcedId.`;
    const said = {
      detail,
      hint,
      field: 'object.course.id',
      node: nodeAt(event, 'object') ?? event,
    };
    return { findings: [finding('events/course', forms.without.course, said)] };
  }
  const byUrl =
    url &&
    checkNamedNode(url, { ...ofCourse, at: 'object.course.id', path: forms.coursePath, rules });
  const byId = id && bareCourse(id, rules);
  const sourcedId = byUrl?.sourcedId ?? byId?.sourcedId;
  const areTwo = byUrl && byId && byUrl.sourcedId !== byId.sourcedId;
  const two =
    areTwo && id
      ? [
          finding('events/course', forms.without.knownCourse, {
            detail: 'object.course.id and extensions.courseId name two different courses.',
            ...{ field: 'extensions.courseId', node: id },
          }),
        ]
      : [];
  const findings = [...(byUrl?.findings ?? []), ...(byId?.findings ?? []), ...two];
  return { ...(sourcedId !== undefined && { sourcedId }), findings };
}

const ofCourse = { kind: 'course' } as const;

function bareCourse(node: JsonNode, rules: EventRules): NamedNode {
  const at = 'extensions.courseId';
  const { knownCourse } = rules.forms.without;
  const wrong = (detail: string, hint?: string, cost = knownCourse): NamedNode => ({
    findings: [finding('events/course', cost, { detail, hint, field: at, node })],
  });
  if (typeof node.value !== 'string') return wrong(`${at} is not a string.`);
  return checkId(node.value, { ...ofCourse, at, rules }, wrong);
}
