import { randomUUID } from 'node:crypto';
import type { JudgedEvent } from '../../../../caliper/judge.ts';
import { isObject, type Json, type JsonObject } from '../../../../model/json.ts';
import { defined, textUnder } from '../../../../model/json-values.ts';
import type { Api } from '../api.ts';
import { hasLink } from '../oneroster/roster.ts';
import type { Entry } from '../store.ts';

/** What the platform keeps about one activity of a student. */
export interface ActivityFact {
  /** Id of the object of the event. */
  readonly objectId: string;
  /** The key by which a later event replaces this fact; absent: the id of the object. */
  readonly replaces?: string;
  readonly eventId: string;
  readonly type: string;
  /** The time of the event in ISO 8601. */
  readonly at: string;
  readonly student: string;
  readonly application: string;
  readonly subject: string;
  readonly course: string;
  readonly lesson?: string;
  readonly enrollment?: string;
  /** Name of the activity. */
  readonly activity?: string;
  /** The app's own id of the activity; absent: that of the lesson or object is used. */
  readonly activityId?: string;
  readonly xp?: number;
  readonly score?: number;
  readonly questions?: { readonly total?: number; readonly correct?: number };
  readonly masteredUnits?: number;
  readonly seconds?: Readonly<Partial<Record<'active' | 'inactive' | 'waste', number>>>;
  readonly sensor?: string;
  readonly attempt?: number;
  /** The line item of the activity, with the sent time; absent: only that of the lesson. */
  readonly lineItem?: {
    readonly sourcedId: string;
    readonly title: string;
    readonly scoreDate: string;
  };
}

/** The fact that follows from an event; undefined if nothing follows. */
export function activityFactOf(
  event: JsonObject,
  judged: JudgedEvent,
  client: string,
  api: Api,
): ActivityFact | undefined {
  const { outcome, student, course, lesson, xp, score, subject = '' } = judged;
  if (outcome === 'nothing' || student === undefined || course === undefined) return undefined;
  const { object, edApp, eventTime } = event;
  const enrollment = enrollmentOf(student, course, client, api)?.sourcedId;
  const activity = nameOf(object);
  const moment = momentOf(eventTime);
  return {
    objectId: idOfEntity(object),
    eventId: idOfEntity(event),
    type: textUnder(event, 'type') ?? '',
    at: (Number.isNaN(moment) ? api.now() : new Date(moment)).toISOString(),
    student,
    application: appOf(edApp),
    subject,
    course,
    ...defined({ lesson, enrollment, activity }),
    ...(outcome === 'credited' && defined({ xp, score })),
  };
}

/** The name of an activity, in either form of events. */
function nameOf(object: Json | undefined): string | undefined {
  return textUnder(object, 'extensions', 'activityName') ?? textUnder(object, 'activity', 'name');
}

function appOf(app: Json | undefined): string {
  return idOfEntity(app).split('/').at(-1) ?? '';
}

/** A date-time in milliseconds since 1970; NaN for any other value. */
export function momentOf(value: Json | undefined): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

/** The class that an enrollment is in. */
export function classOf({ record }: Entry, { store }: Pick<Api, 'store'>): Entry | undefined {
  const sourcedId = textUnder(record, 'class', 'sourcedId');
  return sourcedId === undefined ? undefined : store.find('class', sourcedId);
}

/** The enrollment of a student in a class of a course. */
export function enrollmentOf(
  student: string,
  course: string,
  owner: string,
  { store }: Api,
): Entry | undefined {
  const scope = { names: ['enrollment'], owner, withRetired: false };
  return store
    .list(scope)
    .find(
      (entry) =>
        hasLink(entry.record, 'user', student) &&
        hasLink(classOf(entry, { store })?.record ?? {}, 'course', course),
    );
}

/** The id of an entity, or a text that stands for one; empty if there is neither. */
function idOfEntity(entity: Json | undefined): string {
  return textUnder(isObject(entity) ? entity['id'] : entity) ?? '';
}

interface Pending {
  readonly fact: ActivityFact;
  readonly owner: string;
  readonly id: string;
}

/** Stores what follows from an event until it is due. */
export function keepPending({ fact, owner, id }: Pending, { store, now, materialiseAfterMs }: Api) {
  const due = now().getTime() + materialiseAfterMs;
  store.put({ name: 'pending', sourcedId: id, owner, record: { due, fact: written(fact) } });
}

/** Converts what is due to facts and results. Called before derived records are read. */
export function materialise({ store, now }: Api, owner: string): void {
  const waiting = store.list({ names: ['pending'], owner, withRetired: false });
  const due = waiting.filter(({ record }) => Number(record['due']) <= now().getTime());
  if (due.length === 0) return;
  store.atOnce(() => {
    for (const entry of due) {
      const fact = factIn(entry);
      keepFact(fact, owner, store);
      store.put({ ...entry, record: { status: 'tobedeleted' } });
    }
  });
}

/** Stores a fact by its object: a later event replaces it, an earlier one changes nothing. */
function keepFact(fact: ActivityFact, owner: string, store: Api['store']): void {
  const key = `${owner} ${fact.replaces ?? fact.objectId}`;
  const before = store.find('fact', key);
  if (before && Date.parse(factIn(before).at) > Date.parse(fact.at)) return;
  const id = before ? before.record['id'] : randomUUID();
  const record = { id: id ?? key, fact: written(fact) };
  store.put({ name: 'fact', sourcedId: key, owner, record });
  for (const { name, sourcedId, record } of gradebookOf(fact, String(id))) {
    // An app may have extended an existing line item.
    const isKept = name === 'assessmentLineItem' && store.find(name, sourcedId) !== undefined;
    if (!isKept) store.put({ name, sourcedId, owner, record });
  }
}

/**
 * The line item of an app's activity, and the result in it. The ids of line items, `attempt` and `scoreDate`
 * are those that the official SDK expects; everything else is assumed. Without a line item: a result in the
 * form of the sibling API, since the Partner API does not document its own.
 */
function gradebookOf(fact: ActivityFact, id: string): readonly Omit<Entry, 'owner'>[] {
  const { at, student, course, lesson, score, lineItem } = fact;
  if (!lineItem && score === undefined) return [];
  const common = { status: 'active', dateLastModified: at, course: { sourcedId: course } };
  const result: JsonObject = {
    ...common,
    sourcedId: id,
    student: { sourcedId: student },
    assessmentLineItem: { sourcedId: lineItem?.sourcedId ?? lesson ?? course },
    score: score ?? null,
    scoreDate: lineItem?.scoreDate ?? at,
    scoreStatus: 'fully graded',
    ...(lineItem && { metadata: measured(fact) }),
  };
  const items = [lineItem ?? []].flat().map(({ sourcedId, title }) => ({
    ...{ name: 'assessmentLineItem', sourcedId },
    record: { ...common, sourcedId, title },
  }));
  return [...items, { name: 'assessmentResult', sourcedId: id, record: result }];
}

function measured({ attempt, xp, questions, masteredUnits }: ActivityFact): JsonObject {
  const { total: totalQuestions, correct: correctQuestions } = questions ?? {};
  return { ...defined({ attempt, xp, totalQuestions, correctQuestions, masteredUnits }) };
}

/** A fact with the id under which it is stored. */
export interface StoredFact extends ActivityFact {
  readonly id: string;
}

/** The facts of one student, oldest first. */
export function factsAbout(student: string, owner: string, { store }: Api): readonly StoredFact[] {
  return store
    .list({ names: ['fact'], owner, withRetired: true })
    .map((entry) => ({ ...factIn(entry), id: String(entry.record['id']) }))
    .filter((fact) => fact.student === student)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function written(fact: ActivityFact): string {
  return JSON.stringify(fact);
}

/** The fact in a record. Only facts are stored under this key. */
function factIn({ record }: Entry): ActivityFact {
  return JSON.parse(String(record['fact']));
}
