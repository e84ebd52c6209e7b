import { canonicalJson, isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { objectUnder, valueUnder } from '../../../model/json-values.ts';
import { type Checked, checked, type Problem, problem } from '../../../model/problem.ts';
import type { NewTestRecord } from '../../../model/rehearsal.ts';
import type { Connection } from '../../connection.ts';
import { numberOf } from '../../dialects/record.ts';
import { type AllowedRequest, anId } from '../../http/allowed-requests.ts';
import { requester } from '../../http/request.ts';
import { datedAt } from '../../records.ts';
import { type ClassroomFacts, mark } from '../facts.ts';
import type { Credit, OwnTestRecord, RehearsalApi } from './api.ts';

/** The path of a list of records, and the key that wraps one record. */
export interface RecordList {
  readonly path: string;
  readonly envelope: string;
}

type Common = Pick<RehearsalApi, 'make' | 'send' | 'runOf' | 'retire'>;

/** The most entries of XP or results on one page. */
export const pageSize = 100;

export const linking = 'Linking the test guardian to the test student';

/** Allowed requests to one record of a list. */
export function toOne(path: string, ...methods: readonly ('PUT' | 'GET')[]): AllowedRequest[] {
  const one = { path: path.replace(/\/$/, ''), below: [anId] as const };
  return methods.map((method) => ({ method, ...one }));
}

/**
 * What a rehearsal does alike in both dialects, and the requests for what differs. `own`: further requests
 * that one dialect sends.
 */
export function openRequests(
  connection: Connection,
  facts: ClassroomFacts,
  own: readonly AllowedRequest[],
) {
  const { dialect, eventsUrl } = connection;
  const lists = [facts['user.path'], facts['class.path'], facts['enrollment.path']];
  const events: AllowedRequest = { method: 'POST', path: facts['events.path'] };
  const people = lists.flatMap((path) => toOne(path, 'PUT', 'GET'));
  const allowed = { requests: [...people, ...own, events], ofOthers: true } as const;
  const requests = requester(connection, allowed);
  const eventRequests = eventsUrl === undefined ? requests : requests.apart(allowed, eventsUrl);
  const totalKey = String(dialect.table.find(({ row }) => row === 'list.total')?.value);
  const common: Common = {
    make: async ({ kind, called, body }) => ({
      failed: await put(listOf(kind), body, `Making the test ${called}`),
    }),
    send: async ({ body }, title, stop) => {
      const doing = `Sending an event about ${JSON.stringify(title)}`;
      const one = { method: 'POST', path: facts['events.path'], body, doing } as const;
      const sent = await eventRequests.turn(async () =>
        stop.aborted ? undefined : eventRequests.send(one),
      );
      return sent ? sent.problems[0] : 'not sent';
    },
    runOf: async (record) => {
      if (!isMade(record)) return checked(undefined, []);
      const { kind, sourcedId } = record;
      const found = await read(listOf(kind), sourcedId, `Reading the test ${kind}`);
      if (!found.ok || !found.value) return found.ok ? checked(undefined, []) : found;
      return checked({ run: valueUnder(found.value, 'metadata', mark) || null }, []);
    },
    retire: async (record) => {
      const doing = `Marking the test ${record.called} for deletion`;
      return isMade(record)
        ? put(listOf(record.kind), datedAt(connection.now(), retired(record)), doing)
        : undefined;
    },
  };
  const { ask } = requests;
  return { ...common, listOf, ask, put, read, credits };

  function listOf(kind: OwnTestRecord['kind']): RecordList {
    return {
      path: facts[`${kind}.path` as const],
      envelope: facts[`${kind}.envelope` as const],
    };
  }

  async function put(
    { path: list, envelope }: RecordList,
    record: JsonObject,
    doing: string,
  ): Promise<Problem | undefined> {
    const path = pathOf(list, String(record['sourcedId']));
    return (await ask({ method: 'PUT', path, body: { [envelope]: record }, doing })).problems[0];
  }

  /** Reads one record; undefined if it does not exist. */
  async function read(
    { path, envelope }: RecordList,
    sourcedId: string,
    doing: string,
  ): Promise<Checked<JsonObject | undefined>> {
    const answer = await ask({ path: pathOf(path, sourcedId), doing, mayBeAbsent: true });
    if (!answer.ok) return answer;
    const { isAbsent, json } = answer.value;
    return checked(isAbsent ? undefined : objectUnder(json, envelope), []);
  }

  /**
   * All pages of a list of credits, which `of` finds in an answer. The list ends at its total; without one, at
   * a page that is shorter than the first one, or that came before, since some servers ignore the offset.
   */
  async function credits(
    path: string,
    of: (answer: Json) => readonly Credit[] | undefined,
  ): Promise<Checked<readonly Credit[]>> {
    const found: Credit[] = [];
    const seen = new Set<string>();
    let length = 0;
    for (;;) {
      const answer = await ask({
        path: `${path}limit=${pageSize}&offset=${found.length}`,
        doing: 'Reading what the test student was credited with',
        // The platform may not know the student before something was credited.
        mayBeAbsent: true,
      });
      if (!answer.ok) return answer;
      const { isAbsent, json = null } = answer.value;
      if (isAbsent) return checked(found, []);
      const page = of(json);
      if (!page) return { ok: false, problems: [unexpected(path.split('?')[0] ?? '')] };
      const text = canonicalJson(page as unknown as Json);
      const isEnd = page.length === 0 || seen.has(text) || found.length > mostCredits;
      if (isEnd) return checked(found, []);
      seen.add(text);
      found.push(...page);
      length ||= page.length;
      const total = numberOf(valueUnder(json, totalKey));
      // A total below what was read is none.
      const isTotal = total !== undefined && total >= found.length;
      const isWhole = isTotal ? found.length === total : page.length < length;
      if (isWhole) return checked(found, []);
    }
  }
}

/** More credits than the events of a rehearsal can give: a list that never ends is read no further. */
const mostCredits = 10_000;

function pathOf(list: string, sourcedId: string): string {
  return `${list.replace(/\/$/, '')}/${encodeURIComponent(sourcedId)}`;
}

function isMade(record: NewTestRecord): record is OwnTestRecord {
  return record.kind !== 'lineItem';
}

function retired({ kind, body }: OwnTestRecord): JsonObject {
  const metadata = objectUnder(body, 'metadata');
  const kept = kind === 'user' ? { ...metadata, isTestUser: true } : metadata;
  return { ...body, status: 'tobedeleted', metadata: kept };
}

/** The objects in a list answer; undefined if it has no such list. */
export function recordsAt(
  answer: Json | undefined,
  key: string,
): readonly JsonObject[] | undefined {
  const list = valueUnder(answer, key);
  return Array.isArray(list) ? list.filter(isObject) : undefined;
}

function unexpected(path: string): Problem {
  return problem('remote/unexpected-answer', {
    detail: `The answer to GET ${path} has no list of what was credited.`,
  });
}
