import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { objectUnder } from '../../../model/json-values.ts';
import { isFailure } from '../../../remote/asking.ts';
import { recordIn } from '../answers.ts';
import type { Experiment, Lab, Made, Reply } from '../lab.ts';
import { type Name, textOf } from '../records.ts';

/** Milliseconds before looking again for what is not visible yet. */
export const pauses = [0, 250, 500, 1000, 2000, 4000, 8000];

export function answerWord({ text, json }: { text: string; json?: Json | undefined }): string {
  if (text.trim() === '') return 'nothing';
  if (!isObject(json)) return 'other';
  return Object.keys(json).length === 0 ? 'braces' : 'record';
}

export const first: Experiment = {
  name: 'the first record',
  questions: {
    // Misleading: if an answer was lost, the second try is another write.
    'put.first': 'Which status does the first write of a record answer?',
    // The record became visible between two looks; the number is that of the later one.
    'lag.single':
      'How many milliseconds after its write does a record show when it is read by itself?',
    // The record became visible between two looks; the number is that of the later one.
    'lag.list': 'How many milliseconds after its write does a record show in its list?',
    // A mock answers with examples; on a mock, nothing more is tried.
    'put.kept': 'Is what was written what is read?',
    // Only keys that the first course lacked can be added to it.
    'course.added': 'Which keys of metadata does the platform add to a course?',
    // Null fields count as absent.
    'record.added': 'Which fields come back that nobody sent?',
    // Misleading: a field with a default comes back with the default.
    'put.absent': 'How does a field come back that was never sent?',
    // Nothing can mislead this; the tool sends no If-Match.
    etag: 'Do single reads carry an ETag?',
  },
  tableRows: ['record.serverOwned'],
  writes: 2,
  requests: 20,
  run: async (lab) => {
    const reply = await make(lab, 'C1');
    if (!reply.isTaken) {
      lab.halted ??= `no course could be made: ${reply.words}`;
      return;
    }
    const { status } = reply.answer;
    lab.measure('put.first', String(status), `making a course answered ${status}`);
    await show(lab, lab.one('C1'));
  },
};

/**
 * Looks for a new record by single reads and in its list until both show it, or until the pauses are used up.
 */
async function show(lab: Lab, one: Made): Promise<void> {
  const path = lab.collection(one.collection).pathOf(one.sourcedId);
  const open = new Set<'single' | 'list'>(['single', 'list']);
  const began = lab.now().getTime();
  let waited = 0;
  const found = (where: 'single' | 'list') => {
    open.delete(where);
    // The requests take time as well as the pauses.
    const lag = waited === 0 ? 0 : lab.now().getTime() - began;
    lab.lag[where] = lag;
    lab.measure(`lag.${where}`, lag, `it showed ${lag === 0 ? 'at once' : `after ${lag} ms`}`);
  };
  for (const pause of pauses) {
    if (open.size === 0) return;
    if (pause > 0) await lab.wait(pause);
    waited += pause;
    if (open.has('single')) {
      const seen = await lab.asking.ask({ path, doing: "Reading the probe's course 1" });
      const came = isFailure(seen) || !seen.isTaken ? undefined : seen;
      const record = recordIn(came?.json, one.sourcedId)?.record;
      if (came && !record) {
        lab.measure('put.kept', 'no', 'another record came than was asked for');
        lab.halted ??= 'the platform does not keep what is written, as a mock does not';
        return;
      }
      if (came && record) {
        found('single');
        lab.measure('put.kept', 'yes', 'the course was read under its id');
        const etag = came.headers.get('etag') === null ? 'no' : 'yes';
        lab.measure('etag', etag, 'the headers of a read');
        added(lab, record, one);
      }
    }
    const listed = open.has('list') ? (await locate(lab, one)).state : 'hidden';
    if (listed === 'shown') found('list');
    if (listed === 'unknown') {
      open.delete('list');
      lab.skip('lag.list', 'the list is too long to be read whole');
    }
  }
  for (const where of open) lab.skip(`lag.${where}`, `it did not show within ${waited} ms`);
  if (open.has('single')) lab.halted ??= `what was written did not show within ${waited} ms`;
}

function added(lab: Lab, record: JsonObject, { body }: Made): void {
  const isNew = (sent: JsonObject, shown: JsonObject) =>
    Object.keys(shown)
      .filter((key) => !Object.hasOwn(sent, key) && shown[key] !== null)
      .sort();
  const how = (names: readonly string[]) =>
    names.length === 0 ? 'none came' : 'they came with a course';
  const own = isNew(body, record).filter((key) => key !== 'dateLastModified');
  lab.measure('record.added', own, how(own));
  const inside = isNew(objectUnder(body, 'metadata'), objectUnder(record, 'metadata'));
  lab.measure('course.added', inside, how(inside));
  lab.measure('record.serverOwned', ['dateLastModified', ...own], 'nobody sent them');
  const isNull = Object.keys(record).some(
    (key) => !Object.hasOwn(body, key) && record[key] === null,
  );
  lab.measure('put.absent', isNull ? 'null' : 'absent', 'a course was read');
}

/** What a list shows of a record. */
export interface ListFinding {
  readonly state: 'shown' | 'hidden' | 'unknown';
  readonly record?: JsonObject;
}

/** Looks for a record in its list: by its id if that can be asked, else by reading the list. */
export async function locate(lab: Lab, one: Made): Promise<ListFinding> {
  const isOurs = ({ sourcedId }: JsonObject) => sourcedId === one.sourcedId;
  if (lab.value('filter.ids') !== 'refused') {
    const filter = `sourcedId='${one.sourcedId}'`;
    const reply = await lab.list(one.collection, { filter, limit: '10', offset: '0' });
    const record = reply.isTaken ? reply.listed?.records.find(isOurs) : undefined;
    if (record) return { state: 'shown', record };
    if (lab.value('filter.ids') === 'applied' && reply.isTaken) return { state: 'hidden' };
  }
  return findIn(lab, one.collection, isOurs);
}

/** The most pages of one list that are read. */
const mostPages = 4;

/** Looks for a record in a whole list, if the list is short enough. */
async function findIn(
  lab: Lab,
  collection: string,
  isIt: (record: JsonObject) => boolean,
): Promise<ListFinding> {
  const limit = String(lab.value('list.limit') ?? 100);
  let offset = 0;
  for (let page = 0; page < mostPages; page += 1) {
    const reply = await lab.list(collection, { limit, offset: String(offset) });
    if (!reply.isTaken || !reply.listed) return { state: 'unknown' };
    const { records, total } = reply.listed;
    const record = records.find(isIt);
    if (record) return { state: 'shown', record };
    offset += records.length;
    const isReliable = total !== undefined && total >= offset;
    if (records.length === 0 || (isReliable && offset >= total)) return { state: 'hidden' };
  }
  return { state: 'unknown' };
}

/** Another form of a first body, and the rows that it measures if it is accepted. */
interface Alternative {
  readonly body: JsonObject;
  readonly rows: Readonly<Record<string, string>>;
}

/** Forms to try if the assumed one is refused. */
function alternativesOf(lab: Lab, one: Made): readonly Alternative[] {
  const { body, name } = one;
  const typed: Alternative = { body: withTypes(body), rows: { 'reference.shape': 'typed' } };
  const all: Alternative[] = lab.dialect === 'partner' ? [typed] : [{ ...typed, rows: {} }];
  if (lab.dialect === 'partner' && name.startsWith('L')) {
    const unit = textOf(lab.table, 'lesson.unit');
    const { [unit]: link, ...others } = body;
    if (link !== undefined)
      all.push({ body: { ...others, parent: link }, rows: { 'lesson.unit': 'parent' } });
    const key = textOf(lab.table, 'lesson.resources');
    const { [key]: resource, ...bare } = body;
    if (resource !== undefined) {
      all.push({
        body: { ...bare, resources: [resource] },
        rows: { 'lesson.resources': 'resources', 'lesson.resources.shape': 'list' },
      });
    }
  }
  return all;
}

function withTypes(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      isObject(value) && typeof value['sourcedId'] === 'string'
        ? { ...value, type: key === 'parent' ? 'courseComponent' : key }
        : value,
    ]),
  );
}

/**
 * Creates a record, in another form if the assumed one is refused. An accepted form measures rows of the
 * table.
 */
export async function make(lab: Lab, name: Name): Promise<Reply> {
  const one = lab.one(name);
  const reply = await lab.write(name, one.body);
  if (reply.isTaken || reply.status === undefined || ![400, 422].includes(reply.status))
    return reply;
  for (const { body, rows } of alternativesOf(lab, one)) {
    const again = await lab.write(name, body);
    if (!again.isTaken) continue;
    for (const [row, value] of Object.entries(rows)) {
      lab.measure(row, value, `the other form was refused: ${reply.words}`);
    }
    return again;
  }
  return reply;
}
