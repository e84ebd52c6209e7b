import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import type { LessonPlace } from '../model/event-check.ts';
import { problem } from '../model/problem.ts';
import { type Named, named } from './course.ts';
import { referenceFrom } from './reference.ts';
import { type Finding, finding, type Terms } from './terms.ts';

export interface NamedLesson extends Named {
  readonly at: readonly LessonPlace[];
}

interface Mention {
  readonly place: LessonPlace;
  readonly node: JsonNode;
}

/**
 * Finds the lesson of an event at one of the two documented places. Every graded event needs one.
 */
export function lessonOf(
  event: JsonNode,
  { isGraded, course, terms }: { isGraded: boolean; course: string | undefined; terms: Terms },
): NamedLesson {
  const { forms } = terms;
  const mentions = mentionsIn(event, isGraded, terms);
  const at = mentions.map(({ place }) => place);
  const counting = mentions.filter(
    ({ place }) => forms.lessonAt === 'either' || place === forms.lessonAt || !isGraded,
  );
  const refused = refusedKey(mentions, terms);
  const [first, second] = counting;
  if (!first) {
    return { at, findings: [...refused, ...(isGraded ? [missing(event, mentions, terms)] : [])] };
  }
  const found = counting.map(({ place, node }) =>
    named(node, {
      ...{ kind: 'lesson', at: place, terms },
      ...{ path: forms.lessonPath, outcome: forms.without.knownLesson },
    }),
  );
  const [named1, named2] = found;
  const sourcedId = named1?.sourcedId ?? named2?.sourcedId;
  const contradiction =
    second && named1?.sourcedId !== named2?.sourcedId
      ? [mismatch(second, `${first.place} and ${second.place} name two different lessons.`, terms)]
      : [];
  return {
    at,
    ...(sourcedId !== undefined && { sourcedId }),
    findings: [
      ...refused,
      ...found.flatMap(({ findings }) => findings),
      ...contradiction,
      ...otherCourse(first, { lesson: sourcedId, course, terms }),
    ],
  };
}

/**
 * Mentions of a lesson in an event. `object` and `object.assignable` may hold anything of the app
 * (as in the developer guide's example), so only values that look like a lesson count.
 */
function mentionsIn(event: JsonNode, isGraded: boolean, terms: Terms): Mention[] {
  const explicit =
    nodeAt(event, 'extensions', 'lesson', 'id') ?? nodeAt(event, 'extensions', 'lesson');
  const assignable = nodeAt(event, 'object', 'assignable', 'id');
  const object = nodeAt(event, 'object', 'id');
  const mentions: Mention[] = [];
  if (explicit) mentions.push({ place: 'extensions.lesson.id', node: explicit });
  if (assignable && isMeant(textAt(assignable), explicit !== undefined, terms)) {
    mentions.push({ place: 'object.assignable.id', node: assignable });
  }
  if (!isGraded && mentions.length === 0 && object && isMeant(textAt(object), false, terms)) {
    mentions.push({ place: 'object.id', node: object });
  }
  return mentions;
}

/**
 * An address of the app that ends in a lesson's id counts as a slip only if the event names no
 * lesson elsewhere.
 */
function isMeant(text: string | undefined, isNamedElsewhere: boolean, terms: Terms): boolean {
  if (text === undefined) return false;
  const { environment, forms, known } = terms;
  const reference = referenceFrom(text, forms.lessonPath, terms);
  const isHere = text.startsWith(`${environment.baseUrl}${forms.lessonPath}/`);
  if (reference.type === 'url' || isHere) return true;
  const { sourcedId } = reference;
  return !isNamedElsewhere && sourcedId !== undefined && known.lookUp(sourcedId)?.kind === 'lesson';
}

/** On a platform that is known to refuse the key, the whole event is rejected. */
function refusedKey(mentions: readonly Mention[], { forms, spanOf }: Terms): Finding[] {
  const explicit = mentions.find(({ place }) => place === 'extensions.lesson.id');
  if (!explicit || forms.lessonAt !== 'object.assignable.id') return [];
  const said = {
    detail:
      'The config says that lessons stand in object.assignable.id; then the key extensions.lesson is answered with 400.',
    hint: 'Take the key out, and name the lesson in object.assignable.id.',
    span: spanOf(explicit.node),
  };
  return [{ loss: 'rejected', problem: problem('events/lesson', said) }];
}

function missing(event: JsonNode, mentions: readonly Mention[], terms: Terms): Finding {
  const { forms, spanOf } = terms;
  const place =
    forms.lessonAt === 'either' ? 'extensions.lesson.id or object.assignable.id' : forms.lessonAt;
  const elsewhere = mentions.map((one) => one.place).join(', ');
  const detail =
    elsewhere === ''
      ? `No lesson is named in ${place}, and graded events need one.`
      : `The lesson is named in ${elsewhere}, and the config says that only ${place} counts.`;
  const hint = `It reads ${terms.environment.baseUrl}${forms.lessonPath}/ and the sourcedId.`;
  return finding('events/lesson', forms.without.lesson, { detail, hint, span: spanOf(event) });
}

function mismatch({ node }: Mention, detail: string, { forms, spanOf }: Terms): Finding {
  return finding('events/lesson', forms.without.knownLesson, { detail, span: spanOf(node) });
}

function otherCourse(
  mention: Mention,
  {
    lesson,
    course,
    terms,
  }: { lesson: string | undefined; course: string | undefined; terms: Terms },
): Finding[] {
  if (lesson === undefined || course === undefined) return [];
  const own = terms.known.courseOf(lesson);
  if (own === undefined || own === course) return [];
  const detail = `The lesson ${lesson} belongs to the course ${own}, and extensions.course.id names ${course}.`;
  return [mismatch(mention, detail, terms)];
}
