import { isObject } from '../../../model/json.ts';
import { linkTo } from '../answers.ts';
import type { Experiment } from '../experiment.ts';
import { textOf } from '../records.ts';
import { findIn, locate } from './make.ts';

export const again: Experiment = {
  name: 'making what exists',
  questions: {
    'error.again': {
      asks: 'How is a POST answered of an id that exists?',
      answers: ['422', '409', 'taken'],
      hazard: 'Where it is taken, the record was written as it was.',
    },
  },
  tableRows: ['create.method'],
  only: 'oneroster',
  needs: ['C2'],
  writes: 1,
  requests: 1,
  run: async (lab) => {
    const collection = lab.collection('course');
    if (!collection) return;
    const method = lab.table.find(({ row }) => row === 'create.method')?.value;
    if (typeof method === 'string') lab.measure('create.method', method, 'a course was made so');
    const { path } = collection;
    const body = collection.wrap(lab.body('C2'));
    const reply = await lab.ask({
      method: 'POST',
      path,
      body,
      doing: 'Making a course that is there',
    });
    if (reply.isTaken) lab.measure('error.again', 'taken', 'it was taken');
    else if (reply.status === undefined) lab.skip('error.again', reply.words);
    else lab.measure('error.again', String(reply.status), reply.words);
  },
};

export const placed: Experiment = {
  name: 'placements of a resource',
  questions: {
    'placement.title': {
      asks: 'Does a placement take a new title?',
      answers: ['follow', 'stay', 'none'],
      hazard: 'None.',
    },
    'placement.lessonType': {
      asks: 'Where does a placement keep its lessonType?',
      answers: ['both', 'top', 'metadata', 'nowhere'],
      hazard: 'Both places are sent.',
    },
    'placement.inUnit': {
      asks: 'Do lists show what is placed in a unit itself?',
      answers: ['shown', 'hidden', 'refused'],
      hazard: 'Whether students see it, no list tells.',
      authors: {
        hidden: 'What is placed in a unit itself is in no list here: place it in a lesson.',
        refused: 'Nothing can be placed in a unit itself here: place it in a lesson.',
      },
    },
  },
  tableRows: [
    'componentResource.titleLater',
    'componentResource.component',
    'componentResource.resource',
  ],
  only: 'oneroster',
  needs: ['P1'],
  writes: 1,
  requests: 6,
  run: async (lab) => {
    const before = lab.body('P1');
    const title = `${String(before['title'])}, renamed`;
    const reply = await lab.write('P1', { ...before, title });
    if (!reply.isTaken) {
      for (const row of Object.keys(placed.questions)) lab.refuse(row, reply.words);
    }
    const record = await lab.read('P1');
    if (record) {
      const shown = record['title'];
      const isMissing = shown === undefined || shown === null;
      const value = isMissing ? 'none' : String(shown).endsWith('renamed') ? 'follow' : 'stay';
      if (reply.isTaken) {
        lab.measure('placement.title', value, 'a placement was read');
        if (value !== 'none') {
          lab.measure(
            'componentResource.titleLater',
            value === 'follow' ? 'follow' : 'leave',
            'a placement was read',
          );
        }
      }
      const metadata = isObject(record['metadata']) ? record['metadata'] : {};
      const [top, inside] = [record['lessonType'] === 'quiz', metadata['lessonType'] === 'quiz'];
      const where = top && inside ? 'both' : top ? 'top' : inside ? 'metadata' : 'nowhere';
      lab.measure('placement.lessonType', where, 'a placement was read');
      if (where !== 'nowhere') {
        lab.measure(
          'componentResource.lessonType',
          'both',
          `both places were sent, and it is kept in ${where}`,
        );
      }
      const lesson = linkTo(record, lab.made.get('L1')?.sourcedId ?? '');
      if (lesson) lab.measure('componentResource.component', lesson.key, 'a placement was read');
      const resource = linkTo(record, lab.made.get('R1')?.sourcedId ?? '');
      if (resource) lab.measure('componentResource.resource', resource.key, 'a placement was read');
    }
    const inUnit = lab.made.get('P2');
    if (inUnit?.state === 'live') {
      const found = await locate(lab, inUnit);
      if (found === 'unknown') lab.skip('placement.inUnit', 'the list could not be read whole');
      else
        lab.measure(
          'placement.inUnit',
          found,
          `the list of placements ${found === 'shown' ? 'has' : 'lacks'} it`,
        );
    } else {
      const why = lab.rows.get('made.P2')?.how;
      if (why) lab.measure('placement.inUnit', 'refused', why);
    }
  },
};

export const listed: Experiment = {
  name: 'a record in a list and by itself',
  questions: {},
  tableRows: ['list.records'],
  needs: ['L2'],
  writes: 0,
  requests: 6,
  run: async (lab) => {
    const one = lab.made.get('L2');
    if (!one) return;
    const single = await lab.read('L2');
    const filter = `sourcedId='${one.sourcedId}'`;
    const isApplied = lab.rows.get('filter.ids')?.value === 'applied';
    const reply = isApplied
      ? await lab.list(one.collection, { filter, limit: '10', offset: '0' })
      : undefined;
    const found =
      reply?.isTaken === true
        ? reply.listed?.records.find(({ sourcedId }) => sourcedId === one.sourcedId)
        : (await findIn(lab, one.collection, ({ sourcedId }) => sourcedId === one.sourcedId))
            .record;
    if (!single || !found) {
      lab.skip('list.records', 'no list showed the record that was read by itself');
      return;
    }
    const less = Object.keys(single).filter(
      (key) => single[key] !== null && key !== 'dateLastModified' && !Object.hasOwn(found, key),
    );
    lab.measure(
      'list.records',
      less.length > 0 ? 'part' : 'whole',
      less.length > 0 ? `the list lacks ${less.join(', ')}` : 'the list shows as much',
    );
  },
};

export const retireAndRestore: Experiment = {
  name: 'retire and restore',
  questions: {
    'retire.put': {
      asks: 'Is a record retired by PUT with the status of a retired one?',
      answers: ['taken', 'refused'],
      hazard: 'Where it is refused, the records of a probe stay live: the report names them.',
    },
    'retire.single': {
      asks: 'Does a single read show a retired record?',
      answers: ['shown', '404', '410'],
      hazard: 'None.',
    },
    'lists.retired': {
      asks: 'Do lists show retired records?',
      answers: ['shown', 'hidden'],
      hazard: 'A list that is too long to read, on a platform without filters.',
    },
    'retire.restore': {
      asks: 'Can a retired record come back by PUT?',
      answers: ['restored', 'refused', 'ignored'],
      hazard: 'None: the record is retired again at the end.',
      authors: { refused: 'What is retired stays retired here: a node cannot be brought back.' },
    },
  },
  tableRows: ['status.retired'],
  needs: ['L4'],
  writes: 2,
  requests: 8,
  run: async (lab) => {
    const one = lab.made.get('L4');
    if (!one) return;
    const [retired, active] = [
      textOf(lab.table, 'status.retired'),
      textOf(lab.table, 'status.active'),
    ];
    const before = lab.body('L4');
    const reply = await lab.write('L4', { ...before, status: retired });
    if (!reply.isTaken) {
      if (reply.status === undefined) return;
      lab.measure('retire.put', 'refused', reply.words);
      lab.refuse('status.retired', reply.words);
      return;
    }
    lab.measure('retire.put', 'taken', `a lesson was written with the status ${retired}`);
    const collection = lab.collection(one.collection);
    await lab.wait(lab.lag.single);
    const single =
      collection &&
      (await lab.ask({
        path: collection.pathOf(one.sourcedId),
        doing: 'Reading a retired lesson',
      }));
    if (single?.isTaken) {
      lab.measure('retire.single', 'shown', 'it was read by itself');
      const record = await lab.read('L4');
      const status = record?.['status'];
      if (typeof status === 'string') {
        if (status === active) lab.refuse('status.retired', `it came back as ${status}`);
        else lab.measure('status.retired', status, 'a lesson came back with it');
      }
    } else if (single?.status !== undefined) {
      lab.measure('retire.single', String(single.status), single.words);
      lab.measure('status.retired', retired, 'a lesson was retired with it');
    }
    const found = await locate(lab, one);
    if (found === 'unknown') lab.skip('lists.retired', 'the list could not be read whole');
    else
      lab.measure(
        'lists.retired',
        found,
        `the list ${found === 'shown' ? 'has' : 'lacks'} a retired lesson`,
      );
    const back = await lab.write('L4', { ...before, status: active });
    if (!back.isTaken) {
      if (back.status === undefined) return;
      one.state = 'retired';
      lab.measure('retire.restore', 'refused', back.words);
      return;
    }
    one.state = 'live';
    const record = await lab.read('L4');
    const isBack = record?.['status'] === active;
    lab.measure(
      'retire.restore',
      isBack ? 'restored' : 'ignored',
      `it came back as ${String(record?.['status'] ?? 'nothing')}`,
    );
  },
};
