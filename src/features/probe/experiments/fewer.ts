import type { Json, JsonObject } from '../../../model/json.ts';
import { objectUnder } from '../../../model/json-values.ts';
import { wordsIn } from '../answers.ts';
import type { Experiment } from '../lab.ts';
import { probeMark, textOf } from '../records.ts';

export const fewer: Experiment = {
  name: 'a write with less in it',
  questions: {
    // A required field cannot be left out; the refusal says so.
    'put.fields': 'Does PUT take away a field that it does not name?',
    // Misleading: a platform may treat keys that it knows differently.
    'put.metadata': 'Does PUT take away a key of metadata that it does not name?',
    // Misleading: a platform that fills in absent fields shows null anyway.
    'put.null': 'What becomes of a field that is written as null?',
    'put.metadataNull': 'What becomes of a key of metadata that is written as null?',
  },
  needs: ['C1'],
  writes: 1,
  requests: 2,
  run: async (lab, rows) => {
    const before = lab.body('C1');
    if (before['level'] === undefined) return lab.skip(rows, 'the record with more was refused');
    const { courseCode: _, ...rest } = before;
    const mark = objectUnder(before, 'metadata')[probeMark] ?? null;
    const metadata = { [probeMark]: mark, keep: 'x', nulled: null, nested: { a: 'x' } };
    const reply = await lab.write('C1', { ...rest, level: null, metadata });
    if (!reply.isTaken) return lab.refuse(rows, reply.words);
    const record = await lab.read('C1');
    if (!record) return;
    const shown = objectUnder(record, 'metadata');
    if ((record['courseCode'] ?? null) === null) {
      lab.measure('put.fields', 'replaced', 'courseCode was gone');
    } else lab.measure('put.fields', 'merged', 'courseCode stayed');
    const isMerged = shown['left'] !== undefined;
    const isDeep = objectUnder(shown, 'nested')['b'] !== undefined;
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
    // Fields that only the server decides are left out, as the tool does.
    'put.back': 'Is a record taken just as it was read?',
  },
  tableRows: ['put.body'],
  needs: ['C1'],
  writes: 1,
  requests: 2,
  run: async (lab) => {
    const record = await lab.read('C1');
    if (!record) return;
    const { dateLastModified: _, ...rest } = record;
    const own = lab.value('record.serverOwned');
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
      // A platform that took no later write at all says nothing about its own fields.
      if (lab.value('put.again') === undefined) lab.refuse('put.body', reply.words);
      else lab.measure('put.body', 'managed', reply.words);
    }
  },
};

/** A date before any record of a probe. */
const olderDate = '2020-01-01T00:00:00.000Z';

export const grades: Experiment = {
  name: 'lists whose order means nothing, and an older date',
  questions: {
    // The tool compares them as sets.
    'lists.order': 'Do subjects keep their order?',
    // One grade is sent as a text and one as a number.
    'grades.form': 'In which form do grades come back?',
    // The same write has an older date; the words of a refusal tell which of both it is about.
    'grades.numbers': 'May grades be numbers?',
    // The tool never compares this date.
    'date.kept': 'Does the platform keep the dateLastModified that is sent?',
    // The same write has grades of two types; if it is refused, both are left out.
    'date.older': 'Is a write taken whose date is older than that of the record?',
  },
  tableRows: ['dateLastModified.sent'],
  needs: ['C2'],
  writes: 2,
  requests: 3,
  run: async (lab, rows) => {
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
    if (!reply.isTaken) return lab.refuse(rows, reply.words);
    const isSent = textOf(lab.table, 'dateLastModified.sent') === 'true';
    const how = `a record ${isSent ? 'with' : 'without'} it was taken`;
    lab.measure('dateLastModified.sent', isSent, how);
    const record = await lab.read('C2');
    if (!record) return;
    if (isWhole) {
      lab.measure('date.older', 'taken', 'a date of 2020 was taken');
      lab.measure('grades.numbers', 'taken', 'a grade was sent as a number');
      const shown = record['dateLastModified'] ?? null;
      const value = shown === null ? 'absent' : shown === olderDate ? 'echoed' : 'overwritten';
      lab.measure('date.kept', value, 'a course was read');
    }
    const subjects = JSON.stringify(record['subjects'] ?? null);
    const isKept = subjects === '["Reading","Math"]';
    lab.measure('lists.order', isKept ? 'kept' : 'changed', `subjects came as ${subjects}`);
    const form = gradesForm(record['grades']);
    const came = `grades came as ${JSON.stringify(record['grades'] ?? null)}`;
    if (isWhole || form !== 'texts') lab.measure('grades.form', form, came);
    else lab.skip('grades.form', 'they were sent as texts alone, and came back so');
  },
};

function gradesForm(shown: Json | undefined): string {
  const types = Array.isArray(shown) ? shown.map((one) => typeof one) : [];
  if (types.length === 0) return 'dropped';
  if (types.every((type) => type === 'string')) return 'texts';
  return types.every((type) => type === 'number') ? 'numbers' : 'as sent';
}
