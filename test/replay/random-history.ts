import type { Course, Lesson, Revision, Unit } from '../../scripts/replay/history.ts';

/** What authors do to the identities in one revision. */
export const accidents = [
  'fresh',
  'placeholder',
  'look-alike',
  'slug',
  'mended',
  'renamed with a fresh one',
  'copied',
  'copy mended',
  'restored',
  'resurrected',
  'removed',
  'nameless',
  'swapped',
  'handed on',
  'typed over',
  'rewritten',
] as const;
export type HistoryAccident = (typeof accidents)[number];

/** A source of numbers from 0 up to below 1 that gives the same ones for the same seed. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const subjects = ['Rivers', 'Bridges', 'Clouds', 'Maps', 'Ships', 'Grain', 'Copper', 'Glass'];
const sides = ['Names of', 'Counting', 'Drawing', 'A history of', 'Measuring', 'Uses of'];

interface Draft {
  key: string;
  uuid?: string;
  title: string;
  description: string;
}

/** What an author knows of the past and makes up. */
interface Desk {
  readonly next: () => number;
  readonly drafts: Draft[];
  readonly gone: string[];
  count: number;
}

/** A history in which the accidents happen one after the other, one in each revision. */
export function historyOf(happened: readonly HistoryAccident[], seed: number): readonly Revision[] {
  const desk: Desk = { next: numbers(seed), drafts: [], gone: [], count: 0 };
  for (let index = 0; index < 12; index += 1) desk.drafts.push(draft(desk));
  const revisions = [revision(desk, 'start', 0)];
  for (const [index, accident] of happened.entries()) {
    strike(accident, desk);
    if (desk.next() < 0.3) desk.drafts.push(draft(desk));
    if (desk.next() < 0.3) reword(desk);
    revisions.push(revision(desk, accident, index + 1));
  }
  return revisions;
}

function strike(accident: HistoryAccident, desk: Desk): void {
  const [a, b] = twoOf(desk);
  if (!a || !b) return;
  switch (accident) {
    case 'fresh':
      lose(desk, a, uuid(desk));
      break;
    case 'placeholder':
      lose(desk, a, desk.next() < 0.5 ? 'UUID_HERE' : 'todo');
      break;
    case 'look-alike':
      lose(desk, a, uuid(desk).replace(/^./, 'z'));
      break;
    case 'slug':
      lose(desk, a, `lesson-${desk.count}`);
      break;
    case 'mended': {
      const odd = desk.drafts.find((each) => !/^[\da-f]{8}-/.test(each.uuid ?? ''));
      if (odd) odd.uuid = uuid(desk);
      break;
    }
    case 'renamed with a fresh one':
      a.key = `${a.key}-again`;
      lose(desk, a, uuid(desk));
      break;
    case 'copied':
      desk.drafts.push({ ...draft(desk), ...(a.uuid && { uuid: a.uuid }) });
      break;
    case 'copy mended': {
      const twice = desk.drafts.findLast((each, index) =>
        desk.drafts.some((other, at) => at < index && other.uuid === each.uuid),
      );
      if (twice) twice.uuid = uuid(desk);
      break;
    }
    case 'restored': {
      const old = desk.gone.pop();
      if (old) lose(desk, a, old);
      break;
    }
    case 'resurrected': {
      const old = desk.gone.shift();
      if (old) desk.drafts.push({ ...draft(desk), uuid: old });
      break;
    }
    case 'removed':
      remember(desk, a);
      desk.drafts.splice(desk.drafts.indexOf(a), 1);
      break;
    case 'nameless':
      remember(desk, a);
      delete a.uuid;
      break;
    case 'swapped':
      [a.uuid, b.uuid] = [b.uuid ?? uuid(desk), a.uuid ?? uuid(desk)];
      break;
    case 'handed on': {
      const { uuid: old = uuid(desk) } = a;
      a.uuid = uuid(desk);
      desk.drafts.splice(desk.drafts.indexOf(a) + 1, 0, { ...draft(desk), uuid: old });
      break;
    }
    case 'typed over':
      if (b.uuid) lose(desk, a, b.uuid);
      break;
    case 'rewritten':
      Object.assign(a, { ...draft(desk), ...(a.uuid && { uuid: a.uuid }), key: a.key });
      break;
  }
}

function lose(desk: Desk, lesson: Draft, next: string): void {
  remember(desk, lesson);
  lesson.uuid = next;
}

function remember({ gone }: Desk, { uuid: old }: Draft): void {
  if (old !== undefined && /^[\da-f]{8}-/.test(old)) gone.push(old);
}

function twoOf({ next, drafts }: Desk): Draft[] {
  const first = Math.floor(next() * drafts.length);
  return [drafts[first], drafts[(first + 1) % drafts.length]].flatMap((each) => each ?? []);
}

function reword(desk: Desk): void {
  const [a] = twoOf(desk);
  if (a) a.description = `${a.description} It takes an hour.`;
}

function draft(desk: Desk): Draft {
  desk.count += 1;
  const { count } = desk;
  const subject = subjects[count % subjects.length] ?? '';
  const side = sides[Math.floor(count / subjects.length) % sides.length] ?? '';
  const round = Math.floor(count / subjects.length / sides.length);
  const title = `${side} ${subject}${round > 0 ? ` ${round + 1}` : ''}`;
  return {
    key: `lesson-${count}`,
    uuid: uuid(desk),
    title,
    description: `${subject} seen from the side of "${side}", with ${count} tasks.`,
  };
}

function uuid({ next }: Desk): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(next() * 16).toString(16)).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function revision({ drafts }: Desk, what: string, number: number): Revision {
  const lessons: Lesson[] = drafts.map((each) => ({ ...each }));
  const half = Math.ceil(lessons.length / 2);
  const units: Unit[] = [lessons.slice(0, half), lessons.slice(half)].map((own, index) => ({
    key: `unit-${index + 1}`,
    uuid:
      index === 0 ? '0d9be2b8-51f6-4d3e-8c9f-7c1a5b2f4e03' : 'e2a7c1f9-6b54-4b0d-9f3a-1d8c7e6b5a04',
    title: `Part ${index === 0 ? 'one: on land' : 'two: at sea'}`,
    lessons: own,
  }));
  const course: Course = {
    key: 'things',
    uuid: '6f0c7a52-3a44-4c0e-9a55-0a6f9f4d1c01',
    title: 'Things and their stories',
    units,
  };
  const date = new Date(Date.UTC(2026, 0, 1 + number)).toISOString();
  return {
    rev: `${number}-${what.replaceAll(' ', '-')}`,
    date,
    message_subject: what,
    courses: [course],
  };
}
