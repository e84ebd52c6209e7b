import { expect, test } from 'vitest';
import { type ProgressLine, progressText, type StepProgress } from '../../src/cli/progress.ts';

const meter: StepProgress = {
  doing: 'Writing',
  startedAt: 1000,
  done: 120,
  total: 500,
  retries: 2,
  written: 120,
};
const gauge: ProgressLine = { now: 4000, width: 100, unicode: true };

test.each([
  { name: 'all that is known', text: 'Writing 120 of 500 · 40 a second · 2 retries · 10 s left' },
  {
    name: 'ASCII',
    at: { unicode: false },
    text: 'Writing 120 of 500, 40 a second, 2 retries, 10 s left',
  },
  {
    name: 'without retries',
    of: { retries: 0 },
    text: 'Writing 120 of 500 · 40 a second · 10 s left',
  },
  {
    name: 'one retry',
    of: { retries: 1 },
    text: 'Writing 120 of 500 · 40 a second · 1 retry · 10 s left',
  },
  { name: 'too early for a rate', at: { now: 1500 }, text: 'Writing 120 of 500 · 2 retries' },
  { name: 'nothing done yet', of: { done: 0, retries: 0 }, text: 'Writing 0 of 500' },
  { name: 'no total yet', of: { done: 0, total: 0, retries: 0 }, text: 'Writing …' },
  {
    name: 'no total yet, ASCII',
    of: { done: 0, total: 0, retries: 0 },
    at: { unicode: false },
    text: 'Writing ...',
  },
  { name: 'done', of: { done: 500, retries: 0 }, text: 'Writing 500 of 500 · 167 a second' },
  {
    name: 'slow: minutes',
    of: { done: 1, retries: 0 },
    text: 'Writing 1 of 500 · 0.3 a second · 25 min left',
  },
  {
    name: 'very slow: hours',
    of: { done: 1, total: 5000, retries: 0 },
    text: 'Writing 1 of 5000 · 0.3 a second · 5 hours left',
  },
  { name: 'narrow: without the rate', at: { width: 41 }, text: 'Writing 120 of 500 · 10 s left' },
  {
    name: 'a little wider: with retries',
    at: { width: 42 },
    text: 'Writing 120 of 500 · 2 retries · 10 s left',
  },
  { name: 'narrower still', at: { width: 25 }, text: 'Writing 120 of 500' },
  { name: 'narrower than anything', at: { width: 3 }, text: 'Writing 120 of 500' },
] satisfies {
  name: string;
  of?: Partial<StepProgress>;
  at?: Partial<ProgressLine>;
  text: string;
}[])('$name', ({ of, at, text }) => {
  expect(progressText({ ...meter, ...of }, { ...gauge, ...at })).toBe(text);
});
