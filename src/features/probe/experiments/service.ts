import { isFailure } from '../../../remote/asking.ts';
import type { Experiment } from '../experiment.ts';
import { textOf } from '../records.ts';

/** How far two clocks may be apart, in milliseconds. */
const tolerance = 60_000;

export const access: Experiment = {
  name: 'the token',
  questions: {
    'token.scopes': {
      asks: 'Which scopes does the platform say that the token has?',
      answers: ['a list of names'],
      hazard: 'A platform need not say it.',
    },
    clock: {
      asks: 'Does the clock of the platform agree with this machine’s?',
      answers: ['agrees', 'ahead', 'behind'],
      hazard: 'Told by the Date of an answer, to the second; a minute is borne with.',
    },
  },
  tableRows: ['token.path', 'token.auth', 'token.scope'],
  writes: 0,
  requests: 2,
  run: async (lab) => {
    const token = await lab.asking.authenticate();
    if (!token.ok) {
      const words = token.problems[0]?.detail ?? 'no token was given';
      for (const row of ['token.path', 'token.auth', 'token.scope']) lab.refuse(row, words);
      lab.halted = `no token was given: ${token.problems[0]?.summary ?? ''}`;
      lab.problems.push(...token.problems);
      return;
    }
    lab.measure('token.auth', textOf(lab.table, 'token.auth'), 'the credentials were accepted');
    lab.measure('token.scope', textOf(lab.table, 'token.scope'), 'a token was given');
    if (lab.isOwnTokenPath) {
      lab.measure('token.path', textOf(lab.table, 'token.path'), 'the token came from there');
    } else lab.skip('token.path', 'the config names another token address');
    const { scopes } = token.value;
    if (scopes) lab.measure('token.scopes', [...scopes.names].sort(), `the ${scopes.from} says so`);
    else lab.skip('token.scopes', 'neither the answer nor the token says it');
    const collection = lab.collection('course');
    if (!collection) return;
    const answer = await lab.asking.ask({
      path: `${collection.path}?limit=1`,
      doing: 'Reading a course',
    });
    const stamped = isFailure(answer) ? Number.NaN : Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(stamped)) {
      lab.skip('clock', 'no answer says the time');
      return;
    }
    const off = stamped - lab.now().getTime();
    const value = Math.abs(off) <= tolerance ? 'agrees' : off > 0 ? 'ahead' : 'behind';
    lab.measure(
      'clock',
      value,
      value === 'agrees' ? 'within a minute' : `by ${Math.round(Math.abs(off) / 1000)} s`,
    );
  },
};

/** Requests that are sent at once, in turn: 24 in all. */
const bursts = [4, 8, 12];

export const rate: Experiment = {
  name: 'requests at once',
  questions: {
    'rate.parallel': {
      asks: 'How many requests at once are answered?',
      answers: ['at least 12', 'fewer than a number'],
      hazard: 'Tried gently: 24 reads in all, and none after a 429.',
      authors: {},
    },
    'rate.headers': {
      asks: 'Which headers tell the limits?',
      answers: ['a list of names'],
      hazard: 'Only names that are usual are looked for.',
    },
  },
  writes: 0,
  requests: 24,
  run: async (lab) => {
    const collection = lab.collection('course');
    if (!collection) return;
    const known = ['retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'ratelimit-limit'];
    const seen = new Set<string>();
    for (const size of bursts) {
      if (lab.halted !== undefined || !lab.canSpend(size, 0)) {
        lab.skip('rate.parallel', 'too few requests were left');
        break;
      }
      const path = `${collection.path}?limit=1&offset=0`;
      const answers = await Promise.all(
        Array.from({ length: size }, () =>
          lab.asking.ask({ path, doing: 'Reading courses at once', tries: 1 }),
        ),
      );
      for (const answer of answers) {
        if (isFailure(answer)) continue;
        for (const name of known) if (answer.headers.get(name) !== null) seen.add(name);
      }
      const busy = answers.filter((one) => isFailure(one) && one.code === 'remote/busy');
      if (busy.length > 0) {
        lab.measure(
          'rate.parallel',
          `fewer than ${size}`,
          `of ${size} requests at once ${busy.length} were asked to wait`,
        );
        break;
      }
      if (size === bursts.at(-1))
        lab.measure('rate.parallel', 'at least 12', '12 at once were answered');
    }
    lab.measure('rate.headers', [...seen].sort(), 'headers of answers');
  },
};
