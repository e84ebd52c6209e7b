import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { isFailure } from '../../../remote/asking.ts';
import { recordIn } from '../answers.ts';
import type { Experiment } from '../experiment.ts';
import type { Lab, Made, Reply } from '../lab.ts';
import { type Name, textOf } from '../records.ts';

/** Pauses before looking again for what does not show yet, in milliseconds. */
const pauses = [0, 250, 500, 1000, 2000, 4000, 8000];

export function answerWord({ text, json }: { text: string; json?: Json | undefined }): string {
  if (text.trim() === '') return 'nothing';
  if (!isObject(json)) return 'other';
  return Object.keys(json).length === 0 ? 'braces' : 'record';
}

export const first: Experiment = {
  name: 'the first record',
  questions: {
    'put.first': {
      asks: 'Which status does the first write of a record answer?',
      answers: ['201', '200', '204'],
      hazard: 'Where the answer was lost, the second try is another write.',
    },
    'lag.single': {
      asks: 'How many milliseconds after its write does a record show when it is read by itself?',
      answers: ['0', 'a number'],
      hazard: 'A number says between which two looks it came: it is the later one.',
    },
    'lag.list': {
      asks: 'How many milliseconds after its write does a record show in its list?',
      answers: ['0', 'a number'],
      hazard: 'A number says between which two looks it came: it is the later one.',
    },
    'put.kept': {
      asks: 'Is what was written what is read?',
      answers: ['yes', 'no'],
      hazard: 'A mock answers with examples; nothing more is tried on one.',
    },
    'course.added': {
      asks: 'Which keys of metadata does the platform add to a course?',
      answers: ['a list of names'],
      hazard: 'Only what the first course lacked can be added to it.',
    },
    'record.added': {
      asks: 'Which fields come back that nobody sent?',
      answers: ['a list of names'],
      hazard: 'Fields that are null count as absent.',
    },
    'put.absent': {
      asks: 'How does a field come back that was never sent?',
      answers: ['absent', 'null'],
      hazard: 'A field with a default comes back with that.',
    },
    etag: {
      asks: 'Do single reads carry an ETag?',
      answers: ['yes', 'no'],
      hazard: 'None; the tool sends no If-Match.',
    },
  },
  tableRows: ['record.serverOwned'],
  writes: 2,
  requests: 20,
  run: async (lab) => {
    const one = lab.made.get('C1');
    const collection = one && lab.collection(one.collection);
    if (!one || !collection) return;
    const reply = await make(lab, 'C1');
    if (!reply.isTaken) {
      lab.halted ??= `no course could be made: ${reply.words}`;
      return;
    }
    const { answer } = reply;
    lab.measure('put.first', String(answer.status), `making a course answered ${answer.status}`);
    await show(lab, one, collection.pathOf(one.sourcedId));
  },
};

/** Looks for a new record by itself and in its list until both show it, or for as long as is borne with. */
async function show(lab: Lab, one: Made, path: string): Promise<void> {
  const open = new Set<'single' | 'list'>(['single', 'list']);
  let waited = 0;
  const found = (where: 'single' | 'list') => {
    open.delete(where);
    lab.lag[where] = waited;
    const when = waited === 0 ? 'at once' : `after ${waited} ms`;
    lab.measure(`lag.${where}`, waited, `it showed ${when}`);
  };
  for (const pause of pauses) {
    if (open.size === 0) return;
    if (pause > 0) await lab.wait(pause);
    waited += pause;
    if (open.has('single')) {
      const seen = await lab.asking.ask({ path, doing: "Reading the probe's course 1" });
      const record =
        !isFailure(seen) && seen.isTaken ? recordIn(seen.json, one.sourcedId)?.record : undefined;
      if (record && !isFailure(seen)) {
        found('single');
        lab.measure('put.kept', 'yes', 'the course was read under its id');
        lab.measure(
          'etag',
          seen.headers.get('etag') === null ? 'no' : 'yes',
          'the headers of a read',
        );
        added(lab, record, one);
      } else if (!isFailure(seen) && seen.isTaken) {
        lab.measure('put.kept', 'no', 'another record came than was asked for');
        lab.halted ??= 'the platform does not keep what is written, as a mock does not';
        return;
      }
    }
    const listed = open.has('list') ? await locate(lab, one) : 'hidden';
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
  const sentMetadata = isObject(body['metadata']) ? body['metadata'] : {};
  const shownMetadata = isObject(record['metadata']) ? record['metadata'] : {};
  const own = [...isNew(body, record).filter((key) => key !== 'dateLastModified')];
  lab.measure('record.added', own, own.length === 0 ? 'none came' : 'they came with a course');
  const inside = isNew(sentMetadata, shownMetadata);
  lab.measure(
    'course.added',
    inside,
    inside.length === 0 ? 'none came' : 'they came with a course',
  );
  lab.measure('record.serverOwned', ['dateLastModified', ...own], 'nobody sent them');
  const isNull = Object.keys(record).some(
    (key) => !Object.hasOwn(body, key) && record[key] === null,
  );
  lab.measure('put.absent', isNull ? 'null' : 'absent', 'a course was read');
}

/** Whether a list shows a record: by its id where that can be asked, else by reading the list. */
export async function locate(lab: Lab, one: Made): Promise<'shown' | 'hidden' | 'unknown'> {
  const isOurs = ({ sourcedId }: JsonObject) => sourcedId === one.sourcedId;
  if (lab.rows.get('filter.ids')?.value !== 'refused') {
    const filter = `sourcedId='${one.sourcedId}'`;
    const reply = await lab.list(one.collection, { filter, limit: '10', offset: '0' });
    if (reply.isTaken && reply.listed?.records.some(isOurs)) return 'shown';
    if (lab.rows.get('filter.ids')?.value === 'applied' && reply.isTaken) return 'hidden';
  }
  return (await findIn(lab, one.collection, isOurs)).state;
}

/** The most pages that are read of one list. */
const mostPages = 4;

/** Looks for a record in a whole list, as far as that is short enough. */
export async function findIn(
  lab: Lab,
  collection: string,
  isIt: (record: JsonObject) => boolean,
): Promise<{ readonly state: 'shown' | 'hidden' | 'unknown'; readonly record?: JsonObject }> {
  const limit = String(lab.rows.get('list.limit')?.value ?? 100);
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

/** Another form of a first body, and the rows that it stands for where it is taken. */
interface Alternative {
  readonly body: JsonObject;
  readonly rows: Readonly<Record<string, string>>;
}

/** Forms to try where the assumed one is refused. */
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

/** Makes a record; where it is refused, in another form. What was taken says rows of the table. */
export async function make(lab: Lab, name: Name): Promise<Reply> {
  const one = lab.made.get(name);
  if (!one) return { isTaken: false, words: `there is no ${name}` };
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
