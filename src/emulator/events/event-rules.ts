import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { FieldProblem } from '../fields.ts';

/** Actions of the six event types, from the events page. */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  GradeEvent: ['Graded'],
  AssessmentItemEvent: ['Started', 'Skipped', 'Completed'],
  AssessmentEvent: ['Started', 'Paused', 'Resumed', 'Restarted', 'Submitted'],
  AssignableEvent: ['Activated', 'Deactivated', 'Started', 'Completed', 'Submitted', 'Reviewed'],
  ViewEvent: ['Viewed'],
  SessionEvent: ['LoggedIn', 'LoggedOut', 'TimedOut'],
};

/** Event types that have to name a subject and a course. */
const graded = ['GradeEvent', 'AssessmentEvent', 'AssessmentItemEvent'];

/** Every fault for which the platform answers 400 to an event. */
export function eventProblems(
  event: JsonObject,
  { refusesLessonKey }: { readonly refusesLessonKey: boolean },
): readonly FieldProblem[] {
  const { type, action, actor, object, extensions, eventTime } = event;
  const said = isObject(extensions) ? extensions : {};
  const problems: FieldProblem[] = ['@context', 'id', 'type', 'action']
    .filter((field) => !isText(event[field]))
    .map((field) => ({ field, message: 'is required' }));
  const add = (field: string, message: string) => problems.push({ field, message });
  if (!hasId(actor)) add('actor', 'must be an object with an id');
  if (!hasId(object)) add('object', 'must be an object with an id');
  if (eventTime !== undefined && Number.isNaN(momentOf(eventTime))) {
    add('eventTime', 'must be an ISO 8601 date and time');
  }
  const actions = typeof type === 'string' ? actionsFor(type) : undefined;
  if (isText(type) && !actions) add('type', `must be one of ${Object.keys(actionsOf).join(', ')}`);
  if (actions && isText(action) && !actions.includes(String(action))) {
    add('action', `must be one of ${actions.join(', ')} in a ${String(type)}`);
  }
  if (graded.includes(String(type))) {
    if (!isText(said['subject'])) add('extensions.subject', 'is required');
    if (!hasId(said['course'])) add('extensions.course.id', 'is required');
  }
  if (refusesLessonKey && said['lesson'] !== undefined) {
    add('extensions', 'unrecognized_keys: lesson');
  }
  return problems;
}

function actionsFor(type: string): readonly string[] | undefined {
  return Object.hasOwn(actionsOf, type) ? actionsOf[type] : undefined;
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

function hasId(value: Json | undefined): boolean {
  return isObject(value) && isText(value['id']);
}

/** A date-time in milliseconds since 1970; NaN for any other value. */
export function momentOf(value: Json | undefined): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}
