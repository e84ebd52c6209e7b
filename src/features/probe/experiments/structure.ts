import { isObject, type JsonObject } from '../../../model/json.ts';
import { objectUnder } from '../../../model/json-values.ts';
import { linkTo } from '../answers.ts';
import type { Experiment, Lab } from '../lab.ts';
import { type Name, probeMark, textOf } from '../records.ts';

/** The keys under which a lesson or unit refers to its parent. */
function keysAbove(lab: Lab, of: 'unit' | 'course'): readonly string[] {
  const rows = {
    partner: { unit: ['lesson.unit'], course: ['unit.course'] },
    oneroster: {
      unit: ['courseComponent.parent', 'courseComponent.parentAgain'],
      course: ['courseComponent.course'],
    },
  }[lab.dialect][of];
  return rows.map((row) => textOf(lab.table, row)).filter((key) => key !== '');
}

function withLinks(body: JsonObject, keys: readonly string[], sourcedId: string): JsonObject {
  return { ...body, ...Object.fromEntries(keys.map((key) => [key, { sourcedId }])) };
}

async function move(
  lab: Lab,
  row: string,
  { name, to, keys }: { name: Name; to: Name; keys: readonly string[] },
) {
  const id = lab.idOf(to);
  const before = lab.body(name);
  const title = `${String(before['title'])}, renamed`;
  const reply = await lab.write(name, { ...withLinks(before, keys, id), title });
  if (!reply.isTaken) return lab.declined(row, reply);
  const record = await lab.read(name);
  if (!record) lab.refuse(row, 'it could not be read after the move');
  else if (linkTo(record, id)) lab.measure(row, 'moved', 'it was read there');
  else lab.measure(row, 'ignored', 'it was read where it had been');
}

export const moves: Experiment = {
  name: 'moving and renaming',
  questions: {
    // The same write renames the lesson.
    'move.lesson': 'May a lesson move to another unit by PUT?',
    // The unit has no lessons by then, if moving a lesson worked.
    'move.unit': 'May a unit move to another course by PUT?',
    // Read after the move.
    'rename.lesson': 'Does a lesson take another title?',
  },
  authors: {
    'move.lesson': {
      refused: 'Moving a lesson to another unit is refused here: create a new one there.',
      ignored: 'A lesson that is moved to another unit stays in its old unit here.',
    },
    'move.unit': {
      refused: 'Moving a unit to another course is refused here: create a new one there.',
      ignored: 'A unit that is moved to another course stays in its old course here.',
    },
  },
  needs: ['L3', 'U1', 'U2', 'C2'],
  writes: 2,
  requests: 5,
  run: async (lab) => {
    await move(lab, 'move.lesson', { name: 'L3', to: 'U1', keys: keysAbove(lab, 'unit') });
    if (lab.value('move.lesson') !== 'refused') {
      const lesson = await lab.read('L3');
      const value = String(lesson?.['title'] ?? '').endsWith('renamed') ? 'renamed' : 'ignored';
      if (lesson) lab.measure('rename.lesson', value, 'a lesson was read');
    }
    await move(lab, 'move.unit', { name: 'U2', to: 'C2', keys: keysAbove(lab, 'course') });
  },
};

export const unit: Experiment = {
  name: 'a unit without metadata, with typed references and prerequisites',
  questions: {
    // The title identifies the probe meanwhile.
    'put.metadataAbsent': 'Does PUT take away metadata that it does not name at all?',
    // The tool itself reads only the id.
    'references.shown': 'How does a reference come back that was sent with its type?',
  },
  tableRows: ['unit.prerequisites'],
  needs: ['U1', 'U2'],
  writes: 1,
  requests: 2,
  run: async (lab, _, all) => {
    const [key = 'course'] = keysAbove(lab, 'course');
    const { metadata: __, ...before } = lab.body('U1');
    const [course, other] = [lab.idOf('C1'), lab.idOf('U2')];
    const typed = { [key]: { sourcedId: course, type: 'course' }, prerequisites: [other] };
    const reply = await lab.write('U1', { ...before, ...typed });
    if (!reply.isTaken) return lab.refuse(all, reply.words);
    const record = await lab.read('U1');
    if (!record) return;
    if (objectUnder(record, 'metadata')[probeMark] === undefined) {
      lab.measure('put.metadataAbsent', 'replaced', 'it was gone');
    } else lab.measure('put.metadataAbsent', 'merged', 'it stayed');
    const link = linkTo(record, course)?.link ?? null;
    if (isObject(link)) {
      const value = 'href' in link ? 'href' : 'type' in link ? 'as sent' : 'bare';
      lab.measure('references.shown', value, `it came with ${Object.keys(link).join(', ')}`);
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
    // The tool itself never writes such units.
    'unit.below': 'May a unit name another one as its parent, and is that copied to another key?',
  },
  only: 'partner',
  needs: ['U2', 'U3'],
  writes: 1,
  requests: 2,
  run: async (lab) => {
    const id = lab.idOf('U3');
    const reply = await lab.write('U2', { ...lab.body('U2'), parent: { sourcedId: id } });
    if (!reply.isTaken) return lab.declined('unit.below', reply);
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
    // The tool itself writes whole numbers.
    'order.fraction': 'May the number of a sibling have a fraction?',
  },
  needs: ['L2'],
  writes: 1,
  requests: 2,
  run: async (lab) => {
    const key = String(lab.value('sortOrder.key') ?? textOf(lab.table, 'sortOrder.key'));
    const { [textOf(lab.table, 'sortOrder.key')]: _, ...before } = lab.body('L2');
    const reply = await lab.write('L2', { ...before, [key]: 2.5 });
    if (!reply.isTaken) return lab.declined('order.fraction', reply);
    const record = await lab.read('L2');
    if (!record) return;
    const shown = String(record[key] ?? 'nothing');
    const value = shown === '2.5' ? 'kept' : 'changed';
    lab.measure('order.fraction', value, `2.5 came back as ${shown}`);
  },
};

/** Lengths of titles, the longest first. */
const lengths = [1000, 255];

export const titles: Experiment = {
  name: 'long titles',
  questions: {
    // A title that is silently shortened counts as refused.
    'titles.length': 'How many characters may a title have?',
  },
  authors: {
    'titles.length': {
      'at least 255': 'Titles of more than some hundred characters are refused here.',
      'fewer than 255': 'Keep titles short here: 255 characters are too many.',
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
        return lab.skip('titles.length', reply.words);
      }
      const shown = reply.isTaken ? String((await lab.read('L1'))?.['title'] ?? '') : '';
      if (shown.length >= length) {
        return lab.measure('titles.length', `at least ${length}`, words || 'it came back whole');
      }
      words = reply.isTaken ? `of ${length} characters ${shown.length} came back` : reply.words;
    }
    if (lab.value('put.again') === undefined) lab.refuse('titles.length', words);
    else lab.measure('titles.length', 'fewer than 255', words);
  },
};

export const dangling: Experiment = {
  name: 'a broken reference',
  questions: {
    // If the lesson is accepted, it is corrected at once.
    'error.dangling': 'How is a lesson answered whose unit does not exist?',
  },
  authors: {
    'error.dangling': {
      taken: 'References are not checked here: with a wrong id, a lesson has no parent.',
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
    } else lab.declined('error.dangling', reply, String(reply.status));
  },
};
