import type { Json, JsonObject } from '../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { LackingCollection } from '../model/remote.ts';
import type { Connection } from './connection.ts';
import type { Dialect, ListPage, RemoteCollection } from './dialects/dialect.ts';
import { keysText } from './dialects/findings.ts';
import { type Filter, filterText } from './filter.ts';
import { notTaken, unknownPath } from './http/failures.ts';
import type { Requester } from './http/request.ts';
import type { AnswerSize } from './http/transport.ts';
import { countText, limits, sizeText } from './limits.ts';
import { hasId, idOfRecord, lacksId, unexpectedRecord } from './records.ts';
import { namelessText, repetitionsIn } from './strange-records.ts';

/** A range of one collection: `length` records from `offset` on. */
interface Stretch {
  readonly offset: number;
  readonly length: number;
}

/** The records of a list. `refused` is the status if the only answer was a refusal. */
type Listed = Checked<List> & {
  readonly refused?: 403 | 404;
  /** Whether records came that do not pass the filter. */
  readonly isUnfiltered?: true;
};

interface List {
  readonly records: readonly JsonObject[];
  /** Descriptions of records without an id; the records are left out. */
  readonly nameless: readonly string[];
  /** Records that one answer repeated with the same content: `course/…`. */
  readonly repeated: readonly string[];
}

type Kept = readonly JsonObject[];

/** What is kept of one page. */
interface ReadPage {
  readonly ids: Ids;
  readonly nameless: readonly string[];
  readonly repeated: readonly string[];
  readonly kept: Kept | Promise<Kept>;
}

interface Reading {
  /** Decides for each page, as it arrives, which records are kept; the whole list is not known yet. */
  readonly keep?: (records: readonly JsonObject[], offset: number) => Kept | Promise<Kept>;
  /** The limits shared by the lists of one read; absent: the list has limits of its own. */
  readonly budget?: ReadingBudget;
  /** The part of the list to ask for. Reading ends when a record arrives that does not belong to it. */
  readonly part?: ListPart;
}

/** A part of a list and the filter that asks for it. */
export interface ListPart {
  readonly filter: Filter;
  /** Whether a record belongs to the part; the platform may judge differently. */
  readonly has: (record: JsonObject) => boolean;
  /** The most records of the part, asked as one page; absent: there may be any number. */
  readonly pageLimit?: number;
}

/**
 * Reads one collection to its end, in parallel pages of the largest size that the dialect allows.
 *
 * Relies on the total and not on page lengths: if a page is shorter than asked, because the server has a
 * smaller limit or for another reason, the missing range is asked for again. If the numbers contradict each
 * other, the problem is `remote/incomplete-read`, since a plan from such a list would show changes that
 * nobody made. If the list is too long, or its pages are so short that reading would hardly end, the problem
 * is `remote/too-much`.
 */
export async function listCollection(
  collection: RemoteCollection,
  connection: Connection,
  requester: Requester,
  { keep = (records) => records, budget = openReadingBudget(), part }: Reading = {},
): Promise<Listed> {
  const pages = new Map<number, ReadPage>();
  const problems: Problem[] = [];
  let read = 0;
  let asked = 0;
  let refused: Listed['refused'];
  let isUnfiltered = false;
  const { pageLimit = connection.dialect.pageLimit } = part ?? {};
  const filter = part ? `&filter=${encodeURIComponent(filterText(part.filter))}` : '';

  const first = await readPage({ offset: 0, length: pageLimit });
  if (!first) return failed();
  const { total } = first;
  const stride = Math.max(1, Math.floor(Math.min(pageLimit, first.limit ?? first.records.length)));
  const rest = { offset: first.records.length, length: total - first.records.length };
  if (!Number.isSafeInteger(total)) {
    incomplete(`the total of ${total} cannot be true`);
  } else if (total > limits.records) {
    over(`the total is ${countText(total)}, and up to ${countText(limits.records)} are read`);
  } else if (rest.length / stride > mostRequests(total)) {
    tooSlow(total);
  } else {
    await Promise.all(stretchesOf(rest, stride).map(readStretch));
    await checkEnd(first);
  }
  if (problems.length > 0) return failed();
  const inOrder = [...pages].sort(([a], [b]) => a - b).map(([, page]) => page);
  const kept = await Promise.all(inOrder.map((page) => page.kept));
  const idsOfPages = inOrder.map((page) => page.ids);
  const nameless = inOrder.flatMap((page) => page.nameless);
  const repeated = inOrder.flatMap((page) => page.repeated);
  const twice = notDistinct(idsOfPages, collection, connection);
  // If no record has an id, the list has another form than expected.
  const isOther = nameless.length > 0 && idsOfPages.flat().every((id) => id === undefined);
  const wrong = isOther ? [...twice, unexpectedRecord(collection.name, collection.path)] : twice;
  return checked({ records: kept.flat(), nameless, repeated }, wrong);

  function failed(): Listed {
    return {
      // Pages that are read at the same time fail for one reason.
      ...{ ok: false, problems: problems.slice(0, 1) },
      ...(refused && { refused }),
      ...(isUnfiltered && { isUnfiltered }),
    };
  }

  async function readStretch(stretch: Stretch): Promise<void> {
    const page = await readPage(stretch);
    if (!page) return;
    const got = page.records.length;
    if (page.total !== total) {
      return incomplete(`the total changed from ${total} to ${page.total} while pages were read`);
    }
    if (got < stretch.length) {
      await readStretch({ offset: stretch.offset + got, length: stretch.length - got });
    }
  }

  /**
   * A total that is the server's own page size may count that page alone, and so may one beside which no page
   * size is named. The list is whole if no other record follows, since some servers repeat a page past the
   * end, or if the server refuses to say: that says nothing about other requests.
   */
  async function checkEnd(page: ListPage): Promise<void> {
    const { total: said, limit = page.records.length } = page;
    // A part that is asked by ids has no more records than ids.
    const isAll = limit === 0 || said === part?.pageLimit;
    if (problems.length > 0 || said !== limit || isAll) return;
    const path = `${collection.path}?limit=${limit}&offset=${said}${filter}`;
    const ask = { path, doing: `Reading ${collection.plural}`, isDispensable: true };
    const next = await requester.turn(() => requester.apart().send(ask));
    const after = next.ok ? collection.page(next.value.json ?? null)?.records : undefined;
    const known = new Set([undefined, ...[...pages.values()].flatMap(({ ids }) => ids)]);
    const isMore = after?.some((record) => !known.has(idOfRecord(record)));
    if (isMore) incomplete(`the total is ${said}, and more came at offset ${said}`);
  }

  async function readPage({ offset, length }: Stretch): Promise<ListPage | undefined> {
    const path = `${collection.path}?limit=${length}&offset=${offset}${filter}`;
    const doing = `Reading ${collection.plural}`;
    const answer = await requester.turn(async () => {
      // One missing page spoils the whole reading, so the other pages need not be read.
      if (problems.length > 0) return undefined;
      asked += 1;
      return requester.send({ path, doing });
    });
    if (!answer) return undefined;
    if (!answer.ok) {
      const { status } = answer;
      if (asked === 1 && (status === 403 || status === 404)) refused = status;
      problems.push(...answer.problems);
      return undefined;
    }
    const full = budget.take(answer.value.size);
    if (full) return void over(`the answers to all lists have ${full} together`);
    const page = collection.page(answer.value.json ?? null);
    if (!page) return void problems.push(unexpectedList(collection, path, answer.value.json));
    const { records, total: all } = page;
    if (records.length > length || (records.length === 0 && offset < all)) {
      const of = `${records.length} records came at offset ${offset}, but at most ${length} were requested`;
      return void incomplete(`${of}, of ${all} in all`);
    }
    if (offset + records.length > all) {
      const of = `${countText(offset + records.length)} records were given`;
      return void incomplete(`${of}, and the total is ${countText(all)}`);
    }
    const repetitions = repetitionsIn(records);
    const single = records.filter((record) => !repetitions.has(record));
    const whole = single.filter(hasId);
    if (part && !whole.every((record) => part.has(record))) {
      isUnfiltered = true;
      return void incomplete('records came that are not in the requested part');
    }
    pages.set(offset, {
      ids: single.flatMap((record) => (lacksId(record) ? [] : [idOfRecord(record)])),
      repeated: [...repetitions].map((record) => `${collection.name}/${idOfRecord(record)}`),
      nameless: records.flatMap((record, index) =>
        lacksId(record) ? [namelessText(record, { ...collection, index: offset + index })] : [],
      ),
      kept: keep(whole, offset),
    });
    read += records.length;
    connection.onPage?.({ collection: collection.plural, records: read, total: all });
    if (read < all && asked > mostRequests(all)) return void tooSlow(all);
    return page;
  }

  /** Real lists bring at least this many records at a time on average. */
  function mostRequests(total: number): number {
    return limits.pages + Math.ceil(total / limits.recordsOfPage);
  }

  function tooSlow(total: number): void {
    over(
      `${countText(asked)} ${asked === 1 ? 'request' : 'requests'} brought ${countText(read)} of ${countText(total)} records, and at most ${countText(mostRequests(total))} are sent for a list`,
    );
  }

  function over(what: string): void {
    const { name } = connection.platform;
    const where = `${connection.baseUrl}${collection.path}`;
    const detail = `Reading ${collection.plural} from ${name}, GET ${where}: ${what}. ${countText(read)} were read.`;
    problems.push(problem('remote/too-much', { detail, hint: notTaken }));
  }

  function incomplete(what: string): void {
    problems.push(
      problem('remote/incomplete-read', {
        detail: `Reading ${collection.plural} from ${connection.platform.name}: ${what}. ${read} were read.`,
        hint: notWhole,
      }),
    );
  }
}

/** The hint for a list whose numbers contradict each other. */
export const notWhole =
  'Run the command again when nobody else is publishing. If it stays so, contact the operator of the platform: no plan is made from such a list.';

function stretchesOf({ offset, length }: Stretch, stride: number): Stretch[] {
  const count = Math.max(0, Math.ceil(length / stride));
  return Array.from({ length: count }, (_, index) => ({
    offset: offset + index * stride,
    length: Math.min(stride, length - index * stride),
  }));
}

/** The problem of an answer that is not a list in the form that the table describes. */
export function unexpectedList(
  { name, plural }: RemoteCollection,
  path: string,
  answer: Json = null,
): Problem {
  return problem('remote/unexpected-answer', {
    detail: `The answer to GET ${path} is not a list of ${plural} with a total that is a whole number from 0: ${keysText(answer)}.`,
    hint: `If this platform uses other names, correct the rows ${name}.plural and list.total under \`facts\` in the config.`,
  });
}

/** The id of each record of a page; undefined if it has none that can be used. */
type Ids = readonly (string | undefined)[];

/** Problems of entries that are not records, and of records that came twice. */
function notDistinct(
  pages: readonly Ids[],
  { name, path }: RemoteCollection,
  { platform }: Connection,
): readonly Problem[] {
  const count = pages.reduce((sum, ids) => sum + ids.length, 0);
  const known = new Map<string, Ids>();
  const shifted = new Set<string>();
  const problems = pages.flatMap((ids) =>
    ids.flatMap((id) => {
      if (id === undefined) return [unexpectedRecord(name, path)];
      const before = known.get(id);
      known.set(id, before ?? ids);
      if (before && before !== ids) shifted.add(id);
      return before === ids ? [cameTwice(`Reading ${platform.name}: "${name}/${id}"`)] : [];
    }),
  );
  const [first, ...others] = shifted;
  if (first === undefined) return problems;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return [...problems, pagesShifted(`Reading ${platform.name}: "${name}/${first}"${more}`, count)];
}

function cameTwice(what: string): Problem {
  return problem('remote/incomplete-read', {
    detail: `${what} came twice in one answer, with different content: nobody can say which of them counts.`,
    hint: 'Contact the operator of the platform: two records have one id.',
  });
}

function pagesShifted(what: string, count: number): Problem {
  return problem('remote/incomplete-read', {
    detail: `${what} came twice among ${count} records: the list changed while it was read, so another record is missing.`,
    hint: `Run the command again when nobody else is publishing. If the same record comes twice each time, the pages of this list have no fixed order: ask for all of it on one page, by \`facts: { list.limit: ${(Math.floor(count / 1000) + 1) * 1000} }\` in the environment of the config, or contact the operator of the platform.`,
  });
}

/** The limits of all lists of one reading together, which are kept until the plan is made. */
export interface ReadingBudget {
  /** Counts an answer; gives the limit that is exceeded, in words, or undefined. */
  readonly take: (size: AnswerSize) => string | undefined;
  /** Sets how many records are kept so far; if there are too many, no further answer is accepted. */
  readonly holds: (records: number) => void;
}

export function openReadingBudget(): ReadingBudget {
  let bytes = 0;
  let values = 0;
  let kept = 0;
  return {
    holds: (records) => {
      kept = records;
    },
    take: (size) => {
      bytes += size.bytes;
      values += size.values;
      if (bytes > limits.reading) return `more than ${sizeText(limits.reading)}`;
      if (values > limits.readingValues)
        return `more than ${countText(limits.readingValues)} values`;
      if (kept > limits.kept) return `more than ${countText(limits.kept)} records`;
      return undefined;
    },
  };
}

/** How the reading of one list ended. */
export interface ListEnd {
  readonly collection: RemoteCollection;
  /** Problems of the reading; empty if the list was read. */
  readonly problems: readonly Problem[];
  /** The status, if the only answer was a refusal. */
  readonly refused?: 403 | 404 | undefined;
}

/** Collections that the platform does not offer, and problems of the other lists. */
interface JudgedLists {
  readonly lacking: readonly LackingCollection[];
  readonly problems: readonly Problem[];
}

/** The collections that the platform lacks by the rows of its dialect. */
export function lackingByTable({ lacking }: Pick<Dialect, 'lacking'>): LackingCollection[] {
  return lacking.map(({ name, plural }) => ({ name, plural, because: 'row' }));
}

/**
 * Judges what refused lists mean. If every list is 404, the address is wrong; if every list is 403, the
 * credentials are. If others can be read, a refused add-on is not offered, and any other list with 404 has a
 * wrong path.
 */
export function judgeLists(
  ends: readonly ListEnd[],
  { baseUrl, platform, dialect }: Pick<Connection, 'baseUrl' | 'platform' | 'dialect'>,
): JudgedLists {
  const allAre = (status: 403 | 404) =>
    ends.length > 0 && ends.every(({ refused }) => refused === status);
  const [first] = ends;
  if (first && allAre(404)) {
    const paths = ends.map(({ collection: { path } }) => path).join(', ');
    const nothing = problem('remote/nothing-there', {
      detail: `${platform.name} answered 404 to every list of the ${dialect.name} dialect at ${baseUrl}: ${paths}.`,
      hint: `Correct \`baseUrl\` or \`dialect\` of the environment "${platform.name}" in the config; if its lists are elsewhere, the rows \`….path\` under \`facts\`.`,
    });
    return { lacking: [], problems: [nothing] };
  }
  if (first && allAre(403)) return { lacking: [], problems: [forbidden(first, ends)] };
  const lacking: LackingCollection[] = [];
  const problems: Problem[] = [];
  for (const { collection, refused, problems: found } of ends) {
    const { name, plural, isAddOn } = collection;
    const said = found[0]?.detail ?? '';
    if (refused && isAddOn) lacking.push({ name, plural, because: { status: refused, said } });
    else if (refused === 404) problems.push(notThere(collection, said));
    else problems.push(...found);
  }
  return { lacking, problems };
}

/** One problem for all refused lists, since each refusal says the same. */
function forbidden({ problems: [said] }: ListEnd, ends: readonly ListEnd[]): Problem {
  const lists = ends.map(({ collection }) => collection.plural).join(', ');
  return problem('auth/forbidden', {
    detail: `${said?.detail ?? ''} So it is of every list: ${lists}.`,
    hint: `The credentials do not permit reading a catalog, or ${unknownPath}. Ask the team that issued them for the scope to read (\`timeback-catalog doctor\` shows which scopes the token has), and check \`baseUrl\` and \`dialect\` of the environment.`,
  });
}

function notThere({ name }: RemoteCollection, said: string): Problem {
  return problem('remote/nothing-there', {
    detail: said,
    hint: `Other lists of this platform can be read. If this one is elsewhere, correct the row ${name}.path under \`facts\` in the config.`,
  });
}
