import {
  isObject,
  isSameJson,
  type Json,
  type JsonObject,
  numberFromText,
} from '../../../model/json.ts';
import { isNumberText, wordsIn } from '../answers.ts';
import type { Experiment } from '../experiment.ts';
import type { Lab } from '../lab.ts';
import { probeMark } from '../records.ts';
import { answerWord } from './make.ts';

const composed = 'caf\u00e9';
const decomposed = 'cafe\u0301';
const big = '12345678901234567890';
const signs = 'emoji \u{1f600} "quoted" <b> & \\ \u0645\u0631\u062d\u0628\u0627';

/** Metadata in which each value asks one question; letters are small but where that is the question. */
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
  const resource = lab.dialect === 'oneroster' && lab.has('R1') && lab.made.get('R1');
  return new Map<string, readonly [string, Json]>([
    ['probeField', ['fields.unknown', 'x']],
    ['subjects', ['subjects.unlisted', ['Probing']]],
    ...(lab.dialect === 'oneroster' ? [['gradingScheme', ['texts.empty', '']] as const] : []),
    ...(resource
      ? [['resources', ['course.resources', [{ sourcedId: resource.sourcedId }]]] as const]
      : []),
  ]);
}

export const content: Experiment = {
  name: 'what becomes of values',
  questions: {
    'put.again': {
      asks: 'Which status does a later write of a record answer?',
      answers: ['200', '201', '204'],
      hazard: 'None.',
    },
    'put.answer': {
      asks: 'What does a later write answer with?',
      answers: ['record', 'nothing', 'braces', 'other'],
      hazard: 'None: the tool reads back what it wrote, whatever the answer says.',
    },
    'texts.blanks': {
      asks: 'Do spaces at the ends of strings, and double spaces, stay?',
      answers: ['kept', 'trimmed'],
      hazard: 'Looked at in the title and in metadata.',
    },
    'texts.signs': {
      asks: 'Do emoji, quotes, markup and letters from right to left stay?',
      answers: ['kept', 'changed'],
      hazard: 'Looked at in metadata.',
    },
    'titles.unicode': {
      asks: 'In which Unicode form do letters with accents come back in titles?',
      answers: ['kept', 'decomposed', 'composed'],
      hazard: 'The title holds both forms.',
    },
    'metadata.unicode': {
      asks: 'In which Unicode form do they come back in metadata?',
      answers: ['kept', 'decomposed', 'composed'],
      hazard: 'Metadata holds both forms.',
    },
    'metadata.letters': {
      asks: 'Do capital letters stay in metadata?',
      answers: ['kept', 'lower'],
      hazard: 'None.',
    },
    'metadata.dates': {
      asks: 'Does a date in metadata keep its notation?',
      answers: ['kept', 'in full'],
      hazard: 'None.',
    },
    'metadata.lists': {
      asks: 'Do lists in metadata keep their order?',
      answers: ['kept', 'changed'],
      hazard: 'None.',
    },
    'metadata.numbers': {
      asks: 'Do numbers and booleans in metadata keep their type?',
      answers: ['kept', 'texts'],
      hazard: 'None.',
    },
    'metadata.big': {
      asks: 'Do numbers beyond 2^53 keep their digits?',
      answers: ['kept', 'changed'],
      hazard: 'None.',
      authors: { changed: 'Large numbers lose digits here: write them as texts.' },
    },
    'fields.unknown': {
      asks: 'What becomes of a field that no document has?',
      answers: ['kept', 'dropped', 'refused'],
      hazard: 'Some fields are tried in one write: the words of a refusal tell which it is.',
    },
    'subjects.unlisted': {
      asks: 'Is a subject taken that is not one of the ten of the official SDK?',
      answers: ['taken', 'refused'],
      hazard: 'The same.',
      authors: { refused: 'A subject has to be one of the ten that the official SDK has.' },
    },
    'texts.empty': {
      asks: 'What becomes of an empty text in a field of a course?',
      answers: ['kept', 'dropped', 'refused'],
      hazard: 'The same.',
    },
    'course.resources': {
      asks: 'Does a course keep the resources that it names?',
      answers: ['kept', 'dropped', 'refused'],
      hazard: 'The same.',
    },
    'course.totalXp': {
      asks: 'Does the platform keep the total XP of a course as it was sent?',
      answers: ['kept', 'decided'],
      hazard: 'The course of a probe has no lessons with XP.',
    },
  },
  tableRows: [
    'values.dropped',
    'compare.sets',
    'compare.texts',
    'compare.blanks',
    'compare.letters',
    'compare.dates',
    'compare.ignored',
  ],
  needs: ['C1'],
  writes: 3,
  requests: 4,
  run: async (lab) => {
    const before = lab.body('C1');
    const mark = isObject(before['metadata']) ? before['metadata'][probeMark] : null;
    const title = `${String(before['title'])} ${composed} ${decomposed}`;
    const rich = (metadata: JsonObject, named: string) => ({
      ...before,
      title: named,
      level: 'probe',
      metadata: { ...metadata, [probeMark]: mark ?? null },
    });
    const whole = rich(questionsInMetadata, `${title}  two blanks `);
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
      for (const row of ['metadata.big', 'texts.signs', 'texts.blanks']) lab.refuse(row, words);
      reply = await lab.write('C1', rich(tame, title));
      tried = [];
    }
    if (!reply.isTaken) {
      for (const row of Object.keys(content.questions)) lab.refuse(row, reply.words);
      return;
    }
    const { answer } = reply;
    lab.measure(
      'put.again',
      String(answer.status),
      `writing a course again answered ${answer.status}`,
    );
    lab.measure('put.answer', answerWord({ text: answer.text, json: answer.json }), 'its body');
    const record = await lab.read('C1');
    const sent = lab.body('C1');
    if (record) judge(lab, sent, record);
    if (record) judgeFields(lab, record, tried);
    const one = lab.made.get('C1');
    // Later writes are about something else.
    if (one) {
      one.body = Object.fromEntries(
        Object.entries(sent).filter(
          ([field]) => !strange.has(field) || Object.hasOwn(before, field),
        ),
      );
    }
  },
};

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
  for (const row of ['texts.empty', 'course.resources']) lab.skip(row, why);
}

function judge(lab: Lab, sent: JsonObject, record: JsonObject): void {
  const shown = isObject(record['metadata']) ? record['metadata'] : {};
  const wanted = isObject(sent['metadata']) ? sent['metadata'] : {};
  const has = (key: string) => Object.hasOwn(wanted, key);
  const title = String(record['title'] ?? '');
  if (has('blank')) {
    const isTrimmed = !title.endsWith(' ') || shown['blank'] !== wanted['blank'];
    lab.measure(
      'texts.blanks',
      isTrimmed ? 'trimmed' : 'kept',
      `metadata has ${JSON.stringify(shown['blank'] ?? null)}`,
    );
    const isKept = String(shown['signs'] ?? '').normalize('NFC') === signs.normalize('NFC');
    lab.measure('texts.signs', isKept ? 'kept' : 'changed', 'metadata was read');
    const isExact = isNumberText(shown['big'], big);
    lab.measure(
      'metadata.big',
      isExact ? 'kept' : 'changed',
      `${big} came back as ${String(shown['big'])}`,
    );
  }
  lab.measure('titles.unicode', formOf(title), 'a title holds both forms');
  const texts = `${String(shown['composed'])} ${String(shown['decomposed'])}`;
  lab.measure('metadata.unicode', formOf(texts), 'metadata holds both forms');
  same(lab, 'metadata.letters', shown['letters'], { kept: 'Mixed Case', lower: 'mixed case' });
  same(lab, 'metadata.dates', shown['date'], {
    kept: '2026-03-01',
    'in full': '2026-03-01T00:00:00.000Z',
  });
  const list = JSON.stringify(shown['list'] ?? null);
  lab.measure(
    'metadata.lists',
    list === '["b","a","c"]' ? 'kept' : 'changed',
    `a list came as ${list}`,
  );
  const isTyped = shown['number'] === 7 && shown['truth'] === true;
  const isText = shown['number'] === '7' && shown['truth'] === 'true';
  if (isTyped || isText) {
    lab.measure(
      'metadata.numbers',
      isTyped ? 'kept' : 'texts',
      `7 came as ${JSON.stringify(shown['number'])}`,
    );
  } else
    lab.refuse('metadata.numbers', `7 came back as ${JSON.stringify(shown['number'] ?? null)}`);
  const metrics = isObject(shown['metrics']) ? shown['metrics']['totalXp'] : undefined;
  const isOwn = String(metrics) === '100';
  lab.measure(
    'course.totalXp',
    isOwn ? 'kept' : 'decided',
    `100 came back as ${String(metrics ?? 'nothing')}`,
  );
  const dropped = [
    ...(shown['zero'] === undefined ? ['numbers'] : []),
    ...(shown['no'] === undefined ? ['truths'] : []),
    ...(shown['empty'] === undefined ? ['texts'] : []),
  ];
  lab.measure(
    'values.dropped',
    dropped,
    dropped.length === 0 ? '0, false and "" came back' : 'they did not come back',
  );
  compareRows(lab);
}

function formOf(text: string): string {
  const [isComposed, isDecomposed] = [text.includes(composed), text.includes(decomposed)];
  if (isComposed && isDecomposed) return 'kept';
  if (isComposed) return 'composed';
  return isDecomposed ? 'decomposed' : 'changed';
}

function same(
  lab: Lab,
  row: string,
  value: Json | undefined,
  known: Readonly<Record<string, string>>,
): void {
  const found = Object.entries(known).find(([, text]) => text === value);
  const how = `it came back as ${JSON.stringify(value ?? null)}`;
  if (found) lab.measure(row, found[0], how);
  else lab.measure(row, 'changed', how);
}

/** What the rules of comparing have to be for what was seen. */
function compareRows(lab: Lab): void {
  const is = (row: string, value: string) => lab.rows.get(row)?.value === value;
  const table = (row: string) => {
    const found = lab.table.find((one) => one.row === row)?.value;
    return Array.isArray(found) ? found.map(String) : [];
  };
  const with_ = (row: string, isSo: boolean, ...names: readonly string[]) => {
    const base = table(row).filter((one) => !names.includes(one));
    const value = isSo ? [...base, ...names] : base;
    lab.measure(
      row,
      value,
      isSo ? 'what came back was equal so' : 'values came back as they were sent',
    );
  };
  with_('compare.blanks', is('texts.blanks', 'trimmed'), 'title', 'metadata');
  with_('compare.letters', is('metadata.letters', 'lower'), 'metadata');
  with_('compare.dates', is('metadata.dates', 'in full'), 'metadata');
  with_('compare.sets', is('metadata.lists', 'changed'), 'metadata');
  with_('compare.texts', is('metadata.numbers', 'texts'), 'metadata');
  with_('compare.ignored', is('course.totalXp', 'decided'), 'metadata.metrics.totalXp');
}
