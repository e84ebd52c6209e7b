import fc from 'fast-check';

// The same random cases in every run of the tests, so that a change is what makes them fail and not
// chance. `npm run laws` draws others, and more of them.
export const seed = Number(process.env['LAWS_SEED'] ?? 1);
// A part of the cases is enough to notice what a change breaks.
const times = Number(process.env['LAWS_TIMES'] ?? 0.4);
// For mutants: that a law fails is enough to know; the smallest example would take minutes to find.
const endOnFailure = process.env['LAWS_QUICK'] === 'yes';

fc.configureGlobal({ seed, endOnFailure, numRuns: numberOf(100) });

/** Whether `npm run laws` asks for more than every run of the tests can spend. */
export const isThorough = times > 1;

/** How often a law is tried, if 100 times is too often or not often enough: by the tests a part of it. */
export const runs = (count: number) => ({ numRuns: numberOf(count) });

/** Of a count over such runs: what it has to come to for the law to say anything. */
export const atLeast = (count: number): number => Math.floor(count * Math.min(times, 1));

function numberOf(count: number): number {
  return Math.ceil(count * times);
}

export { fc };
