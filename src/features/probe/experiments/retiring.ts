import { objectUnder } from '../../../model/json-values.ts';
import { linkTo } from '../answers.ts';
import type { Experiment, Lab } from '../lab.ts';
import { textOf } from '../records.ts';
import { type ListFinding, locate } from './make.ts';

export const again: Experiment = {
  name: 'making what exists',
  questions: {
    // If the POST is accepted, it wrote the record unchanged.
    'error.again': 'How is a POST answered of an id that exists?',
  },
  tableRows: ['create.method'],
  only: 'oneroster',
  needs: ['C2'],
  writes: 1,
  requests: 1,
  run: async (lab) => {
    const { path, wrap } = lab.collection('course');
    lab.measure('create.method', textOf(lab.table, 'create.method'), 'a course was made so');
    const body = wrap(lab.body('C2'));
    const doing = 'Making a course that is there';
    const reply = await lab.ask({ method: 'POST', path, body, doing });
    if (reply.isTaken) lab.measure('error.again', 'taken', 'it was taken');
    else lab.declined('error.again', reply, String(reply.status));
  },
};

export const placed: Experiment = {
  name: 'placements of a resource',
  questions: {
    'placement.title': 'Does a placement take a new title?',
    // Both places are sent.
    'placement.lessonType': 'Where does a placement keep its lessonType?',
    // No list tells whether students see it.
    'placement.inUnit': 'Do lists show what is placed in a unit itself?',
  },
  authors: {
    'placement.inUnit': {
      hidden: 'What is placed in a unit itself is in no list here: place it in a lesson.',
      refused: 'Nothing can be placed in a unit itself here: place it in a lesson.',
    },
  },
  tableRows: ['titleLater', 'component', 'resource'].map((row) => `componentResource.${row}`),
  only: 'oneroster',
  needs: ['P1'],
  writes: 1,
  requests: 6,
  run: async (lab, rows) => {
    const before = lab.body('P1');
    const title = `${String(before['title'])}, renamed`;
    const reply = await lab.write('P1', { ...before, title });
    if (!reply.isTaken) lab.refuse(rows, reply.words);
    const record = await lab.read('P1');
    if (record) {
      const how = 'a placement was read';
      const shown = record['title'] ?? null;
      const value = shown === null ? 'none' : String(shown).endsWith('renamed') ? 'follow' : 'stay';
      if (reply.isTaken) lab.measure('placement.title', value, how);
      if (reply.isTaken && value !== 'none') {
        lab.measure('componentResource.titleLater', value === 'stay' ? 'leave' : value, how);
      }
      const [top, inside] = [record, objectUnder(record, 'metadata')].map(
        (of) => of['lessonType'] === 'quiz',
      );
      const where = top && inside ? 'both' : top ? 'top' : inside ? 'metadata' : 'nowhere';
      lab.measure('placement.lessonType', where, how);
      if (where !== 'nowhere') {
        const kept = `both places were sent, and it is kept in ${where}`;
        lab.measure('componentResource.lessonType', 'both', kept);
      }
      const lesson = linkTo(record, lab.idOf('L1'));
      if (lesson) lab.measure('componentResource.component', lesson.key, how);
      const resource = linkTo(record, lab.idOf('R1'));
      if (resource) lab.measure('componentResource.resource', resource.key, how);
    }
    const inUnit = lab.made.get('P2');
    if (inUnit?.state === 'live') {
      measureListed(lab, 'placement.inUnit', await locate(lab, inUnit), [' of placements', 'it']);
    } else {
      const why = lab.rows.get('made.P2')?.how;
      if (why) lab.measure('placement.inUnit', 'refused', why);
    }
  },
};

function measureListed(
  lab: Lab,
  row: string,
  { state: found }: ListFinding,
  [list, what]: readonly [list: string, what: string],
): void {
  if (found === 'unknown') lab.skip(row, 'the list could not be read whole');
  else lab.measure(row, found, `the list${list} ${found === 'shown' ? 'has' : 'lacks'} ${what}`);
}

export const listed: Experiment = {
  name: 'a record in a list and by itself',
  questions: {},
  tableRows: ['list.records'],
  needs: ['L2'],
  writes: 0,
  requests: 6,
  run: async (lab) => {
    const single = await lab.read('L2');
    const { record: found } = await locate(lab, lab.one('L2'));
    if (!single || !found) {
      return lab.skip('list.records', 'no list showed the record that was read by itself');
    }
    const less = Object.keys(single).filter(
      (key) => single[key] !== null && key !== 'dateLastModified' && !Object.hasOwn(found, key),
    );
    if (less.length === 0) lab.measure('list.records', 'whole', 'the list shows as much');
    else lab.measure('list.records', 'part', `the list lacks ${less.join(', ')}`);
  },
};

export const retireAndRestore: Experiment = {
  name: 'retire and restore',
  questions: {
    // If it is refused, the records of the probe stay live, and the report names them.
    'retire.put': 'Is a record retired by PUT with the status of a retired one?',
    'retire.single': 'Does a single read show a retired record?',
    // Misleading: a list that is too long to read, on a platform without filters.
    'lists.retired': 'Do lists show retired records?',
    // The record is retired again at the end.
    'retire.restore': 'Can a retired record come back by PUT?',
  },
  authors: {
    'retire.restore': {
      refused: 'What is retired stays retired here: a node cannot be brought back.',
    },
  },
  tableRows: ['status.retired'],
  needs: ['L4'],
  writes: 2,
  requests: 8,
  run: async (lab) => {
    const one = lab.one('L4');
    const retired = textOf(lab.table, 'status.retired');
    const active = textOf(lab.table, 'status.active');
    const before = lab.body('L4');
    const reply = await lab.write('L4', { ...before, status: retired });
    if (!reply.isTaken) {
      if (reply.status === undefined) return;
      lab.measure('retire.put', 'refused', reply.words);
      lab.refuse('status.retired', reply.words);
      return;
    }
    lab.measure('retire.put', 'taken', `a lesson was written with the status ${retired}`);
    const path = lab.collection(one.collection).pathOf(one.sourcedId);
    await lab.wait(lab.lag.single);
    const single = await lab.ask({ path, doing: 'Reading a retired lesson' });
    if (single.isTaken) {
      lab.measure('retire.single', 'shown', 'it was read by itself');
      const status = (await lab.read('L4'))?.['status'];
      if (status === active) lab.refuse('status.retired', `it came back as ${status}`);
      else if (typeof status === 'string') {
        lab.measure('status.retired', status, 'a lesson came back with it');
      }
    } else if (single.status !== undefined) {
      lab.measure('retire.single', String(single.status), single.words);
      lab.measure('status.retired', retired, 'a lesson was retired with it');
    }
    measureListed(lab, 'lists.retired', await locate(lab, one), ['', 'a retired lesson']);
    const back = await lab.write('L4', { ...before, status: active });
    if (!back.isTaken) {
      if (back.status === undefined) return;
      one.state = 'retired';
      lab.measure('retire.restore', 'refused', back.words);
      return;
    }
    one.state = 'live';
    const status = String((await lab.read('L4'))?.['status'] ?? 'nothing');
    const value = status === active ? 'restored' : 'ignored';
    lab.measure('retire.restore', value, `it came back as ${status}`);
  },
};
