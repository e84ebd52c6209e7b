import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../model/json.ts';
import type { Api } from '../api.ts';
import type { Entry } from '../store.ts';
import type { Fact } from './fact.ts';

interface Pending {
  readonly fact: Fact;
  readonly owner: string;
  readonly id: string;
}

/** Stores what follows from an event until it is due. */
export function keepPending({ fact, owner, id }: Pending, { store, now, materialiseAfterMs }: Api) {
  const due = now().getTime() + materialiseAfterMs;
  store.put({ name: 'pending', sourcedId: id, owner, record: { due, fact: written(fact) } });
}

/** Turns what is due into facts and results. Called before anything derived is read. */
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
function keepFact(fact: Fact, owner: string, store: Api['store']): void {
  const key = `${owner} ${fact.objectId}`;
  const before = store.find('fact', key);
  if (before && Date.parse(factIn(before).at) > Date.parse(fact.at)) return;
  const id = before ? before.record['id'] : randomUUID();
  store.put({
    name: 'fact',
    sourcedId: key,
    owner,
    record: { id: id ?? key, fact: written(fact) },
  });
  if (fact.score !== undefined) store.put(resultOf(fact, owner, String(id)));
}

/** A result in the form of the sibling API, since the Partner API's own form is not documented. */
function resultOf({ at, student, lesson, course, score }: Fact, owner: string, id: string): Entry {
  const record: JsonObject = {
    sourcedId: id,
    status: 'active',
    dateLastModified: at,
    student: { sourcedId: student },
    assessmentLineItem: { sourcedId: lesson ?? course },
    course: { sourcedId: course },
    score: score ?? null,
    scoreDate: at,
    scoreStatus: 'fully graded',
  };
  return { name: 'assessmentResult', sourcedId: id, owner, record };
}

/** A fact with the id under which it is stored. */
export interface KnownFact extends Fact {
  readonly id: string;
}

/** The facts of one student, oldest first. */
export function factsAbout(student: string, owner: string, { store }: Api): readonly KnownFact[] {
  return store
    .list({ names: ['fact'], owner, withRetired: true })
    .map((entry) => ({ ...factIn(entry), id: String(entry.record['id']) }))
    .filter((fact) => fact.student === student)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function written(fact: Fact): string {
  return JSON.stringify(fact);
}

/** Only facts are stored under that key. */
function factIn({ record }: Entry): Fact {
  return JSON.parse(String(record['fact']));
}
