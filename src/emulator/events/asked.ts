import type { JsonObject } from '../../model/json.ts';

/** Reads the query parameters of a request one by one, and gathers what is wrong with them. */
export interface Asked {
  readonly text: (name: string) => string | undefined;
  /** The first parameter that is present among `names`, in milliseconds since 1970. */
  readonly moment: (...names: readonly string[]) => number | undefined;
  readonly page: (
    usual: number,
    most: number,
  ) => { readonly offset: number; readonly limit: number };
  readonly wrong: readonly string[];
}

export function asked(request: Request): Asked {
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
