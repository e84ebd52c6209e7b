import { isObject, type JsonObject } from '../../../model/json.ts';
import { linkTo } from '../answers.ts';
import type { Experiment } from '../experiment.ts';
import type { Lab } from '../lab.ts';
import { type Name, probeMark, textOf } from '../records.ts';

/** The keys under which a lesson or unit names what it hangs under. */
function keysAbove(lab: Lab, of: 'unit' | 'lesson' | 'course'): readonly string[] {
  const rows = {
    partner: { unit: ['lesson.unit'], lesson: [], course: ['unit.course'] },
    oneroster: {
      unit: ['courseComponent.parent', 'courseComponent.parentAgain'],
      lesson: [],
      course: ['courseComponent.course'],
    },
  }[lab.dialect][of];
  return rows.map((row) => textOf(lab.table, row)).filter((key) => key !== '');
}

/** Whether a record hangs under another one, by whatever key. */
async function hangsUnder(lab: Lab, name: Name, above: Name): Promise<boolean | undefined> {
  const record = await lab.read(name);
  const id = lab.made.get(above)?.sourcedId;
  if (!record || id === undefined) return undefined;
  return linkTo(record, id) !== undefined;
}

function withLinks(body: JsonObject, keys: readonly string[], sourcedId: string): JsonObject {
  return { ...body, ...Object.fromEntries(keys.map((key) => [key, { sourcedId }])) };
}

async function move(
  lab: Lab,
  row: string,
  { name, to, keys }: { name: Name; to: Name; keys: readonly string[] },
) {
  const id = lab.made.get(to)?.sourcedId ?? '';
  const before = lab.body(name);
  const title = `${String(before['title'])}, renamed`;
  const reply = await lab.write(name, { ...withLinks(before, keys, id), title });
  if (!reply.isTaken) {
    if (reply.status === undefined) lab.skip(row, reply.words);
    else lab.measure(row, 'refused', reply.words);
    return;
  }
  const isThere = await hangsUnder(lab, name, to);
  if (isThere === undefined) lab.refuse(row, 'it could not be read after the move');
  else
    lab.measure(
      row,
      isThere ? 'moved' : 'ignored',
      isThere ? 'it was read there' : 'it was read where it had been',
    );
}

export const moves: Experiment = {
  name: 'moving and renaming',
  questions: {
    'move.lesson': {
      asks: 'May a lesson move to another unit by PUT?',
      answers: ['moved', 'refused', 'ignored'],
      hazard: 'The lesson is renamed in the same write.',
      authors: {
        refused: 'Moving a lesson to another unit is refused here: make it anew there.',
        ignored: 'A lesson that is moved to another unit stays where it was here.',
      },
    },
    'move.unit': {
      asks: 'May a unit move to another course by PUT?',
      answers: ['moved', 'refused', 'ignored'],
      hazard: 'The unit has no lessons by then, if moving a lesson worked.',
      authors: {
        refused: 'Moving a unit to another course is refused here: make it anew there.',
        ignored: 'A unit that is moved to another course stays where it was here.',
      },
    },
    'rename.lesson': {
      asks: 'Does a lesson take another title?',
      answers: ['renamed', 'ignored'],
      hazard: 'Looked at after the move.',
    },
  },
  needs: ['L3', 'U1', 'U2', 'C2'],
  writes: 2,
  requests: 5,
  run: async (lab) => {
    await move(lab, 'move.lesson', { name: 'L3', to: 'U1', keys: keysAbove(lab, 'unit') });
    if (lab.rows.get('move.lesson')?.value !== 'refused') {
      const lesson = await lab.read('L3');
      const isRenamed = String(lesson?.['title'] ?? '').endsWith('renamed');
      if (lesson)
        lab.measure('rename.lesson', isRenamed ? 'renamed' : 'ignored', 'a lesson was read');
    }
    await move(lab, 'move.unit', { name: 'U2', to: 'C2', keys: keysAbove(lab, 'course') });
  },
};

export const unit: Experiment = {
  name: 'a unit without metadata, with typed references and prerequisites',
  questions: {
    'put.metadataAbsent': {
      asks: 'Does PUT take away metadata that it does not name at all?',
      answers: ['replaced', 'merged'],
      hazard: 'The title says whose the record is meanwhile.',
    },
    'references.shown': {
      asks: 'How does a reference come back that was sent with its type?',
      answers: ['as sent', 'bare', 'href'],
      hazard: 'None: the tool reads the id alone.',
    },
  },
  tableRows: ['unit.prerequisites'],
  needs: ['U1', 'U2'],
  writes: 1,
  requests: 2,
  run: async (lab) => {
    const [key = 'course'] = keysAbove(lab, 'course');
    const { metadata: _, ...before } = lab.body('U1');
    const course = lab.made.get('C1')?.sourcedId ?? '';
    const other = lab.made.get('U2')?.sourcedId ?? '';
    const reply = await lab.write('U1', {
      ...before,
      [key]: { sourcedId: course, type: 'course' },
      prerequisites: [other],
    });
    const rows = [...Object.keys(unit.questions), ...(unit.tableRows ?? [])];
    if (!reply.isTaken) {
      for (const row of rows) lab.refuse(row, reply.words);
      return;
    }
    const record = await lab.read('U1');
    if (!record) return;
    const shown = isObject(record['metadata']) ? record['metadata'] : {};
    const isKept = shown[probeMark] !== undefined;
    lab.measure(
      'put.metadataAbsent',
      isKept ? 'merged' : 'replaced',
      isKept ? 'it stayed' : 'it was gone',
    );
    const link = linkTo(record, course)?.link;
    if (isObject(link ?? null)) {
      const found = isObject(link) ? link : {};
      const value = 'href' in found ? 'href' : 'type' in found ? 'as sent' : 'bare';
      lab.measure('references.shown', value, `it came with ${Object.keys(found).join(', ')}`);
    } else lab.refuse('references.shown', 'the reference came back as no map');
    const [first] = Array.isArray(record['prerequisites']) ? record['prerequisites'] : [];
    if (first === other) lab.measure('unit.prerequisites', 'ids', 'a unit kept an id');
    else if (isObject(first))
      lab.measure('unit.prerequisites', 'references', 'a unit came with a map');
    else lab.refuse('unit.prerequisites', 'none came back');
  },
};

export const below: Experiment = {
  name: 'a unit below a unit',
  questions: {
    'unit.below': {
      asks: 'May a unit name another one as its parent, and is that copied to another key?',
      answers: ['kept', 'mirrored', 'dropped', 'refused'],
      hazard: 'The tool never writes such units.',
    },
  },
  only: 'partner',
  needs: ['U2', 'U3'],
  writes: 1,
  requests: 2,
  run: async (lab) => {
    const id = lab.made.get('U3')?.sourcedId ?? '';
    const reply = await lab.write('U2', { ...lab.body('U2'), parent: { sourcedId: id } });
    if (!reply.isTaken) {
      if (reply.status === undefined) lab.skip('unit.below', reply.words);
      else lab.measure('unit.below', 'refused', reply.words);
      return;
    }
    const record = await lab.read('U2');
    if (!record) return;
    const keys = Object.entries(record).flatMap(([key, value]) =>
      isObject(value) && value['sourcedId'] === id ? [key] : [],
    );
    const value = keys.length > 1 ? 'mirrored' : keys.length === 1 ? 'kept' : 'dropped';
    lab.measure('unit.below', value, `the unit above stands under ${keys.join(', ') || 'no key'}`);
  },
};

export const orders: Experiment = {
  name: 'a number with a fraction',
  questions: {
    'order.fraction': {
      asks: 'May the number of a sibling have a fraction?',
      answers: ['kept', 'changed', 'refused'],
      hazard: 'None: the tool writes whole numbers.',
    },
  },
  needs: ['L2'],
  writes: 1,
  requests: 2,
  run: async (lab) => {
    const key = String(lab.rows.get('sortOrder.key')?.value ?? textOf(lab.table, 'sortOrder.key'));
    const { [textOf(lab.table, 'sortOrder.key')]: _, ...before } = lab.body('L2');
    const reply = await lab.write('L2', { ...before, [key]: 2.5 });
    if (!reply.isTaken) {
      if (reply.status === undefined) lab.skip('order.fraction', reply.words);
      else lab.measure('order.fraction', 'refused', reply.words);
      return;
    }
    const record = await lab.read('L2');
    const shown = String(record?.[key] ?? 'nothing');
    if (record)
      lab.measure(
        'order.fraction',
        shown === '2.5' ? 'kept' : 'changed',
        `2.5 came back as ${shown}`,
      );
  },
};

/** Lengths of titles, the longest first. */
const lengths = [1000, 255];

export const titles: Experiment = {
  name: 'long titles',
  questions: {
    'titles.length': {
      asks: 'How many characters may a title have?',
      answers: ['at least 1000', 'at least 255', 'fewer than 255'],
      hazard: 'A title that is cut without a word counts as refused.',
      authors: {
        'at least 255': 'Titles of more than some hundred characters are refused here.',
        'fewer than 255': 'Keep titles short here: 255 characters are too many.',
      },
    },
  },
  needs: ['L1'],
  writes: 2,
  requests: 4,
  run: async (lab) => {
    const before = lab.body('L1');
    let words = '';
    for (const length of lengths) {
      const title = String(before['title']).padEnd(length, 'x');
      const reply = await lab.write('L1', { ...before, title });
      if (!reply.isTaken && reply.status === undefined) {
        lab.skip('titles.length', reply.words);
        return;
      }
      const shown = reply.isTaken ? String((await lab.read('L1'))?.['title'] ?? '') : '';
      if (shown.length >= length) {
        lab.measure('titles.length', `at least ${length}`, words || 'it came back whole');
        return;
      }
      words = reply.isTaken ? `of ${length} characters ${shown.length} came back` : reply.words;
    }
    lab.measure('titles.length', 'fewer than 255', words);
  },
};

export const dangling: Experiment = {
  name: 'a reference that leads nowhere',
  questions: {
    'error.dangling': {
      asks: 'How is a lesson answered whose unit does not exist?',
      answers: ['404', '422', '400', 'taken'],
      hazard: 'Where it is taken, it is written right again at once.',
      authors: {
        taken: 'References are not checked here: a wrong id hangs a lesson under nothing.',
      },
    },
  },
  needs: ['L2'],
  writes: 2,
  requests: 2,
  run: async (lab) => {
    const before = lab.body('L2');
    const nowhere = '00000000-0000-4000-8000-00000000face';
    const reply = await lab.write('L2', withLinks(before, keysAbove(lab, 'unit'), nowhere));
    if (reply.isTaken) {
      lab.measure('error.dangling', 'taken', 'it was taken');
      await lab.write('L2', before);
    } else if (reply.status === undefined) lab.skip('error.dangling', reply.words);
    else lab.measure('error.dangling', String(reply.status), reply.words);
  },
};

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
      asks: 'Does a placement follow when its title is written anew?',
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
    const { locate } = await import('./make.ts');
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
    const { findIn } = await import('./make.ts');
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

export const retiring: Experiment = {
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
    const { locate } = await import('./make.ts');
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
