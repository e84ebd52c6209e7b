import type { Json, JsonObject } from '../../../../model/json.ts';
import type { Api } from '../api.ts';
import type { EmulatorAnswer } from '../http.ts';
import type { StoredFact } from './facts.ts';

/** Reads the query parameters of a request one by one, and gathers what is wrong with them. */
interface QueryParameters {
  readonly text: (name: string) => string | undefined;
  /** The first parameter that is present among `names`, in milliseconds since 1970. */
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

export function studentAsked(
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

export function nobody({ dialect }: Api): EmulatorAnswer {
  return dialect.refusal(404, 'There is no student with that "studentId" or "email".');
}

/** The week around a moment, from its first millisecond. Assumed: it begins on Monday, in UTC. */
export function weekAround(moment: number): { readonly start: number; readonly end: number } {
  const start = Math.floor(moment / day) * day - ((new Date(moment).getUTCDay() + 6) % 7) * day;
  return { start, end: start + 7 * day };
}
