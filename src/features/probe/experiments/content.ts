import { isSameJson, type Json, type JsonObject, numberFromText } from '../../../model/json.ts';
import { objectUnder, valueUnder } from '../../../model/json-values.ts';
import { asMoment } from '../../../plan/compare.ts';
import { wordsIn } from '../answers.ts';
import type { Experiment, Lab } from '../lab.ts';
import { probeMark } from '../records.ts';
import { answerWord, pauses } from './make.ts';

const composed = 'caf\u00e9';
const decomposed = 'cafe\u0301';
const big = '12345678901234567890';
const signs = 'emoji \u{1f600} "quoted" <b> & \\ \u0645\u0631\u062d\u0628\u0627';

/**
 * Metadata in which each value answers one question. Letters are lower case, except for the question about
 * case.
 */
const questionsInMetadata: JsonObject = {
  blank: ' two  blanks ',
  letters: 'Mixed Case',
  date: '2026-03-01',
  list: ['b', 'a', 'c'],
  number: 7,
  truth: true,
  big: numberFromText(big),
  composed,
  decomposed,
  signs,
  zero: 0,
  no: false,
  empty: '',
  keep: 'x',
  nulled: 'x',
  left: 'x',
  nested: { a: 'x', b: 'y' },
  metrics: { totalXp: 100 },
};

/** Fields of a course that some platforms refuse or drop, each with the row that it answers. */
function strangeFields(lab: Lab): ReadonlyMap<string, readonly [row: string, value: Json]> {
  const isOneRoster = lab.dialect === 'oneroster';
  const resource = { sourcedId: lab.idOf('R1') };
  return new Map<string, readonly [string, Json]>([
    ['probeField', ['fields.unknown', 'x']],
    ['subjects', ['subjects.unlisted', ['Probing']]],
    ...(isOneRoster ? [['gradingScheme', ['texts.empty', '']] as const] : []),
    ...(isOneRoster && lab.has('R1')
      ? [['resources', ['course.resources', [resource]]] as const]
      : []),
  ]);
}

export const content: Experiment = {
  name: 'what becomes of values',
  questions: {
    'put.again': 'Which status does a later write of a record answer?',
    // The tool reads back what it wrote, whatever the answer says.
    'put.answer': 'What does a later write answer with?',
    // Read in the title and in metadata.
    'texts.blanks': 'Do spaces at the ends of strings, and double spaces, stay?',
    // Read in metadata.
    'texts.signs': 'Do emoji, quotes, markup and letters from right to left stay?',
    // The title holds both forms.
    'titles.unicode': 'In which Unicode form do letters with accents come back in titles?',
    // The metadata holds both forms.
    'metadata.unicode': 'In which Unicode form do they come back in metadata?',
    'metadata.letters': 'Do capital letters stay in metadata?',
    'metadata.dates': 'Does a date in metadata keep its notation?',
    'metadata.lists': 'Do lists in metadata keep their order?',
    'metadata.numbers': 'Do numbers and booleans in metadata keep their type?',
    'metadata.big': 'Do numbers beyond 2^53 keep their digits?',
    // One write tries several fields; the words of a refusal tell which one it is about.
    'fields.unknown': 'What becomes of a field that no document has?',
    'subjects.unlisted': 'Is a subject taken that is not one of the ten of the official SDK?',
    'texts.empty': 'What becomes of an empty text in a field of a course?',
    'course.resources': 'Does a course keep the resources that it names?',
    // The course of a probe has no lessons with XP.
    'course.totalXp': 'Does the platform keep the total XP of a course as it was sent?',
  },
  authors: {
    'texts.signs': {
      changed:
        'Signs in texts, such as & and <, come back changed here. Each write of a record may change them again, also in fields that no manifest has.',
    },
    'metadata.big': { changed: 'Large numbers lose digits here: write them as texts.' },
    'subjects.unlisted': {
      refused: 'A subject has to be one of the ten that the official SDK has.',
    },
  },
  tableRows: [
    ...['values.dropped', 'compare.sets', 'compare.texts', 'compare.blanks'],
    ...['compare.letters', 'compare.dates', 'compare.ignored'],
  ],
  needs: ['C1'],
  writes: 3,
  requests: 4,
  run: async (lab, rows) => {
    const before = lab.body('C1');
    const mark = objectUnder(before, 'metadata')[probeMark] ?? null;
    const named = `${String(before['title'])} ${composed} ${decomposed}`;
    const rich = (metadata: JsonObject, title: string) => ({
      ...{ ...before, title, level: 'probe', metadata: { ...metadata, [probeMark]: mark } },
    });
    const whole = rich(questionsInMetadata, `${named}  two blanks `);
    const strange = strangeFields(lab);
    const withFields = (names: readonly string[]) => ({
      ...whole,
      ...Object.fromEntries(names.map((name) => [name, strange.get(name)?.[1] ?? null])),
    });
    let tried = [...strange.keys()];
    let reply = await lab.write('C1', withFields(tried));
    if (!reply.isTaken && reply.status !== undefined) {
      const { words } = reply;
      const refused = tried.filter((name) => wordsIn(words).has(name));
      for (const name of refused) lab.measure(strange.get(name)?.[0] ?? '', 'refused', words);
      tried = refused.length === 0 ? [] : tried.filter((name) => !refused.includes(name));
      reply = await lab.write('C1', withFields(tried));
    }
    if (!reply.isTaken && reply.status !== undefined) {
      const { words } = reply;
      const { big: _, signs: __, blank: ___, ...tame } = questionsInMetadata;
      lab.refuse(['metadata.big', 'texts.signs', 'texts.blanks'], words);
      reply = await lab.write('C1', rich(tame, named));
      tried = [];
    }
    if (!reply.isTaken) return lab.refuse(rows, reply.words);
    const { status } = reply.answer;
    lab.measure('put.again', String(status), `writing a course again answered ${status}`);
    lab.measure('put.answer', answerWord(reply.answer), 'its body');
    const record = await readChanged(lab, before);
    const sent = lab.body('C1');
    if (record) judge(lab, sent, record, rows);
    if (record) judgeFields(lab, record, tried);
    // Later writes are about other questions.
    const isUsual = (field: string) => !strange.has(field) || Object.hasOwn(before, field);
    const usual = Object.entries(sent).filter(([field]) => isUsual(field));
    lab.one('C1').body = Object.fromEntries(usual);
  },
};

/**
 * Reads course 1 once it shows its last write. A cache in between shows new records at once and changed ones
 * late, and what it shows would be taken for what the platform made of the values.
 */
async function readChanged(lab: Lab, before: JsonObject): Promise<JsonObject | undefined> {
  const written = lab.now().getTime();
  for (const pause of pauses) {
    if (pause > 0) await lab.wait(pause);
    const record = await lab.read('C1');
    if (!record || record['title'] !== before['title'] || isChanged(record)) {
      if (pause > 0) late(lab, written);
      return record;
    }
  }
  const waited = `${lab.now().getTime() - written} ms`;
  lab.halted ??= `a changed record did not show within ${waited}: a cache may be in between`;
  return undefined;
}

function isChanged(record: JsonObject): boolean {
  const shown = objectUnder(record, 'metadata');
  return Object.keys(questionsInMetadata).some((key) => Object.hasOwn(shown, key));
}

/** Changes showed late: all later reads wait as long as an answer about the probe may have been kept. */
function late(lab: Lab, written: number): void {
  const now = lab.now().getTime();
  lab.lag.single = now - lab.began;
  lab.lag.list = lab.lag.single;
  lab.measure('lag.single', now - written, `a changed record showed after ${now - written} ms`);
}

function judgeFields(lab: Lab, record: JsonObject, tried: readonly string[]): void {
  for (const [name, [row, value]] of strangeFields(lab)) {
    if (!tried.includes(name)) {
      lab.skip(row, 'the write that it was in was refused');
      continue;
    }
    const shown = record[name] ?? null;
    const isKept = Array.isArray(value)
      ? !isSameJson(shown, []) && shown !== null
      : shown === value;
    const kept = row === 'subjects.unlisted' ? 'taken' : 'kept';
    const how = `it came back as ${JSON.stringify(shown)}`;
    lab.measure(row, isKept || kept === 'taken' ? kept : 'dropped', how);
  }
  const why = 'the document of this API has no such field, or no resource was made';
  lab.skip(['texts.empty', 'course.resources'], why);
}

function judge(lab: Lab, sent: JsonObject, record: JsonObject, rows: readonly string[]): void {
  lab.measure('titles.unicode', formOf(String(record['title'])), 'a title holds both forms');
  const isThere = Object.hasOwn(objectUnder(record, 'metadata'), 'keep');
  const why = 'the course came back without what its metadata had';
  if (isThere) judgeMetadata(lab, sent, record);
  else lab.refuse([...rows, 'values.dropped'], why);
  compareRows(lab);
}

function judgeMetadata(lab: Lab, sent: JsonObject, record: JsonObject): void {
  const [shown, wanted] = [objectUnder(record, 'metadata'), objectUnder(sent, 'metadata')];
  const title = String(record['title'] ?? '');
  const kept = (row: string, isKept: boolean, other: string, how: string) =>
    lab.measure(row, isKept ? 'kept' : other, how);
  const textOf = (value: Json | undefined) => JSON.stringify(value ?? null);
  if (Object.hasOwn(wanted, 'blank')) {
    const isWhole = title.endsWith(' ') && shown['blank'] === wanted['blank'];
    // What is cut or changed otherwise has no spaces at its end either.
    const isTrimmed =
      unblanked(title) === unblanked(sent['title']) &&
      unblanked(shown['blank']) === unblanked(wanted['blank']);
    const blanks = `metadata has ${textOf(shown['blank'])}`;
    kept('texts.blanks', isWhole, isTrimmed ? 'trimmed' : 'changed', blanks);
    const isKept = String(shown['signs'] ?? '').normalize('NFC') === signs.normalize('NFC');
    kept('texts.signs', isKept, 'changed', `they came back as ${textOf(shown['signs'])}`);
    const digits = String(shown['big']);
    kept('metadata.big', digits === big, 'changed', `${big} came back as ${digits}`);
  }
  const texts = `${String(shown['composed'])} ${String(shown['decomposed'])}`;
  lab.measure('metadata.unicode', formOf(texts), 'metadata holds both forms');
  const { letters, date, list } = shown;
  const lower = letters === 'mixed case' ? 'lower' : 'changed';
  kept('metadata.letters', letters === 'Mixed Case', lower, `it came back as ${textOf(letters)}`);
  const full = asMoment(String(date)) === asMoment('2026-03-01') ? 'in full' : 'changed';
  kept('metadata.dates', date === '2026-03-01', full, `it came back as ${textOf(date)}`);
  const order = `a list came as ${textOf(list)}`;
  const isList = Array.isArray(list) && isSameJson(list.toSorted(), ['a', 'b', 'c']);
  if (isList) kept('metadata.lists', isSameJson(list, ['b', 'a', 'c']), 'changed', order);
  else lab.refuse('metadata.lists', order);
  const number = textOf(shown['number']);
  const isTyped = number === '7' && shown['truth'] === true;
  const isText = number === '"7"' && shown['truth'] === 'true';
  if (isTyped || isText) kept('metadata.numbers', isTyped, 'texts', `7 came as ${number}`);
  else lab.refuse('metadata.numbers', `7 came back as ${number}`);
  const metrics = valueUnder(shown, 'metrics', 'totalXp');
  const total = `100 came back as ${String(metrics ?? 'nothing')}`;
  kept('course.totalXp', String(metrics) === '100', 'decided', total);
  const values = { zero: 'numbers', no: 'truths', empty: 'texts' };
  const dropped = Object.entries(values).flatMap(([key, are]) =>
    (shown[key] ?? null) === null ? [are] : [],
  );
  const isWhole = dropped.length === 0;
  const how = isWhole ? '0, false and "" came back' : 'they did not come back';
  lab.measure('values.dropped', dropped, how);
}

/** A text without the spaces that some platforms take away, in one Unicode form. */
function unblanked(text: Json | undefined): string {
  return String(text).trim().replace(/\s+/g, ' ').normalize('NFC');
}

function formOf(text: string): string {
  const [isComposed, isDecomposed] = [text.includes(composed), text.includes(decomposed)];
  if (isComposed && isDecomposed) return 'kept';
  if (isComposed) return 'composed';
  return isDecomposed ? 'decomposed' : 'changed';
}

/** Derives the rows with rules of comparing from what was measured. */
function compareRows(lab: Lab): void {
  const rows: readonly (readonly [row: string, from: string, value: string, ...string[]])[] = [
    ['compare.blanks', 'texts.blanks', 'trimmed', 'title', 'metadata'],
    ['compare.letters', 'metadata.letters', 'lower', 'metadata'],
    ['compare.dates', 'metadata.dates', 'in full', 'metadata'],
    ['compare.sets', 'metadata.lists', 'changed', 'metadata'],
    ['compare.texts', 'metadata.numbers', 'texts', 'metadata'],
    ['compare.ignored', 'course.totalXp', 'decided', 'metadata.metrics.totalXp'],
  ];
  for (const [row, from, value, ...names] of rows) {
    const held = lab.table.find((one) => one.row === row)?.value;
    const base = Array.isArray(held) ? held.map(String).filter((one) => !names.includes(one)) : [];
    const isSo = lab.value(from) === value;
    const how = isSo ? 'what came back was equal so' : 'values came back as they were sent';
    lab.measure(row, isSo ? [...base, ...names] : base, how);
  }
}
