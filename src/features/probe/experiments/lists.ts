import type { Json } from '../../../model/json.ts';
import { none } from '../../../remote/dialects/facts.ts';
import { errorForm } from '../answers.ts';
import type { Experiment, Lab, ShownPage } from '../lab.ts';
import { textOf } from '../records.ts';

/** Page sizes to try if the platform does not accept the size that the table names. */
const smallerLimits = [100, 10];

async function firstPage(lab: Lab, name: string): Promise<void> {
  const most = Number(textOf(lab.table, 'list.limit'));
  const limits = [most, ...smallerLimits.filter((limit) => limit < most)];
  let words = '';
  for (const limit of limits) {
    const reply = await lab.list(name, { limit: String(limit), offset: '0' });
    if (reply.isTaken) {
      return reply.listed
        ? measurePage(lab, name, { page: reply.listed, limit })
        : lab.refuse(`${name}.path`, 'the answer holds no list of records');
    }
    words = reply.words;
    const { status } = reply;
    if (name === 'resource' && (status === 403 || status === 404)) {
      lab.measure('resource.offered', String(status), `its list answered ${words}`);
      return lab.measure('resource.path', none, `its list answered ${words}`);
    }
    if (status !== 400 && status !== 422) break;
  }
  lab.refuse(`${name}.path`, words);
}

function measurePage(
  lab: Lab,
  name: string,
  { page, limit }: { readonly page: ShownPage; readonly limit: number },
): void {
  const { keys } = page;
  lab.listings.set(name, page);
  lab.measure(`${name}.path`, lab.collection(name).path, 'its list was read');
  lab.measure('list.limit', limit, `limit=${limit} was taken`);
  lab.measure(`${name}.plural`, keys.plural, `a list has its records under "${keys.plural}"`);
  if (keys.total !== undefined) {
    lab.measure('list.total', keys.total, `a list has a number under "${keys.total}"`);
  }
  const cap = capOf(page, limit);
  if (cap !== undefined) {
    lab.measure('list.cap', cap, `${limit} were asked for, and ${cap} came on a page`);
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
    // Misleading: a platform that is down answers 404 too; the other lists show that.
    'resource.offered': 'Does the platform offer resources to this client?',
    // Needs a list that is longer than a page, or an answer that names its limit.
    'list.cap': 'How many records come on a page at most, if fewer than were asked for?',
  },
  authors: {
    'resource.offered': {
      '403': 'Resources cannot be published here: the client lacks the add-on.',
      '404': 'Resources cannot be published here: the platform has no such collection.',
    },
  },
  tableRows: ['list.limit', 'list.total'],
  writes: 0,
  requests: 6,
  run: async (lab) => {
    for (const { name } of lab.collections) await firstPage(lab, name);
    if (lab.listings.has('resource')) lab.measure('resource.offered', 'yes', 'its list was read');
    lab.skip('list.cap', 'no list is longer than the page that was asked for');
  },
};

export const pages: Experiment = {
  name: 'a page twice',
  questions: {
    // Misleading: records that are added or removed meanwhile change a page.
    'list.pages': 'Is a page as full as it can be?',
    // Misleading: others may publish meanwhile.
    'list.totals': 'Is the total of a list the number of its records?',
  },
  writes: 0,
  requests: 2,
  run: async (lab, rows) => {
    const name = longest(lab);
    if (name === undefined) return lab.skip(rows, tooFew);
    const size = 3;
    const came: number[] = [];
    while (came.length < 2) {
      const reply = await lab.list(name, { limit: String(size), offset: '0' });
      if (!reply.isTaken || !reply.listed) {
        return lab.refuse(rows, reply.isTaken ? 'the answer held no list' : reply.words);
      }
      const { records, total } = reply.listed;
      came.push(records.length);
      if (total !== undefined && records.length > 0) {
        const isRight = total >= records.length;
        const value = isRight ? 'right' : total === 0 ? 'zero' : 'wrong';
        lab.measure('list.totals', value, `the total was ${value} for a page`);
      }
    }
    const value = came.every((one) => one === size) ? 'full' : 'short';
    const how = `asked twice for ${size} of at least ${size}, ${came.join(' and ')} came`;
    lab.measure('list.pages', value, how);
  },
};

const tooFew = 'no list has three records';

/** The list with the most records, the probe's own included, if it has at least three. */
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
    // Misleading: a proxy may remove headers.
    'list.counted': 'Does a list have its total in the header X-Total-Count?',
    // Misleading: a proxy may remove headers.
    'list.linked': 'Does a page that is not the last name the next one in the header Link?',
    // Misleading: a platform that does not know `fields` ignores it.
    'list.fields': 'What becomes of a name in `fields` that no record has?',
  },
  writes: 0,
  requests: 2,
  run: async (lab, rows) => {
    const name = longest(lab);
    if (name === undefined) return lab.skip(rows, tooFew);
    const fields = 'sourcedId,aNameThatNoRecordHas';
    const reply = await lab.list(name, { fields, limit: '1', offset: '0' });
    const isRefused = !reply.isTaken && (reply.status === 400 || reply.status === 422);
    if (isRefused) lab.measure('list.fields', 'refused', reply.words);
    else if (reply.isTaken) lab.measure('list.fields', 'ignored', 'the list came');
    else lab.refuse('list.fields', reply.words);
    const ofHeaders = ['list.counted', 'list.linked'];
    if (lab.dialect === 'partner') {
      const why = 'the documents of this API have the total of a list in its body';
      return lab.skip(ofHeaders, why);
    }
    const page = isRefused ? await lab.list(name, { limit: '1', offset: '0' }) : reply;
    if (!page.isTaken) return lab.refuse(ofHeaders, page.words);
    const { headers } = page.answer;
    const has = (header: string) => (headers.get(header) === null ? 'no' : 'yes');
    lab.measure('list.counted', has('x-total-count'), `the headers of ${name}s`);
    lab.measure('list.linked', has('link'), `the headers of a page of one of the ${name}s`);
  },
};

export const errors: Experiment = {
  name: 'what does not exist, and what cannot be read',
  questions: {
    // Misleading: a gateway may answer in a form of its own.
    'error.unknown': 'How is an id answered that does not exist?',
    // Misleading: a platform without filters ignores it.
    'error.filter': 'How is a filter answered that cannot be read?',
  },
  writes: 0,
  requests: 2,
  run: async (lab) => {
    const { path, pathOf } = lab.collection('course');
    const wrong = encodeURIComponent("title=='((");
    await formOf(lab, 'error.unknown', pathOf('00000000-0000-4000-8000-00000000face'));
    await formOf(lab, 'error.filter', `${path}?filter=${wrong}`);
  },
};

async function formOf(lab: Lab, row: string, path: string): Promise<void> {
  const answer = await lab.asking.ask({ path, doing: 'Asking for what cannot be there' });
  if ('code' in answer) return lab.skip(row, answer.summary);
  const value = answer.isTaken ? 'taken' : `${answer.status}, ${errorForm(answer.json)}`;
  lab.measure(row, value, `it answered ${answer.status}`);
}

export const foreign: Experiment = {
  name: 'a record of another client',
  questions: {
    // Misleading: an id that nobody has gives 404 too.
    'foreign.read': 'How is reading a record answered that another client owns?',
  },
  writes: 0,
  requests: 1,
  run: async (lab) => {
    const { foreign: id } = lab;
    if (id === undefined) return lab.skip('foreign.read', 'no id was named: `--foreign ID`');
    const path = lab.collection('course').pathOf(id);
    const reply = await lab.ask({ path, doing: 'Reading the foreign course' });
    if (reply.isTaken) lab.measure('foreign.read', 'shown', 'it was shown');
    else if (reply.status === undefined) lab.skip('foreign.read', reply.words);
    else lab.measure('foreign.read', String(reply.status), `it answered ${reply.status}`);
  },
};

export const sorting: Experiment = {
  name: 'sorted lists',
  questions: {
    // Misleading: titles that others change meanwhile.
    'list.sort': 'Does `sort=title&orderBy=desc` turn a list round?',
  },
  writes: 0,
  requests: 2,
  run: async (lab) => {
    const name = longest(lab);
    if (name === undefined) return lab.skip('list.sort', tooFew);
    const firsts: (Json | undefined)[] = [];
    for (const orderBy of ['asc', 'desc']) {
      const reply = await lab.list(name, { sort: 'title', orderBy, limit: '10', offset: '0' });
      if (!reply.isTaken) return lab.declined('list.sort', reply);
      firsts.push(reply.listed?.records[0]?.['sourcedId']);
    }
    const [up, down] = firsts;
    if (up === undefined || down === undefined) {
      return lab.skip('list.sort', 'the list came without records');
    }
    const value = up === down ? 'ignored' : 'followed';
    lab.measure('list.sort', value, 'the first record was looked at');
  },
};
