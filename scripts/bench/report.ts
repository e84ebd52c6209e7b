import type { Comparison, Sample } from './job.ts';
import { spreadOf } from './statistics.ts';

/** The times of one comparison in words; the ratio is of equal rounds, so it does not contain drift. */
export function timeRow({ tool, baseline, toolSamples, baselineSamples }: Comparison): string[] {
  const ratios = toolSamples.map(
    ({ wallMs }, round) => wallMs / (baselineSamples[round]?.wallMs ?? Number.NaN),
  );
  return [tool, wall(toolSamples), baseline, wall(baselineSamples), spread(ratios, 2)];
}

export const timeHead = ['tool', 'ms', 'against', 'ms', 'ratio'] as const;

/** Medians of what one comparison used. */
export function costRow({ tool, toolSamples, baselineSamples }: Comparison): string[] {
  const both = (of: (samples: readonly Sample[]) => string) =>
    `${of(toolSamples)} / ${of(baselineSamples)}`;
  return [
    tool,
    both((samples) => median(samples, 'cpuMs')),
    both((samples) => median(samples, 'peakMiB')),
    both(requests),
  ];
}

export const costHead = [
  'tool / what it is held against',
  'CPU ms',
  'peak MiB',
  'requests: token + reads + writes',
] as const;

/** A Markdown table that is readable as plain text too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((text, column) =>
    Math.max(text.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function wall(samples: readonly Sample[]): string {
  return spread(
    samples.map(({ wallMs }) => wallMs),
    0,
  );
}

function median(samples: readonly Sample[], figure: 'cpuMs' | 'peakMiB'): string {
  return spreadOf(samples.map((sample) => sample[figure])).median.toFixed(0);
}

export function spread(values: readonly number[], digits: number): string {
  const { median: middle, least, most } = spreadOf(values);
  return `${middle.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}

/** The number of requests if it is equal in every round, otherwise all numbers. */
export function requests(samples: readonly Sample[]): string {
  const counts = samples.map(({ traffic }) =>
    traffic ? `${traffic.token} + ${traffic.read} + ${traffic.write}` : 'none',
  );
  return [...new Set(counts)].join(' or ');
}
