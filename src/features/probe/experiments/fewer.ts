import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { wordsIn } from '../answers.ts';
import type { Experiment } from '../experiment.ts';
import { probeMark } from '../records.ts';

export const fewer: Experiment = {
  name: 'a write with less in it',
  questions: {
    'put.fields': {
      asks: 'Does PUT take away a field that it does not name?',
      answers: ['replaced', 'merged'],
      hazard: 'A field that is required cannot be left out: the refusal says so.',
    },
    'put.metadata': {
      asks: 'Does PUT take away a key of metadata that it does not name?',
      answers: ['replaced', 'merged', 'merged at the top'],
      hazard: 'A platform may treat keys that it knows otherwise.',
    },
    'put.null': {
      asks: 'What becomes of a field that is written as null?',
      answers: ['kept', 'dropped', 'ignored'],
      hazard: 'A platform that fills fields shows null anyway.',
    },
    'put.metadataNull': {
      asks: 'What becomes of a key of metadata that is written as null?',
      answers: ['kept', 'dropped', 'ignored'],
      hazard: 'None.',
    },
  },
  needs: ['C1'],
  writes: 1,
  requests: 2,
  run: async (lab) => {
    const before = lab.body('C1');
    if (before['level'] === undefined) {
      for (const row of Object.keys(fewer.questions))
        lab.skip(row, 'the record with more was refused');
      return;
    }
    const { courseCode: _, ...rest } = before;
    const mark = isObject(before['metadata']) ? (before['metadata'][probeMark] ?? null) : null;
    const metadata = { [probeMark]: mark, keep: 'x', nulled: null, nested: { a: 'x' } };
    const reply = await lab.write('C1', { ...rest, level: null, metadata });
    if (!reply.isTaken) {
      for (const row of Object.keys(fewer.questions)) lab.refuse(row, reply.words);
      return;
    }
    const record = await lab.read('C1');
    if (!record) return;
    const shown = isObject(record['metadata']) ? record['metadata'] : {};
    const isGone = record['courseCode'] === undefined || record['courseCode'] === null;
    lab.measure(
      'put.fields',
      isGone ? 'replaced' : 'merged',
      isGone ? 'courseCode was gone' : 'courseCode stayed',
    );
    const nested = isObject(shown['nested']) ? shown['nested'] : {};
    const isMerged = shown['left'] !== undefined;
    const isDeep = nested['b'] !== undefined;
    const value = isMerged ? (isDeep ? 'merged' : 'merged at the top') : 'replaced';
    lab.measure('put.metadata', value, isMerged ? 'a key that was left out stayed' : 'it was gone');
    lab.measure('put.null', nullWord(record, 'level'), 'level was written as null');
    lab.measure('put.metadataNull', nullWord(shown, 'nulled'), 'a key was written as null');
  },
};

function nullWord(record: JsonObject, key: string): string {
  if (record[key] === null) return 'kept';
  return record[key] === undefined ? 'dropped' : 'ignored';
}

export const back: Experiment = {
  name: 'a record as it was read',
  questions: {
    'put.back': {
      asks: 'Is a record taken just as it was read?',
      answers: ['taken', 'refused'],
      hazard: 'Fields that only the server decides are left out, as the tool does.',
    },
  },
  tableRows: ['put.body'],
  needs: ['C1'],
  writes: 1,
  requests: 2,
  run: async (lab) => {
    const record = await lab.read('C1');
    if (!record) return;
    const { dateLastModified: _, ...rest } = record;
    const own = lab.rows.get('record.serverOwned')?.value;
    const hidden = Array.isArray(own) ? own.map(String) : [];
    const kept = Object.entries(rest).filter(([key]) => !hidden.includes(key));
    const date = lab.body('C1')['dateLastModified'];
    const reply = await lab.write('C1', {
      ...Object.fromEntries(kept),
      ...(date !== undefined && { dateLastModified: date }),
    });
    if (reply.isTaken) {
      lab.measure('put.back', 'taken', 'a course was written as it was read');
      lab.measure('put.body', 'record', 'a course was written as it was read');
    } else if (reply.status !== undefined) {
      lab.measure('put.back', 'refused', reply.words);
      lab.measure('put.body', 'managed', reply.words);
    }
  },
};

/** Older than any record of a probe. */
const olderDate = '2020-01-01T00:00:00.000Z';

export const grades: Experiment = {
  name: 'lists whose order means nothing, and an older date',
  questions: {
    'lists.order': {
      asks: 'Do subjects keep their order?',
      answers: ['kept', 'changed'],
      hazard: 'None: the tool compares them as sets.',
    },
    'grades.form': {
      asks: 'In which form do grades come back?',
      answers: ['as sent', 'texts', 'numbers'],
      hazard: 'One is sent as a text and one as a number.',
    },
    'grades.numbers': {
      asks: 'May grades be numbers?',
      answers: ['taken', 'refused'],
      hazard: 'An older date is in the same write; the words of a refusal tell which it is.',
    },
    'date.kept': {
      asks: 'Does the platform keep the dateLastModified that is sent?',
      answers: ['echoed', 'overwritten', 'absent'],
      hazard: 'None: the tool never compares it.',
    },
    'date.older': {
      asks: 'Is a write taken whose date is older than that of the record?',
      answers: ['taken', 'refused'],
      hazard: 'Grades of two types are in the same write; where it is refused, both are left out.',
    },
  },
  tableRows: ['dateLastModified.sent'],
  needs: ['C2'],
  writes: 2,
  requests: 3,
  run: async (lab) => {
    const before = { ...lab.body('C2'), subjects: ['Reading', 'Math'] };
    const unusual = { ...before, grades: ['3', 4], dateLastModified: olderDate };
    const first = await lab.write('C2', unusual);
    const isWhole = first.isTaken;
    const reply =
      isWhole || first.status === undefined
        ? first
        : await lab.write('C2', { ...before, grades: ['3', '4'] });
    if (!first.isTaken) {
      lab.refuse('date.older', first.words);
      if (wordsIn(first.words).has('grades')) {
        lab.measure('grades.numbers', 'refused', first.words);
      } else lab.refuse('grades.numbers', first.words);
    }
    if (!reply.isTaken) {
      for (const row of Object.keys(grades.questions)) lab.refuse(row, reply.words);
      return;
    }
    const isSent = lab.table.find(({ row }) => row === 'dateLastModified.sent')?.value === true;
    lab.measure(
      'dateLastModified.sent',
      isSent,
      `a record ${isSent ? 'with' : 'without'} it was taken`,
    );
    const record = await lab.read('C2');
    if (!record) return;
    if (isWhole) {
      lab.measure('date.older', 'taken', 'a date of 2020 was taken');
      lab.measure('grades.numbers', 'taken', 'a grade was sent as a number');
      const shown = record['dateLastModified'];
      const isAbsent = shown === undefined || shown === null;
      const value = isAbsent ? 'absent' : shown === olderDate ? 'echoed' : 'overwritten';
      lab.measure('date.kept', value, 'a course was read');
    }
    const subjects = JSON.stringify(record['subjects'] ?? null);
    const isKept = subjects === '["Reading","Math"]';
    lab.measure('lists.order', isKept ? 'kept' : 'changed', `subjects came as ${subjects}`);
    const form = gradesForm(record['grades']);
    const how = `grades came as ${JSON.stringify(record['grades'] ?? null)}`;
    if (isWhole || form !== 'texts') lab.measure('grades.form', form, how);
    else lab.skip('grades.form', 'they were sent as texts alone, and came back so');
  },
};

function gradesForm(shown: Json | undefined): string {
  const types = Array.isArray(shown) ? shown.map((one) => typeof one) : [];
  if (types.length === 0) return 'dropped';
  if (types.every((type) => type === 'string')) return 'texts';
  return types.every((type) => type === 'number') ? 'numbers' : 'as sent';
}
