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
        refused: 'Moving a lesson to another unit is refused here: create a new one there.',
        ignored: 'A lesson that is moved to another unit stays in its old unit here.',
      },
    },
    'move.unit': {
      asks: 'May a unit move to another course by PUT?',
      answers: ['moved', 'refused', 'ignored'],
      hazard: 'The unit has no lessons by then, if moving a lesson worked.',
      authors: {
        refused: 'Moving a unit to another course is refused here: create a new one there.',
        ignored: 'A unit that is moved to another course stays in its old course here.',
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
    lab.measure('unit.below', value, `the unit above is under ${keys.join(', ') || 'no key'}`);
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
  name: 'a broken reference',
  questions: {
    'error.dangling': {
      asks: 'How is a lesson answered whose unit does not exist?',
      answers: ['404', '422', '400', 'taken'],
      hazard: 'Where it is taken, it is written right again at once.',
      authors: {
        taken: 'References are not checked here: with a wrong id, a lesson has no parent.',
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
