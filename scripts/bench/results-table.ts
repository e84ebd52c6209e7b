import type { Sample } from './job.ts';
import type { Result } from './publishing.ts';
import { requests, spread, table } from './report.ts';
import { spreadOf } from './statistics.ts';

/** The times of one job: a row for each way, and below each other way its comparison with the tool. */
export function timesTable(
  results: readonly Result[],
  tools: readonly string[],
  rounds: number,
): string {
  const present = tools.filter((tool) => results.some(({ way }) => way === tool));
  return sizesTable('seconds', results, (way, at) => {
    const times = { label: way, cell: (size: number) => time(at(way, size), rounds) };
    const ratios = present.map((tool) => ({
      label: `${tool} / ${way}`,
      cell: (size: number) => ratio(at(tool, size), at(way, size)),
    }));
    return tools.includes(way) ? [times] : [times, ...ratios];
  });
}

/**
 * How much longer another job takes, for each way, and how much of that is not `latencyMs` for each further
 * request; based on medians, since rounds differ.
 */
export function jobsTable(
  results: readonly Result[],
  { job, other, latencyMs }: { job: string; other: string; latencyMs: number },
): string {
  const ofJob = (name: string) => results.filter((result) => result.job === name);
  return sizesTable(`${job} / ${other}; less waiting`, ofJob(job), (way, at) => [
    {
      label: way,
      cell: (size) => {
        const taken = at(way, size);
        const base = ofJob(other).find((r) => r.way === way && r.lessons === size);
        if (!taken || !base || taken.samples.length * base.samples.length === 0) return '';
        const [whole, least] = [median(taken.samples, 'wallMs'), median(base.samples, 'wallMs')];
        const waiting = (requestsOf(taken) - requestsOf(base)) * latencyMs;
        return [whole, whole - waiting].map((each) => (each / least).toFixed(2)).join('; ');
      },
    },
  ]);
}

/** What each way used for one job. */
export function costsTable(results: readonly Result[]): string {
  return sizesTable('CPU s, peak MiB, requests', results, (way, at) => [
    { label: way, cell: (size) => cost(at(way, size)) },
  ]);
}

/** How the time of the tool grows: a row for each job, with the steepest step last. */
export function growthTable(results: readonly Result[]): string {
  const sizes = sizesOf(results);
  const jobs = [...new Set(results.map(({ job }) => job))];
  const rows = jobs.map((job) => {
    const ofJob = sizes.map((size) => results.find((r) => r.job === job && r.lessons === size));
    const cells = ofJob.map((result) =>
      result && result.samples.length > 0
        ? `${seconds(median(result.samples, 'wallMs'))}, ${peak(result.samples)} MiB`
        : missing(result),
    );
    return [job, ...cells, steepest(ofJob.filter((result) => result !== undefined))];
  });
  return table(['seconds, peak MiB', ...sizes.map(inLessons), 'a doubling takes at most'], rows);
}

/** The median in seconds; undefined if there is none. */
export function secondsOf({ samples }: Result): number | undefined {
  return samples.length === 0 ? undefined : median(samples, 'wallMs') / 1000;
}

type At = (way: string, size: number) => Result | undefined;

interface Row {
  readonly label: string;
  readonly cell: (size: number) => string;
}

function sizesTable(
  corner: string,
  results: readonly Result[],
  rowsOf: (way: string, at: At) => readonly Row[],
): string {
  const sizes = sizesOf(results);
  const ways = [...new Set(results.map(({ way }) => way))];
  const at: At = (way, size) => results.find((r) => r.way === way && r.lessons === size);
  const rows = ways.flatMap((way) => rowsOf(way, at));
  return table(
    [corner, ...sizes.map(inLessons)],
    rows.map(({ label, cell }) => [label, ...sizes.map(cell)]),
  );
}

function sizesOf(results: readonly Result[]): number[] {
  return [...new Set(results.map(({ lessons }) => lessons))].sort((a, b) => a - b);
}

function inLessons(size: number): string {
  return `${size.toLocaleString('en')} lessons`;
}

function time(result: Result | undefined, rounds: number): string {
  if (!result || result.samples.length === 0) return missing(result);
  const { samples } = result;
  const all = samples.map(({ wallMs }) => wallMs);
  const { least, most } = spreadOf(all);
  const range = all.length > 1 ? [`${seconds(least)} to ${seconds(most)}`] : [];
  const fewer = all.length < rounds ? [`${all.length} run${all.length === 1 ? '' : 's'}`] : [];
  const remarks = [...range, ...fewer].join('; ');
  return `${seconds(spreadOf(all).median)}${remarks && ` (${remarks})`}`;
}

function ratio(tool: Result | undefined, other: Result | undefined): string {
  const pairs = Math.min(tool?.samples.length ?? 0, other?.samples.length ?? 0);
  if (pairs === 0) return '';
  const ratios = Array.from(
    { length: pairs },
    (_, round) => (tool?.samples[round]?.wallMs ?? 0) / (other?.samples[round]?.wallMs ?? 1),
  );
  return pairs === 1 ? spreadOf(ratios).median.toFixed(2) : spread(ratios, 2);
}

function cost(result: Result | undefined): string {
  if (!result || result.samples.length === 0) return missing(result);
  const { samples } = result;
  return `${seconds(median(samples, 'cpuMs'))}, ${peak(samples)}, ${requests(samples)}`;
}

function missing(result: Result | undefined): string {
  return result?.failed === undefined ? 'not run' : 'failed';
}

/** The factor for twice the lessons, the greatest between neighbouring sizes. */
function steepest(results: readonly Result[]): string {
  const known = results.filter(({ samples }) => samples.length > 0);
  const steps = known.slice(1).flatMap((result, index) => {
    const before = known[index];
    if (!before) return [];
    const factor = median(result.samples, 'wallMs') / median(before.samples, 'wallMs');
    return [factor ** (1 / Math.log2(result.lessons / before.lessons))];
  });
  return steps.length === 0 ? '' : `${Math.max(...steps).toFixed(2)} ×`;
}

/** The number of requests without those for the token; each run of a job sends the same. */
function requestsOf({ samples }: Result): number {
  const { read = 0, write = 0 } = samples[0]?.traffic ?? {};
  return read + write;
}

function peak(samples: readonly Sample[]): string {
  return median(samples, 'peakMiB').toFixed(0);
}

function median(samples: readonly Sample[], figure: 'wallMs' | 'cpuMs' | 'peakMiB'): number {
  return spreadOf(samples.map((sample) => sample[figure])).median;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(ms < 99_500 ? 2 : 0);
}
