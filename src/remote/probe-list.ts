import { isObject, type Json } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Collection, Dialect, Page } from './dialect.ts';
import type { ApiRequest, ApiResult } from './http/request.ts';
import { unexpected } from './list.ts';
import type { Listing } from './protocol-findings.ts';
import { hasId } from './record-at.ts';

/** What a probe asks with. */
export interface Prober {
  readonly dialect: Dialect;
  readonly now: () => Date;
  readonly send: (ask: ApiRequest) => Promise<ApiResult>;
}

/** What became of one collection: its list, or why there is none; and all that went wrong. */
export interface ProbedList {
  readonly list: Listing | Problem;
  readonly problems: readonly Problem[];
  /** Nothing came but this status. */
  readonly refused?: 403 | 404;
}

/** Asked for in turn, where the platform does not take as many as the table says. */
const smallerLimits = [100, 1];

/** Asks for one page of a collection, as large as the platform takes it, and for one record of it. */
export async function probeList(collection: Collection, prober: Prober): Promise<ProbedList> {
  const { dialect } = prober;
  const limits = [dialect.pageLimit, ...smallerLimits.filter((limit) => limit < dialect.pageLimit)];
  const refused: number[] = [];
  let first: Problem | undefined;
  for (const asked of limits) {
    const ms = stopwatch(prober);
    const path = `${collection.path}?limit=${asked}&offset=0`;
    const answer = await prober.send({ path, doing: `Reading ${collection.plural}` });
    if (answer.ok) {
      const { json = null } = answer.value;
      const list = { asked, refused, ms: ms(), answer: json, page: collection.page(json) };
      if (!list.page) return { list, problems: [unexpected(collection, path)] };
      const wrong = await contradiction(collection, { ...list, page: list.page }, prober);
      const one = await withOne(collection, list, prober);
      return { ...one, problems: [...wrong, ...one.problems] };
    }
    const [problem] = answer.problems;
    first ??= problem;
    const { status } = answer;
    if (status === 403 || status === 404) return { ...failed(first), refused: status };
    if (problem?.code !== 'remote/rejected') break;
    refused.push(asked);
  }
  return failed(first);
}

function failed(first: Problem | undefined): ProbedList {
  if (!first) throw new Error('a failure without a problem');
  return { list: first, problems: [first] };
}

/**
 * Whether the total is what came, as far as one page tells. Where fewer came than were asked for the
 * server may have a smaller page, and then there is a next one.
 */
async function contradiction(
  { plural, path, page: pageOf }: Collection,
  { page: { records, total }, asked }: Listing & { readonly page: Page },
  { send }: Prober,
): Promise<Problem[]> {
  const came = records.length;
  if (came >= Math.min(total, asked)) {
    return came > total ? [contradicts(plural, `${came} records came`, total)] : [];
  }
  const next = `${path}?limit=${asked}&offset=${came}`;
  const answer = await send({ path: next, doing: `Reading ${plural}` });
  if (!answer.ok) return [...answer.problems];
  const more = pageOf(answer.value.json ?? null)?.records.length ?? 0;
  return more === 0 ? [contradicts(plural, `${came} records came, and no next page`, total)] : [];
}

function contradicts(plural: string, came: string, total: number): Problem {
  return problem('remote/incomplete-read', {
    detail: `Reading ${plural}: ${came}, and the total is ${total}.`,
    hint: 'Run the command again when nobody else is publishing. If it stays so, tell whoever runs the platform: no plan is made from such a list.',
  });
}

async function withOne(
  { name, pathOf, unwrap }: Collection,
  list: Listing,
  prober: Prober,
): Promise<ProbedList> {
  const [id] = idsOf(list.page?.records ?? []);
  if (id === undefined) return { list, problems: [] };
  const ask = { path: pathOf(id), doing: `Reading the ${name} ${id}` };
  const answer = await prober.send({ ...ask, mayBeAbsent: true });
  if (!answer.ok) return { list, problems: answer.problems };
  if (answer.value.status === 404) return { list, problems: [] };
  const { json = null } = answer.value;
  const one = { answer: json, record: unwrap(json) };
  return { list: { ...list, one }, problems: [] };
}

/** The ids of those that are records. */
export function idsOf(records: readonly Json[]): readonly string[] {
  return records.flatMap((record) =>
    isObject(record) && hasId(record) ? [String(record['sourcedId'])] : [],
  );
}

/** Milliseconds since it was made. */
export function stopwatch({ now }: Pick<Prober, 'now'>): () => number {
  const started = now().getTime();
  return () => now().getTime() - started;
}
