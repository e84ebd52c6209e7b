import { isObject, type Json } from '../model/json.ts';
import { type Kind, plural } from '../model/kind.ts';
import type { Checked, Problem } from '../model/problem.ts';
import type { Dialect } from './dialect.ts';
import { unexpected } from './list.ts';
import type { Listing } from './protocol-findings.ts';
import type { Answer, Ask } from './request.ts';

/** What a probe asks with. */
export interface Prober {
  readonly dialect: Dialect;
  readonly now: () => Date;
  readonly send: (ask: Ask) => Promise<Checked<Answer>>;
  readonly pathOf: (kind: Kind, sourcedId: string) => string;
}

/** What became of one collection: its list, or why there is none; and all that went wrong. */
export interface ProbedList {
  readonly list: Listing | Problem;
  readonly problems: readonly Problem[];
}

/** Asked for in turn, where the platform does not take as many as the table says. */
const smallerLimits = [100, 1];

/** Asks for one page of a collection, as large as the platform takes it, and for one record of it. */
export async function probeList(kind: Kind, prober: Prober): Promise<ProbedList> {
  const { dialect } = prober;
  const limits = [dialect.pageLimit, ...smallerLimits.filter((limit) => limit < dialect.pageLimit)];
  const refused: number[] = [];
  let first: Problem | undefined;
  for (const asked of limits) {
    const ms = stopwatch(prober);
    const path = `${dialect.collectionPath(kind)}?limit=${asked}&offset=0`;
    const answer = await prober.send({ path, doing: `Reading ${plural[kind]}` });
    if (answer.ok) {
      const { json = null } = answer.value;
      const list = { asked, refused, ms: ms(), answer: json, page: dialect.page(kind, json) };
      return list.page ? withOne(kind, list, prober) : { list, problems: [unexpected(kind, path)] };
    }
    const [problem] = answer.problems;
    first ??= problem;
    if (problem?.code !== 'remote/rejected') break;
    refused.push(asked);
  }
  if (!first) throw new Error('a failure without a problem');
  return { list: first, problems: [first] };
}

async function withOne(kind: Kind, list: Listing, prober: Prober): Promise<ProbedList> {
  const [id] = idsOf(kind, list.page?.records ?? [], prober);
  if (id === undefined) return { list, problems: [] };
  const ask = { path: prober.pathOf(kind, id), doing: `Reading the ${kind} ${id}` };
  const answer = await prober.send({ ...ask, mayBeAbsent: true });
  if (!answer.ok) return { list, problems: answer.problems };
  if (answer.value.status === 404) return { list, problems: [] };
  const { json = null } = answer.value;
  const one = { answer: json, record: prober.dialect.unwrap(kind, json) };
  return { list: { ...list, one }, problems: [] };
}

/** The ids of records that the dialect can read. */
export function idsOf(
  kind: Kind,
  records: readonly Json[],
  { dialect }: Pick<Prober, 'dialect'>,
): readonly string[] {
  return records.flatMap((record) => {
    const one = isObject(record) ? dialect.decode(kind, record) : undefined;
    return one ? [one.entity.sourcedId] : [];
  });
}

/** Milliseconds since it was made. */
export function stopwatch({ now }: Pick<Prober, 'now'>): () => number {
  const started = now().getTime();
  return () => now().getTime() - started;
}
