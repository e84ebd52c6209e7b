import { isObject, type JsonObject } from '../../../model/json.ts';
import { errorForm, linkTo, recordIn, wordsIn } from '../answers.ts';
import type { Experiment, Lab } from '../lab.ts';
import { longestId, type Name, textOf } from '../records.ts';
import { make } from './make.ts';

export const incomplete: Experiment = {
  name: 'a record without what it needs',
  questions: {
    // If the course is accepted, the next write completes it.
    'error.incomplete':
      'How is a course answered that has an id, the mark of the probe and nothing else?',
    // Read from the words of the refusal: fields that it does not name stay unknown.
    'error.required': 'Which fields of a course does the platform ask for?',
    // Misleading: a platform that requires only one field seems to report errors one by one.
    'error.several': 'Are several faults told in one answer?',
  },
  authors: {
    'error.incomplete': {
      taken: 'The platform checks nothing: what is wrong in a manifest is found by `check` alone.',
    },
  },
  needs: ['C1'],
  writes: 1,
  requests: 1,
  run: async (lab) => {
    const one = lab.one('C2');
    const { body } = one;
    // The mark shows whose course it is if the probe is killed before the next write.
    const marked = { sourcedId: one.sourcedId, metadata: body['metadata'] ?? null };
    const reply = await lab.write('C2', marked);
    one.body = body;
    if (reply.isTaken) {
      lab.measure('error.incomplete', 'taken', 'it was taken');
      lab.measure('error.required', [], 'a course without any was taken');
      lab.skip('error.several', 'nothing was refused');
      return;
    }
    if (reply.status === undefined) return;
    const known = ['status', 'title', 'org', 'courseCode', 'dateLastModified'];
    const named = known.filter((field) => wordsIn(reply.words).has(field));
    const form = reply.words.includes('imsx') ? 'imsx' : formFrom(lab);
    lab.measure('error.incomplete', `${reply.status}, ${form}`, reply.words);
    lab.measure('error.required', named, reply.words);
    const value = named.length > 1 ? 'all at once' : 'one at a time';
    lab.measure('error.several', value, `the answer names ${named.join(', ') || 'no field'}`);
  },
};

/** The form of refusals that the experiments with reads showed. */
function formFrom(lab: Lab): string {
  const [, form = errorForm(undefined)] = String(lab.value('error.unknown') ?? '').split(', ');
  return form;
}

const rest: readonly Name[] = ['C2', 'R1', 'U1', 'U2', 'U3', 'L1', 'L2', 'L3', 'L4', 'P1', 'P2'];

export const others: Experiment = {
  name: 'the other records',
  questions: {
    // Misleading: a platform that drops zeros shows none.
    'order.zero': 'May the first of siblings have the number 0?',
    // The second of two lessons is created with the number of the first.
    'order.same': 'May two siblings have the same number?',
    // A lesson that is alone in its unit has the number 10.
    'order.gaps': 'Do numbers with gaps between them stay as they are?',
    'order.form': 'In which form does the number of a sibling come back?',
  },
  authors: {
    'order.same': { changed: 'The platform numbers siblings itself.' },
    'order.gaps': { changed: 'The platform numbers siblings itself.' },
  },
  tableRows: ['sortOrder.key', 'status.active', 'course.org', 'reference.shape'],
  needs: ['C1'],
  writes: 12,
  requests: 24,
  run: async (lab) => {
    for (const name of rest) {
      const one = lab.made.get(name);
      if (!one || lab.halted !== undefined) continue;
      const reply = await (lab.has(name) ? lab.write(name, one.body) : make(lab, name));
      const why = reply.isTaken ? '' : `the ${one.called} could not be made: ${reply.words}`;
      if (why !== '') lab.skip(`made.${name}`, why);
    }
    await keys(lab);
    await numbers(lab);
  },
};

/** Finds the keys under which the test records refer to each other. */
async function keys(lab: Lab): Promise<void> {
  const { idOf: id } = lab;
  const isPartner = lab.dialect === 'partner';
  await envelopeOf(lab, 'C1');
  const course = await lab.read('C1');
  if (course) {
    const { status } = course;
    if (typeof status === 'string')
      lab.measure('status.active', status, 'a course came back with it');
    const org = lab.body('C1')[textOf(lab.table, 'course.org')];
    link(lab, 'course.org', course, isObject(org) ? String(org['sourcedId']) : '');
  }
  if (lab.has('U1')) {
    await envelopeOf(lab, 'U1');
    const unit = await lab.read('U1');
    if (unit) link(lab, isPartner ? 'unit.course' : 'courseComponent.course', unit, id('C1'));
  }
  if (lab.has('L1')) {
    if (isPartner) await envelopeOf(lab, 'L1');
    const lesson = await lab.read('L1');
    if (lesson) {
      if (isPartner) {
        link(lab, 'lesson.unit', lesson, id('U1'));
        link(lab, 'lesson.course', lesson, id('C1'), '');
        const { key, isList } = linkTo(lesson, id('R1')) ?? {};
        if (key !== undefined) {
          lab.measure('lesson.resources', key, `a lesson has its resource under "${key}"`);
          lab.measure('lesson.resources.shape', isList ? 'list' : 'one', 'a lesson was read');
        }
      } else {
        link(lab, 'courseComponent.parent', lesson, id('U1'));
        const again = textOf(lab.table, 'courseComponent.parentAgain');
        const value = lesson[again];
        const isThere = isObject(value) && value['sourcedId'] === id('U1');
        if (again !== '') {
          lab.measure('courseComponent.parentAgain', isThere ? again : '', 'a lesson was read');
        }
      }
      // Without changes by the platform, references come back as they were sent.
      if (linkTo(lesson, id('U1')) && lab.rows.get('reference.shape')?.state !== 'measured') {
        lab.measure('reference.shape', 'id', 'a reference with an id alone was taken');
      }
    }
  }
  if (lab.has('R1')) await envelopeOf(lab, 'R1');
  if (lab.has('P1')) await envelopeOf(lab, 'P1');
}

function link(lab: Lab, row: string, record: JsonObject, id: string, missing?: string): void {
  const assumed = textOf(lab.table, row);
  const held = record[assumed];
  const isAssumed = isObject(held) && held['sourcedId'] === id;
  const found = isAssumed ? { key: assumed } : linkTo(record, id);
  if (found) lab.measure(row, found.key, `a record has it under "${found.key}"`);
  else if (missing !== undefined) lab.measure(row, missing, 'a record does not name it');
  else lab.refuse(row, 'what was sent did not come back under any key');
}

async function envelopeOf(lab: Lab, name: Name): Promise<void> {
  const { collection, sourcedId, called } = lab.one(name);
  const path = lab.collection(collection).pathOf(sourcedId);
  const reply = await lab.ask({ path, doing: `Reading the probe's ${called}` });
  const found = reply.isTaken ? recordIn(reply.answer.json, sourcedId) : undefined;
  if (!found) return;
  const { envelope } = found;
  const how = envelope === '' ? 'no key wraps a record' : `"${envelope}" wraps a record`;
  lab.measure(`${collection}.envelope`, envelope, how);
}

async function numbers(lab: Lab): Promise<void> {
  const tenth = lab.has('L3') ? await lab.read('L3') : undefined;
  const entries = Object.entries(tenth ?? {}).filter(([key]) => key !== 'metadata');
  const found = entries.find(([, value]) => String(value) === '10');
  if (!tenth) return;
  if (!found) {
    const how = 'a lesson was written with 10, and no field has it';
    return lab.measure('order.gaps', 'changed', how);
  }
  const [key, value] = found;
  lab.measure('sortOrder.key', key, `a lesson has its number under "${key}"`);
  lab.measure('order.gaps', 'kept', 'a lesson kept the number 10');
  lab.measure('order.form', typeof value === 'string' ? 'text' : 'number', 'a lesson was read');
  for (const [row, name] of Object.entries({ 'order.zero': 'L1', 'order.same': 'L2' } as const)) {
    const lesson = lab.has(name) ? await lab.read(name) : undefined;
    if (!lesson) continue;
    const shown = String(lesson[key] ?? 'nothing');
    if (shown === '0') lab.measure(row, 'kept', 'a lesson kept the number 0');
    else lab.measure(row, 'changed', `it came back as ${shown}`);
  }
}

export const ids: Experiment = {
  name: 'ids that are no UUID, and long ones',
  questions: {},
  tableRows: ['id.form', 'id.most'],
  needs: ['C1'],
  writes: 2,
  requests: 2,
  run: async (lab, _, rows) => {
    if (!lab.made.has('I1')) {
      const why = 'ids are permanent: `--ids` creates some that are not UUIDs, and long ones';
      return lab.skip(rows, why);
    }
    const other = await lab.write('I1', lab.body('I1'));
    if (other.isTaken)
      lab.measure('id.form', 'any', 'an id with an underscore and a dot was taken');
    else if (other.status !== undefined) lab.measure('id.form', 'uuid', other.words);
    const long = await lab.write('I2', lab.body('I2'));
    const how = `an id of ${longestId} characters was taken`;
    if (long.isTaken) lab.measure('id.most', longestId, how);
    else if (long.status !== undefined) lab.refuse('id.most', long.words);
  },
};
