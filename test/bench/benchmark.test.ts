// The benchmark itself: how often contenders run, and how its figures are shown.
import { describe, expect, test } from 'vitest';
import { chart } from '../../scripts/bench/chart.ts';
import type { Sample } from '../../scripts/bench/job.ts';
import type { Result } from '../../scripts/bench/publishing.ts';
import { growthTable, jobsTable, timesTable } from '../../scripts/bench/results-table.ts';
import { runInRounds } from '../../scripts/bench/round-robin.ts';

const sample = (wallMs: number): Sample => ({ wallMs, cpuMs: 100, peakMiB: 50 });
const result = (way: string, lessons: number, times: readonly number[]): Result => ({
  job: 'a job',
  way,
  lessons,
  samples: times.map(sample),
});

const withRequests = (of: Result, read: number): Result => ({
  ...of,
  samples: of.samples.map((each) => ({ ...each, traffic: { token: 1, read, write: 0 } })),
});

describe('turns', () => {
  test.each([
    { wallMs: 9_000, runs: 6, counted: 5, why: 'one to fill caches, then each round' },
    { wallMs: 11_000, runs: 4, counted: 3, why: 'slow: fewer rounds' },
    { wallMs: 61_000, runs: 1, counted: 1, why: 'slowest: once, and that counts' },
  ])('$wallMs ms: $counted of $runs runs count ($why)', async ({ wallMs, runs, counted }) => {
    let ran = 0;
    const run = async () => {
      ran += 1;
      return sample(wallMs);
    };
    const [taken] = await runInRounds([{ run }], 5);
    expect({ ran, counted: taken?.samples.length }).toEqual({ ran: runs, counted });
  });

  test('in turn, and who fails runs no more while the others go on', async () => {
    const order: string[] = [];
    const fine = async () => {
      order.push('fine');
      return sample(1);
    };
    const failing = async () => {
      order.push('failing');
      throw new Error('out of memory');
    };
    const taken = await runInRounds([{ run: failing }, { run: fine }], 2);
    expect(order).toEqual(['failing', 'fine', 'fine', 'fine']);
    expect(taken).toEqual([
      { samples: [], failed: 'out of memory' },
      { samples: [sample(1), sample(1)] },
    ]);
  });
});

describe('tables', () => {
  test('how much longer one job takes than another, way by way', () => {
    const results = [
      { ...withRequests(result('this tool', 500, [1200, 1300, 1250]), 6), job: 'apply' },
      { ...withRequests(result('this tool', 500, [1000, 1000, 900]), 4), job: 'plan' },
      { ...result('a script', 500, [3000]), job: 'apply' },
    ];
    const table = jobsTable(results, { job: 'apply', other: 'plan', latencyMs: 20 });
    expect(table).toMatchInlineSnapshot(`
      "| apply / plan; less waiting | 500 lessons |
      | -------------------------- | ----------- |
      | this tool                  | 1.25; 1.21  |
      | a script                   |             |"
    `);
  });

  test('ratios are of the same round; fewer runs, failures and gaps are named', () => {
    const results = [
      result('this tool', 500, [1000, 1200, 3000]),
      result('a script', 500, [2000, 1000, 3000]),
      result('a peer', 500, [61_000]),
      result('this tool', 2000, [4000, 4000, 4000]),
      { ...result('a script', 2000, []), failed: 'no memory' },
    ];
    expect(timesTable(results, ['this tool'], 3)).toMatchInlineSnapshot(`
      "| seconds              | 500 lessons         | 2,000 lessons       |
      | -------------------- | ------------------- | ------------------- |
      | this tool            | 1.20 (1.00 to 3.00) | 4.00 (4.00 to 4.00) |
      | a script             | 2.00 (1.00 to 3.00) | failed              |
      | this tool / a script | 1.00 (0.50 to 1.20) |                     |
      | a peer               | 61.00 (1 run)       | not run             |
      | this tool / a peer   | 0.02                |                     |"
    `);
  });

  test('growth is a doubling, whatever lies between two sizes', () => {
    const results = [result('this tool', 500, [1000]), result('this tool', 2000, [4000])];
    expect(growthTable(results)).toMatch(/2\.00 ×/);
  });
});

describe('chart', () => {
  const line = (name: string, ...seconds: readonly number[]) => ({
    name,
    points: seconds.map((each, index) => ({ size: 500 * 10 ** index, seconds: each })),
  });
  const circles = (svg: string) =>
    [...svg.matchAll(/<g transform.*?<\/g>/gs)].flatMap(([panel]) =>
      [...panel.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => ({
        x: Number(x),
        y: Number(y),
      })),
    );

  test('more lessons are further right, more seconds further up, ten times as far is one step', () => {
    const [a, b, c] = circles(chart([{ title: 'plan', lines: [line('this tool', 0.5, 5, 50)] }]));
    if (!a || !b || !c) throw new Error('three points are three circles');
    expect(a.x < b.x && b.x < c.x && a.y > b.y && b.y > c.y).toBe(true);
    expect(b.x - a.x).toBeCloseTo(c.x - b.x, 0);
    expect(a.y - b.y).toBeCloseTo(b.y - c.y, 0);
  });

  test('a way that the first job lacks has its place in the legend all the same', () => {
    const few = { title: 'create', lines: [line('this tool', 1), line('a script', 1)] };
    const all = { title: 'plan', lines: ['this tool', 'warm', 'a script'].map((n) => line(n, 1)) };
    const [legend = ''] = chart([few, all]).split('<g ');
    expect([...legend.matchAll(/>([^<>]+)<\/text>/g)].map(([, name]) => name)).toEqual([
      'this tool',
      'warm',
      'a script',
    ]);
  });

  test('one size, one point; a name is a text, never markup', () => {
    const svg = chart([{ title: 'a < b & c', lines: [line('<script>', 1)] }]);
    expect(circles(svg)).toHaveLength(1);
    expect(svg).toContain('a &lt; b &amp; c');
    expect(svg).not.toContain('<script');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test('dark and light have their own greys, and no background', () => {
    const svg = chart([{ title: 'plan', lines: [line('this tool', 1, 2)] }]);
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).not.toContain('<rect');
  });
});
