import { isObject, type JsonObject } from '../../../model/json.ts';
import { none } from '../../../remote/dialects/facts.ts';
import { errorForm } from '../answers.ts';
import type { Experiment } from '../experiment.ts';
import type { Lab, ShownPage } from '../lab.ts';
import { textOf } from '../records.ts';

/** Asked for in turn, where the platform does not take as many as the table says. */
const smallerLimits = [100, 10];

async function firstPage(lab: Lab, name: string): Promise<void> {
  const most = Number(textOf(lab.table, 'list.limit'));
  const limits = [most, ...smallerLimits.filter((limit) => limit < most)];
  let words = '';
  for (const limit of limits) {
    const reply = await lab.list(name, { limit: String(limit), offset: '0' });
    if (reply.isTaken && !reply.listed) {
      lab.refuse(`${name}.path`, 'the answer holds no list of records');
      return;
    }
    if (reply.isTaken && reply.listed) {
      lab.listings.set(name, reply.listed);
      lab.measure(`${name}.path`, lab.collection(name)?.path ?? '', 'its list was read');
      lab.measure('list.limit', limit, `limit=${limit} was taken`);
      keysOf(lab, name, reply.listed);
      const cap = capOf(reply.listed, limit);
      if (cap !== undefined) {
        lab.measure('list.cap', cap, `${limit} were asked for, and ${cap} came on a page`);
      }
      return;
    }
    if (reply.isTaken) return;
    words = reply.words;
    const { status } = reply;
    if (name === 'resource' && (status === 403 || status === 404)) {
      lab.measure('resource.offered', String(status), `its list answered ${words}`);
      lab.measure('resource.path', none, `its list answered ${words}`);
      return;
    }
    if (status !== 400 && status !== 422) break;
  }
  lab.refuse(`${name}.path`, words);
}

function keysOf(lab: Lab, name: string, { keys }: ShownPage): void {
  lab.measure(`${name}.plural`, keys.plural, `a list has its records under "${keys.plural}"`);
  if (keys.total !== undefined) {
    lab.measure('list.total', keys.total, `a list has a number under "${keys.total}"`);
  }
}

function capOf({ records, total, limit }: ShownPage, asked: number): number | undefined {
  if (limit !== undefined && limit < asked) return limit;
  return total !== undefined && records.length < Math.min(total, asked) && records.length > 0
    ? records.length
    : undefined;
}

export const lists: Experiment = {
  name: 'one page of each list',
  questions: {
    'resource.offered': {
      asks: 'Does the platform offer resources to this client?',
      answers: ['yes', '403', '404'],
      hazard: 'A platform that is down answers 404 as well; the other lists tell.',
      authors: {
        '403': 'Resources cannot be published here: the client lacks the add-on.',
        '404': 'Resources cannot be published here: the platform has no such collection.',
      },
    },
    'list.cap': {
      asks: 'How many records come on a page at most, if fewer than were asked for?',
      answers: ['a number'],
      hazard: 'It takes a list that is longer than a page, or an answer that says its limit.',
    },
  },
  tableRows: ['list.limit', 'list.total'],
  writes: 0,
  requests: 6,
  run: async (lab) => {
    for (const { name } of lab.collections) await firstPage(lab, name);
    if (lab.listings.has('resource')) {
      lab.measure('resource.offered', 'yes', 'its list was read');
    }
    lab.skip('list.cap', 'no list is longer than the page that was asked for');
  },
};

export const pages: Experiment = {
  name: 'a page twice',
  questions: {
    'list.pages': {
      asks: 'Is a page as full as it can be?',
      answers: ['full', 'short'],
      hazard: 'Records that come and go meanwhile change what a page holds.',
    },
    'list.totals': {
      asks: 'Is the total of a list the number of its records?',
      answers: ['right', 'zero', 'wrong'],
      hazard: 'Others may publish meanwhile.',
    },
  },
  writes: 0,
  requests: 2,
  run: async (lab) => {
    const name = longest(lab);
    const size = 3;
    const came: number[] = [];
    for (let time = 0; name !== undefined && time < 2; time += 1) {
      const reply = await lab.list(name, { limit: String(size), offset: '0' });
      if (!reply.isTaken || !reply.listed) {
        const why = reply.isTaken ? 'the answer held no list' : reply.words;
        for (const row of ['list.pages', 'list.totals']) lab.refuse(row, why);
        return;
      }
      const { records, total } = reply.listed;
      came.push(records.length);
      if (total !== undefined && records.length > 0) {
        const isRight = total >= records.length;
        const value = isRight ? 'right' : total === 0 ? 'zero' : 'wrong';
        lab.measure('list.totals', value, `the total was ${value} for a page`);
      }
    }
    const few = 'no list has three records';
    if (name === undefined) {
      lab.skip('list.pages', few);
      lab.skip('list.totals', few);
      return;
    }
    const isFull = came.every((one) => one === size);
    lab.measure(
      'list.pages',
      isFull ? 'full' : 'short',
      `asked twice for ${size} of at least ${size}, ${came.join(' and ')} came`,
    );
  },
};

/** The list with the most records, ours among them, if it has at least three. */
function longest(lab: Lab): string | undefined {
  const own = new Map<string, number>();
  for (const { collection, state } of lab.made.values()) {
    if (state === 'live') own.set(collection, (own.get(collection) ?? 0) + 1);
  }
  const sizes = lab.collections.map(({ name }) => {
    const before = lab.listings.get(name)?.records.length ?? 0;
    return { name, size: before + (own.get(name) ?? 0) };
  });
  const [first] = sizes.toSorted((a, b) => b.size - a.size);
  return first && first.size >= 3 ? first.name : undefined;
}

export const asked: Experiment = {
  name: 'what a list says beside its records',
  questions: {
    'list.counted': {
      asks: 'Does a list have its total in the header X-Total-Count?',
      answers: ['yes', 'no'],
      hazard: 'A proxy may take headers away.',
    },
    'list.linked': {
      asks: 'Does a page that is not the last name the next one in the header Link?',
      answers: ['yes', 'no'],
      hazard: 'A proxy may take headers away.',
    },
    'list.fields': {
      asks: 'What becomes of a name in `fields` that no record has?',
      answers: ['ignored', 'refused'],
      hazard: 'A platform that does not know `fields` ignores all of it.',
    },
  },
  writes: 0,
  requests: 2,
  run: async (lab) => {
    const name = longest(lab);
    if (name === undefined) {
      for (const row of Object.keys(asked.questions)) lab.skip(row, 'no list has three records');
      return;
    }
    const fields = 'sourcedId,aNameThatNoRecordHas';
    const reply = await lab.list(name, { fields, limit: '1', offset: '0' });
    const isRefused = !reply.isTaken && (reply.status === 400 || reply.status === 422);
    if (isRefused) lab.measure('list.fields', 'refused', reply.words);
    else if (reply.isTaken) lab.measure('list.fields', 'ignored', 'the list came');
    else lab.refuse('list.fields', reply.words);
    if (lab.dialect === 'partner') {
      const why = 'the documents of this API have the total of a list in its body';
      for (const row of ['list.counted', 'list.linked']) lab.skip(row, why);
      return;
    }
    const page = isRefused ? await lab.list(name, { limit: '1', offset: '0' }) : reply;
    if (!page.isTaken) {
      for (const row of ['list.counted', 'list.linked']) lab.refuse(row, page.words);
      return;
    }
    const { headers } = page.answer;
    const has = (header: string) => (headers.get(header) === null ? 'no' : 'yes');
    lab.measure('list.counted', has('x-total-count'), `the headers of ${name}s`);
    lab.measure('list.linked', has('link'), `the headers of a page of one of the ${name}s`);
  },
};

export const errors: Experiment = {
  name: 'what does not exist, and what cannot be read',
  questions: {
    'error.unknown': {
      asks: 'How is an id answered that does not exist?',
      answers: ['404, imsx', '404, error', '403, imsx'],
      hazard: 'A gateway in front may answer in its own form.',
    },
    'error.filter': {
      asks: 'How is a filter answered that cannot be read?',
      answers: ['400, imsx', '422, imsx', 'taken'],
      hazard: 'A platform without filters ignores it.',
    },
  },
  writes: 0,
  requests: 2,
  run: async (lab) => {
    const collection = lab.collection('course');
    if (!collection) return;
    const unknown = collection.pathOf('00000000-0000-4000-8000-00000000face');
    await formOf(lab, 'error.unknown', unknown);
    await formOf(
      lab,
      'error.filter',
      `${collection.path}?filter=${encodeURIComponent("title=='((")}`,
    );
  },
};

async function formOf(lab: Lab, row: string, path: string): Promise<void> {
  const answer = await lab.asking.ask({ path, doing: 'Asking for what cannot be there' });
  if ('code' in answer) {
    lab.skip(row, answer.summary);
    return;
  }
  const value = answer.isTaken ? 'taken' : `${answer.status}, ${errorForm(answer.json)}`;
  lab.measure(row, value, `it answered ${answer.status}`);
}

export const foreign: Experiment = {
  name: 'a record of another client',
  questions: {
    'foreign.read': {
      asks: 'How is reading a record answered that another client owns?',
      answers: ['403', '404', 'shown'],
      hazard: 'An id that nobody has answers 404 as well.',
    },
  },
  writes: 0,
  requests: 1,
  run: async (lab) => {
    const { foreign: id } = lab;
    if (id === undefined) {
      lab.skip('foreign.read', 'no id was named: `--foreign ID`');
      return;
    }
    const collection = lab.collection('course');
    if (!collection) return;
    const reply = await lab.ask({
      path: collection.pathOf(id),
      doing: 'Reading the foreign course',
    });
    if (reply.isTaken) lab.measure('foreign.read', 'shown', 'it was shown');
    else if (reply.status === undefined) lab.skip('foreign.read', reply.words);
    else lab.measure('foreign.read', String(reply.status), `it answered ${reply.status}`);
  },
};

export const sorting: Experiment = {
  name: 'sorted lists',
  questions: {
    'list.sort': {
      asks: 'Does `sort=title&orderBy=desc` turn a list round?',
      answers: ['followed', 'ignored', 'refused'],
      hazard: 'Titles that others give meanwhile stand between.',
    },
  },
  writes: 0,
  requests: 2,
  run: async (lab) => {
    const name = longest(lab);
    if (name === undefined) {
      lab.skip('list.sort', 'no list has three records');
      return;
    }
    const firsts: JsonObject[] = [];
    for (const orderBy of ['asc', 'desc']) {
      const reply = await lab.list(name, { sort: 'title', orderBy, limit: '10', offset: '0' });
      if (!reply.isTaken) {
        if (reply.status === undefined) lab.skip('list.sort', reply.words);
        else lab.measure('list.sort', 'refused', reply.words);
        return;
      }
      const [first] = reply.listed?.records ?? [];
      if (isObject(first)) firsts.push(first);
    }
    const [up, down] = firsts.map(({ sourcedId }) => sourcedId);
    if (up === undefined || down === undefined) {
      lab.skip('list.sort', 'the list came without records');
      return;
    }
    const isTurned = up !== down;
    lab.measure('list.sort', isTurned ? 'followed' : 'ignored', 'the first record was looked at');
  },
};
