import fc from 'fast-check';

// The same random cases in every run of the tests, so that a change is what makes them fail and not
// chance. `npm run laws` draws others, and more of them.
const seed = Number(process.env['LAWS_SEED'] ?? 1);
const times = Number(process.env['LAWS_TIMES'] ?? 1);
// For mutants: that a law fails is enough to know; the smallest example would take minutes to find.
const endOnFailure = process.env['LAWS_QUICK'] === 'yes';

fc.configureGlobal({ seed, endOnFailure, numRuns: 100 * times });

/** Whether `npm run laws` asks for more than every run of the tests can spend. */
export const isThorough = times > 1;

/** How often a law is tried, where 100 times is too often or not often enough. */
export const runs = (count: number) => ({ numRuns: count * times });

export { fc };
