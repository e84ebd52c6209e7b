import { count } from '../text/words/wording.ts';

/** How far a long step has come. */
export interface Meter {
  /** `Writing` */
  readonly doing: string;
  /** In milliseconds, as `now` below. */
  readonly startedAt: number;
  readonly done: number;
  /** 0: not known yet. */
  readonly total: number;
  /** Requests that were sent again. */
  readonly retries: number;
}

/** Where a meter is shown. */
export interface Gauge {
  readonly now: number;
  readonly width: number;
  readonly unicode: boolean;
}

/**
 * `Writing 120 of 500 · 40 a second · 2 retries · 10 s left`. Where the line is too narrow, the rate is
 * left out first, then the retries, then the time.
 */
export function meterText(meter: Meter, { now, width, unicode }: Gauge): string {
  const { doing, done, total, retries } = meter;
  const seconds = (now - meter.startedAt) / 1000;
  // What the first moments say about the rate is chance.
  const rate = seconds >= 1 && done > 0 ? done / seconds : undefined;
  const parts = [
    total === 0 ? `${doing} ${unicode ? '…' : '...'}` : `${doing} ${done} of ${total}`,
    rate !== undefined && `${rateText(rate)} a second`,
    retries > 0 && (retries === 1 ? '1 retry' : `${retries} retries`),
    rate !== undefined && total > done && `${timeText((total - done) / rate)} left`,
  ];
  const between = unicode ? ' · ' : ', ';
  const lines = [[], [1], [1, 2], [1, 2, 3]].map((without) =>
    parts.filter((part, at) => part !== false && !without.includes(at)).join(between),
  );
  return lines.find((line) => line.length <= width) ?? lines.at(-1) ?? '';
}

function rateText(rate: number): string {
  return rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
}

function timeText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : count(Math.ceil(minutes / 60), 'hour');
}
