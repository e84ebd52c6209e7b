import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import {
  type EventFinding,
  type EventRules,
  entityId,
  finding,
  inWords,
  near,
  rejected,
  warning,
} from './rules.ts';

/** The faults in the form of an event, without a look at what the event names. */
export function formFindings(event: JsonNode, { forms }: EventRules): EventFinding[] {
  return [
    ...lackedKeys(event, forms),
    ...keysOfOtherTypes(event, forms),
    ...entityFindings(event, forms),
    ...actionFindings(event, forms),
    ...extensionFindings(event, forms),
  ];
}

type Forms = EventRules['forms'];

function lackedKeys(event: JsonNode, { required }: Forms): EventFinding[] {
  const lacking = required.filter((key) => isEmpty(nodeAt(event, key)));
  if (lacking.length === 0) return [];
  const detail = `The event lacks ${lacking.join(', ')}.`;
  return [rejected({ detail, field: lacking.join(', '), node: event })];
}

function isEmpty(node: JsonNode | undefined): boolean {
  return node === undefined || node.value === null || node.value === '';
}

function keysOfOtherTypes(event: JsonNode, { context, times }: Forms): EventFinding[] {
  const given = (key: string) => {
    const node = nodeAt(event, key);
    return node && !isEmpty(node) ? [{ key, node }] : [];
  };
  const noTexts = ['@context', 'id', 'type', 'action']
    .flatMap(given)
    .flatMap(({ key, node }) =>
      typeof node.value === 'string'
        ? []
        : [rejected({ detail: `The ${key} of an event must be a string.`, field: key, node })],
    );
  const contexts = given('@context').flatMap(({ key, node }) => {
    if (typeof node.value !== 'string' || node.value.includes(context)) return [];
    const detail = `The @context does not contain "${context}", which the events page asks for.`;
    const hint = 'Write it as http://purl.imsglobal.org/ctx/caliper/v1p2.';
    return [rejected({ detail, hint, field: key, node })];
  });
  const moments = times.flatMap(given).flatMap(({ key, node }) => {
    if (typeof node.value === 'string' && isMoment(node.value)) return [];
    const detail = `${key} is not a date and time.`;
    const hint = 'Write it as ISO 8601, such as 2026-01-01T12:00:00.000Z.';
    return [rejected({ detail, hint, field: key, node })];
  });
  return [...noTexts, ...contexts, ...moments];
}

/** Whether a text is a date and time of ISO 8601. */
function isMoment(text: string): boolean {
  const date = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/;
  const time = /T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
  return date.test(text) && time.test(text.slice(10));
}

/** An entity is an object with an id. The row event.entities says whether the id alone is allowed. */
function entityFindings(event: JsonNode, { entities }: Forms): EventFinding[] {
  return ['actor', 'object'].flatMap((key): EventFinding[] => {
    const node = nodeAt(event, key);
    if (!node || isEmpty(node)) return [];
    if (node.value instanceof Map && !isEmpty(nodeAt(node, 'id')) && entityId(node) !== undefined) {
      return [];
    }
    if (typeof node.value !== 'string') {
      return [rejected({ detail: `${key} is not an object with an id.`, field: key, node })];
    }
    if (entities === 'either') return [];
    const hint = `Write it as { "id": …, "type": … }. If the platform accepts a string, add \`facts: { event.entities: either }\` to the environment.`;
    const detail =
      entities === 'objects'
        ? `${key} is a string, but the config requires an object with an id.`
        : `${key} is a string. The events page says that an entity is always a full object; the official SDK writes the id alone, as Caliper allows.`;
    const cost = entities === 'objects' ? 'rejected' : 'unclear';
    return [finding('events/invalid', cost, { detail, hint, field: key, node })];
  });
}

function actionFindings(event: JsonNode, { actions }: Forms): EventFinding[] {
  const type = nodeAt(event, 'type');
  const action = nodeAt(event, 'action');
  if (typeof type?.value !== 'string' || type.value === '') return [];
  const types = [...new Set(actions.map((pair) => pair.split(' ')[0] ?? ''))];
  if (!types.includes(type.value)) {
    const detail = `"${type.value}" is not a documented type of event.`;
    return [rejected({ detail, hint: near(type.value, types), field: 'type', node: type })];
  }
  if (typeof action?.value !== 'string' || action.value === '') return [];
  const known = actionWords(type.value, actions);
  if (known.includes(action.value)) return [];
  const detail = `The action of a ${type.value} is ${inWords(known)}.`;
  return [rejected({ detail, hint: near(action.value, known), field: 'action', node: action })];
}

/** The second words of the pairs that begin with a type: the actions or metrics of this type. */
export function actionWords(type: string, pairs: readonly string[]): readonly string[] {
  return pairs.flatMap((pair) =>
    pair.startsWith(`${type} `) ? [pair.slice(type.length + 1)] : [],
  );
}

/** The findings about keys in `extensions` that not all sources allow. */
function extensionFindings(event: JsonNode, forms: Forms): EventFinding[] {
  const extensions = nodeAt(event, 'extensions');
  if (!(extensions?.value instanceof Map)) return [];
  const others = [...extensions.value.keys()].filter((key) => !forms.extensions.includes(key));
  const lesson = others.filter((key) => key === 'lesson');
  const rest = others.filter((key) => key !== 'lesson');
  return [
    ...keyFinding(lesson, costOfLessonKey(forms), lessonKey, extensions),
    ...keyFinding(rest, costOfKeys(forms), otherKeys, extensions),
  ];
}

type KeyCost = 'rejected' | 'unclear' | 'credited';

function costOfKeys({ otherExtensions }: Forms): KeyCost {
  return otherExtensions === 'ignored' ? 'credited' : otherExtensions;
}

/** A config that settles the place of the lesson also settles whether its key is allowed. */
function costOfLessonKey(forms: Forms): KeyCost {
  if (forms.lessonAt === 'extensions.lesson.id') return 'credited';
  return forms.lessonAt === 'either' || forms.otherExtensions === 'ignored'
    ? costOfKeys(forms)
    : 'rejected';
}

interface KeyWords {
  readonly sources: string;
  readonly hint: string;
}

const tried = 'Send an event with it for a test student.';
const lessonKey: KeyWords = {
  sources:
    'The product overview asks for this key; a client of the live service reports that it is answered with 400 (unrecognized_keys).',
  hint: `${tried} If it is credited, add \`facts: { event.lesson.at: extensions.lesson.id }\` to the environment. If it is answered with 400, name the lesson in object.assignable.id and add \`facts: { event.lesson.at: object.assignable.id }\`.`,
};
const otherKeys: KeyWords = {
  sources:
    'Caliper leaves extensions open; a client of the live service reports that other keys than subject and course are answered with 400 (unrecognized_keys).',
  hint: `${tried} If it is taken, add \`facts: { event.extensions.others: ignored }\` to the environment. If it is answered with 400, leave the key out.`,
};

function keyFinding(
  keys: readonly string[],
  cost: KeyCost,
  { sources, hint }: KeyWords,
  node: JsonNode,
): EventFinding[] {
  if (keys.length === 0 || cost === 'credited') return [];
  const named = keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 60)));
  const detail =
    cost === 'rejected'
      ? `extensions has keys that the config says are answered with 400 (unrecognized_keys): ${named.join(', ')}.`
      : `extensions has ${named.join(', ')}. ${sources}`;
  return [finding('events/invalid', cost, { detail, hint, field: 'extensions', node })];
}

/** The finding about a subject that is unknown or missing, in an event that needs one. */
export function subjectFindings(
  event: JsonNode,
  path: readonly [string, string],
  { forms }: EventRules,
): EventFinding[] {
  const node = nodeAt(event, ...path);
  if (typeof node?.value === 'string' && forms.subjects.includes(node.value)) return [];
  const field = path.join('.');
  const detail = node
    ? `${field} is none of the subjects that are known (row event.subjects).`
    : `${field} is missing, and the type needs it.`;
  const hint = near(node?.value ?? null, forms.subjects);
  return [
    finding('events/invalid', forms.without.subject, { detail, hint, field, node: node ?? event }),
  ];
}

/** Findings about the score of a result: it is missing, or it gives the student no XP. */
export function scoreFindings(event: JsonNode, { forms }: EventRules): EventFinding[] {
  const generated = nodeAt(event, 'generated');
  const node = nodeAt(generated, 'scoreGiven') ?? generated ?? event;
  const field = 'generated.scoreGiven';
  if (textAt(event, 'type') !== 'GradeEvent') return [];
  if (scoreOf(event) === undefined) {
    const detail = 'generated.scoreGiven is missing or no number, so the event carries no result.';
    return [finding('events/invalid', forms.without.score, { detail, field, node })];
  }
  const { kind, isAtTop } = scoreTypeOf(event);
  const place = isAtTop
    ? ' It is in generated, as in the official SDK; the developer guide has it in generated.extensions.'
    : '';
  if (kind === 'XP' && !isAtTop) return [];
  if (kind === 'XP') {
    return [warning({ detail: `The scoreType of the XP may not be seen.${place}`, field, node })];
  }
  if (kind === 'QUESTION_RESULT') return [];
  const detail = `The event gives no XP: generated.extensions.scoreType is not "XP".${place}`;
  return [warning({ detail, field, node })];
}

/** The score of an event; undefined if it is not a finite number. */
export function scoreOf(event: JsonNode): number | undefined {
  const score = nodeAt(event, 'generated', 'scoreGiven')?.value;
  return typeof score === 'number' && Number.isFinite(score) ? score : undefined;
}

/** The type of a score, and whether it is named in `generated` and not in `generated.extensions`. */
export function scoreTypeOf(event: JsonNode): {
  readonly kind: string | undefined;
  readonly isAtTop: boolean;
} {
  const inside = textAt(event, 'generated', 'extensions', 'scoreType');
  const atTop = textAt(event, 'generated', 'scoreType');
  return { kind: inside ?? atTop, isAtTop: inside === undefined && atTop !== undefined };
}
