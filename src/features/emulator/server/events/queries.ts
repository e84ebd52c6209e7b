import type { Json, JsonObject } from '../../../../model/json.ts';
import type { Api, Visit } from '../api.ts';
import { factsAbout, type StoredFact } from './facts.ts';

/** Reads the query parameters of a request one by one, and gathers what is wrong with them. */
interface QueryParameters {
  readonly text: (name: string) => string | undefined;
  /** The value of the first present parameter of `names`, in milliseconds since 1970. */
  readonly moment: (...names: readonly string[]) => number | undefined;
  readonly page: (
    usual: number,
    most: number,
  ) => { readonly offset: number; readonly limit: number };
  readonly wrong: readonly string[];
}

export function queryParameters(request: Request): QueryParameters {
  const given = new URL(request.url).searchParams;
  const wrong: string[] = [];
  const text = (name: string) => given.get(name) ?? undefined;
  const whole = (name: string, usual: number, [least, most]: readonly [number, number]) => {
    const value = text(name) ?? String(usual);
    const number = Number(value);
    if (/^\d{1,9}$/.test(value) && number >= least && number <= most) return number;
    wrong.push(`"${name}" must be a whole number from ${least} to ${most}.`);
    return usual;
  };
  return {
    text,
    moment: (...names) => {
      const name = names.find((one) => given.has(one));
      if (name === undefined) return undefined;
      const moment = Date.parse(text(name) ?? '');
      if (!Number.isNaN(moment)) return moment;
      wrong.push(`"${name}" must be a date.`);
      return undefined;
    },
    page: (usual, most) => ({
      offset: whole('offset', 0, [0, 999_999_999]),
      limit: whole('limit', usual, [1, most]),
    }),
    wrong,
  };
}

/** One page of values under a name, with its numbers. */
export function paged(
  name: string,
  values: readonly JsonObject[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
): JsonObject {
  return { [name]: values.slice(offset, offset + limit), offset, limit, total: values.length };
}

export const day = 86_400_000;

/** The sum of the XP of some facts. */
export function xpOf(facts: readonly StoredFact[]): number {
  return facts.reduce((sum, { xp = 0 }) => sum + xp, 0);
}

export function within(
  facts: readonly StoredFact[],
  from: number,
  to: number,
): readonly StoredFact[] {
  return facts.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
}

export function span(from: number, to: number): JsonObject {
  const dateOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);
  return { startDate: dateOf(from), endDate: dateOf(to) };
}

function studentAsked(
  text: (name: string) => string | undefined,
  owner: string,
  { store }: Api,
): { readonly id: string; readonly email: Json } | undefined {
  const [id, email] = [text('studentId'), text('email')];
  const users = store.list({ names: ['user'], owner, withRetired: true });
  const user = users.find(({ sourcedId, record }) =>
    id === undefined ? email !== undefined && record['email'] === email : sourcedId === id,
  );
  return user && { id: user.sourcedId, email: user.record['email'] ?? null };
}

type Range = readonly [from: number, to: number];

/** The week around `weekDate`, from its first millisecond. Assumed: it begins on Monday, in UTC. */
export function weekAsked({ moment }: Pick<QueryParameters, 'moment'>): Range | string {
  const date = moment('weekDate');
  if (date === undefined) return '"weekDate" is required.';
  const start = Math.floor(date / day) * day - ((new Date(date).getUTCDay() + 6) % 7) * day;
  return [start, start + 7 * day];
}

/** The time from `startDate` to `endDate`, as far as a request has them. */
export function daysAsked(
  { moment }: Pick<QueryParameters, 'moment'>,
  usual: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): Range {
  const [from = usual[0], to = usual[1]] = [moment('startDate'), moment('endDate')];
  return [from, to + 1];
}

/**
 * The facts of the student and the time that a query names, or why they are not shown. A text instead of a
 * range says what the query lacks.
 */
export function factsAsked(
  { request, client }: Visit,
  api: Api,
  rangeIn: (query: QueryParameters) => Range | string,
) {
  const query = queryParameters(request);
  const range = rangeIn(query);
  const refused = (status: 400 | 404, why: string) => ({
    refusal: api.dialect.refusal(status, why),
  });
  if (query.wrong.length > 0) return refused(400, query.wrong.join(' '));
  if (typeof range === 'string') return refused(400, range);
  const student = studentAsked(query.text, client.id, api);
  if (!student) return refused(404, 'There is no student with that "studentId" or "email".');
  const all = factsAbout(student.id, client.id, api);
  return { email: student.email, all, facts: within(all, ...range), range, text: query.text };
}
