import { isFailure } from '../../../remote/asking.ts';
import type { Experiment } from '../lab.ts';
import { textOf } from '../records.ts';

/** Milliseconds that two clocks may differ. */
const tolerance = 60_000;

export const access: Experiment = {
  name: 'the token',
  questions: {
    // A platform need not say it.
    'token.scopes': 'Which scopes does the platform say that the token has?',
    // Taken from the Date of an answer, which counts seconds; a minute of difference is allowed.
    clock: 'Does the clock of the platform agree with this machine’s?',
  },
  tableRows: ['token.path', 'token.auth', 'token.scope'],
  writes: 0,
  requests: 2,
  run: async (lab) => {
    const token = await lab.asking.authenticate();
    if (!token.ok) {
      const words = token.problems[0]?.detail ?? 'no token was given';
      lab.refuse(['token.path', 'token.auth', 'token.scope'], words);
      lab.halted = `no token was given: ${token.problems[0]?.summary ?? ''}`;
      lab.problems.push(...token.problems);
      return;
    }
    const asAssumed = (row: string, how: string) => lab.measure(row, textOf(lab.table, row), how);
    asAssumed('token.auth', 'the credentials were accepted');
    asAssumed('token.scope', 'a token was given');
    if (lab.isOwnTokenPath) asAssumed('token.path', 'the token came from there');
    else lab.skip('token.path', 'the config names another token address');
    const { scopes } = token.value;
    if (scopes) lab.measure('token.scopes', [...scopes.names].sort(), `the ${scopes.from} says so`);
    else lab.skip('token.scopes', 'neither the answer nor the token says it');
    const path = `${lab.collection('course').path}?limit=1`;
    const answer = await lab.asking.ask({ path, doing: 'Reading a course' });
    const stamped = isFailure(answer) ? Number.NaN : Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(stamped)) return lab.skip('clock', 'no answer says the time');
    const off = stamped - lab.now().getTime();
    const apart = Math.abs(off);
    if (apart <= tolerance) lab.measure('clock', 'agrees', 'within a minute');
    else lab.measure('clock', off > 0 ? 'ahead' : 'behind', `by ${Math.round(apart / 1000)} s`);
  },
};

/** Numbers of parallel requests, one burst after the other: 24 requests in all. */
const bursts = [4, 8, 12];

export const rate: Experiment = {
  name: 'requests at once',
  questions: {
    // Limited to 24 reads in all, and none after a 429.
    'rate.parallel': 'How many requests at once are answered?',
    // Only common header names are looked for.
    'rate.headers': 'Which headers tell the limits?',
  },
  writes: 0,
  requests: 24,
  run: async (lab) => {
    const path = `${lab.collection('course').path}?limit=1&offset=0`;
    const question = { path, doing: 'Reading courses at once', tries: 1 };
    const known = ['retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'ratelimit-limit'];
    const seen = new Set<string>();
    for (const size of bursts) {
      if (lab.halted !== undefined || !lab.canSpend(size, 0)) {
        lab.skip('rate.parallel', 'too few requests were left');
        break;
      }
      const answers = await Promise.all(
        Array.from({ length: size }, () => lab.asking.ask(question)),
      );
      for (const answer of answers) {
        if (isFailure(answer)) continue;
        for (const name of known) if (answer.headers.get(name) !== null) seen.add(name);
      }
      const busy = answers.filter((one) => isFailure(one) && one.code === 'remote/busy');
      if (busy.length > 0) {
        const how = `of ${size} requests at once ${busy.length} were asked to wait`;
        lab.measure('rate.parallel', `fewer than ${size}`, how);
        break;
      }
      if (size === 12) lab.measure('rate.parallel', 'at least 12', '12 at once were answered');
    }
    lab.measure('rate.headers', [...seen].sort(), 'headers of answers');
  },
};
