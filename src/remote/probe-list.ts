import { isObject, type Json } from '../model/json.ts';
import type { Checked, Problem } from '../model/problem.ts';
import type { Collection, Dialect } from './dialect.ts';
import { unexpected } from './list.ts';
import type { Listing } from './protocol-findings.ts';
import { hasId } from './record-at.ts';
import type { Answer, Ask } from './request.ts';

/** What a probe asks with. */
export interface Prober {
  readonly dialect: Dialect;
  readonly now: () => Date;
  readonly send: (ask: Ask) => Promise<Checked<Answer>>;
}

/** What became of one collection: its list, or why there is none; and all that went wrong. */
export interface ProbedList {
  readonly list: Listing | Problem;
  readonly problems: readonly Problem[];
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
      return list.page
        ? withOne(collection, list, prober)
        : { list, problems: [unexpected(collection, path)] };
    }
    const [problem] = answer.problems;
    first ??= problem;
    if (problem?.code !== 'remote/rejected') break;
    refused.push(asked);
  }
  if (!first) throw new Error('a failure without a problem');
  return { list: first, problems: [first] };
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
