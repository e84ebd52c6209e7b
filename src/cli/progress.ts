import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import {
  ListrDefaultRendererLogLevels as Level,
  Listr,
  ListrLogger,
  ProcessOutput,
  Spinner,
} from 'listr2';
import {
  lineOf,
  probingLine,
  progressLines,
  rehearsalProgressLine,
} from '../run/progress-lines.ts';
import type { Progress } from '../run/world.ts';
import type { Look } from '../text/look.ts';
import { terminalLine } from '../text/terminal.ts';
import { count } from '../text/words/wording.ts';
import type { OutStream, ProgressView } from './terminal.ts';

/** What a view of progress is given. */
export interface Watched {
  readonly look: Pick<Look, 'colour' | 'unicode'>;
  /** In milliseconds. */
  readonly now: () => number;
}

/** Between two texts of one line, in milliseconds: a text for each of 100,000 writes would be work. */
const pause = 100;

/** A spinner, the mark after it and a column at the end where no terminal breaks the line. */
const margin = 4;

/** Progress for a person at a terminal: a line with a spinner for each step, counting up. */
export function liveProgress(stream: WriteStream, { look, now }: Watched): ProgressView {
  const lines = linesProgress(stream, look);
  const pages = new Map<string, { readonly records: number; readonly total: number }>();
  let shown: Promise<void> = Promise.resolve();
  let step: SpinningStep | undefined;
  let meter: StepProgress | undefined;
  let shownAt = 0;

  return {
    onProgress: handle,
    end: async () => {
      close(false);
      await shown;
    },
  };

  function open(title: string, doing?: string): void {
    close(false);
    step = startStep(stream, { title: plain(title), look, after: shown });
    shown = step.ended;
    meter =
      doing === undefined
        ? undefined
        : { doing, startedAt: now(), done: 0, total: 0, retries: 0, written: 0 };
    if (meter) advance({});
  }

  function close(isDone: boolean, title?: string): void {
    if (title !== undefined) step?.show(plain(title));
    step?.end(isDone);
    step = undefined;
    meter = undefined;
  }

  function advance(to: Partial<StepProgress>): void {
    if (!meter) return;
    meter = { ...meter, ...to };
    if (now() - shownAt < pause && meter.done > 0) return;
    shownAt = now();
    const width = (stream.columns || 80) - margin;
    step?.show(progressText(meter, { now: now(), width, unicode: look.unicode }));
  }

  function plain(text: string): string {
    return inCharset(text, look.unicode);
  }

  function retriesText(): string {
    const times = meter?.retries ?? 0;
    return times === 0
      ? ''
      : ` ${times} ${times === 1 ? 'request was' : 'requests were'} sent again.`;
  }

  function handle(progress: Progress): void {
    const line = lineOf(progress, { done: 0, total: meter?.total ?? 0 }) ?? '';
    switch (progress.type) {
      // Several environments at once: a spinner has one line, and they would overwrite each other.
      case 'in':
        lines.onProgress(progress);
        break;
      case 'embedded':
        open(line);
        close(true);
        break;
      case 'unencrypted':
        open(line);
        // Marked as failed: a tick before a warning would take it back.
        close(false);
        break;
      case 'reading':
        open(line, terminalLine(`Reading ${progress.platform.name}`));
        break;
      case 'proving':
        open(line, 'Reading back');
        break;
      case 'settling':
        step?.show(plain(line));
        shownAt = now();
        break;
      case 'page': {
        // Some come before the step begins: the platform is asked while the manifests are read.
        pages.set(progress.collection, progress);
        const all = [...pages.values()];
        const sum = (of: 'records' | 'total') => all.reduce((before, page) => before + page[of], 0);
        advance({ done: sum('records'), total: sum('total') });
        break;
      }
      case 'read':
        pages.clear();
        close(true, line + retriesText());
        break;
      case 'proved':
        pages.clear();
        close(true, `Read back what was written.${retriesText()}`);
        break;
      case 'planning':
        open('Comparing …');
        break;
      case 'planned':
        close(true, line);
        break;
      case 'retrying':
        if (meter) meter = { ...meter, retries: meter.retries + 1 };
        step?.show(plain(line));
        shownAt = now();
        break;
      case 'rehearsing': {
        const shown = rehearsalProgressLine(progress);
        const isWait = progress.step === 'waiting';
        if (progress.step === 'waited') close(true, shown);
        else if (isWait ? (progress.elapsed ?? 0) > 0 : progress.done > 0) step?.show(plain(shown));
        else open(shown);
        if (!isWait && progress.done === progress.total) close(true, shown);
        break;
      }
      case 'probing': {
        const shown = probingLine(progress);
        if (progress.done > 0) step?.show(plain(shown));
        else open(shown);
        if (progress.done === progress.total) close(true, shown);
        break;
      }
      case 'applying':
        if (progress.plan.changes.length === 0) break;
        open('', 'Writing');
        advance({ total: progress.plan.changes.length });
        break;
      case 'outcome': {
        if (!meter) break;
        const isWritten = progress.outcome.status === 'applied';
        advance({ done: meter.done + 1, written: meter.written + (isWritten ? 1 : 0) });
        const { done, total, written } = meter;
        if (done === total)
          close(written === total, `${wroteText(written, total)}${retriesText()}`);
        break;
      }
    }
  }
}

function wroteText(written: number, total: number): string {
  return written === total
    ? `Wrote ${count(total, 'change')}.`
    : `Wrote ${written} of ${count(total, 'change')}.`;
}

/** How far a long step has come. */
export interface StepProgress {
  /** Changes that the platform took. */
  readonly written: number;
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
export interface ProgressLine {
  readonly now: number;
  readonly width: number;
  readonly unicode: boolean;
}

/**
 * `Writing 120 of 500 · 40 a second · 2 retries · 10 s left`. If the line is too narrow, the rate is
 * left out first, then the retries, then the time.
 */
export function progressText(meter: StepProgress, { now, width, unicode }: ProgressLine): string {
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

/** How progress is shown: as the stream is, as lines, or not at all. */
export const progressModes = ['auto', 'lines', 'none'] as const;
export type ProgressMode = (typeof progressModes)[number];

/** For those who need another way than the usual one every day, such as users of a screen reader. */
export const progressVariable = 'TIMEBACK_CATALOG_PROGRESS';

/** Progress for a log, on stderr. */
export function linesProgress(
  stream: Pick<OutStream, 'write'>,
  { unicode }: Pick<Look, 'unicode'> = { unicode: true },
): ProgressView {
  const write = (line: string) => stream.write(`${inCharset(line, unicode)}\n`);
  return { end: async () => {}, onProgress: progressLines(write) };
}

/** Without progress. That credentials are sent unencrypted is a warning, which is said all the same. */
export function noProgress(
  stream: Pick<OutStream, 'write'>,
  look: Pick<Look, 'unicode'>,
): ProgressView {
  const { end, onProgress } = linesProgress(stream, look);
  return { end, onProgress: (progress) => isWarning(progress) && onProgress(progress) };
}

function isWarning(progress: Progress): boolean {
  return progress.type === 'in' ? isWarning(progress.progress) : progress.type === 'unencrypted';
}

/** The words of progress, if a terminal has no sign for three dots. */
function inCharset(text: string, unicode: boolean): string {
  return unicode ? text : text.replaceAll('…', '...');
}

/** One line of a terminal that moves until its step is done, or was left unfinished. */
export interface SpinningStep {
  readonly show: (title: string) => void;
  readonly end: (isDone: boolean) => void;
  /** When the line stands as it will stay. */
  readonly ended: Promise<void>;
}

interface Spinning {
  readonly title: string;
  readonly look: Pick<Look, 'colour' | 'unicode'>;
  /** The line before, which has to stand first. */
  readonly after: Promise<void>;
}

/** Starts a line. What is shown before its turn has come is shown when it comes. */
function startStep(stream: WriteStream, { title, look, after }: Spinning): SpinningStep {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // If a step ends before its turn, nobody listens yet.
  promise.catch(() => {});
  let now = title;
  let showNow = (): void => {};
  const run = async (): Promise<void> => {
    await after;
    const task = { title: now, task: waitFor };
    await new Listr([task], options(stream, look)).run();
  };
  return {
    show: (next) => {
      now = next;
      showNow();
    },
    end: (isDone) => (isDone ? resolve() : reject(new Error(now))),
    ended: run(),
  };

  async function waitFor(_context: unknown, task: { title: string }): Promise<void> {
    showNow = () => {
      task.title = now;
    };
    showNow();
    await promise;
  }
}

function options(stream: WriteStream, { colour, unicode }: Spinning['look']) {
  const painted = (style: 'green' | 'red' | 'yellow') => (text?: string) =>
    colour ? styleText(style, text ?? '', { validateStream: false }) : (text ?? '');
  const icon = unicode
    ? { [Level.COMPLETED]: '✔', [Level.FAILED]: '✖', [Level.WAITING]: '◼' }
    : { [Level.COMPLETED]: '+', [Level.FAILED]: 'x', [Level.WAITING]: '-' };
  return {
    rendererOptions: {
      logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
      spinner: unicode ? new Spinner() : new AsciiSpinner(),
      icon,
      color: {
        [Level.COMPLETED]: painted('green'),
        [Level.FAILED]: painted('red'),
        [Level.PENDING]: painted('yellow'),
      },
    },
    // Interrupting is this program's own business.
    registerSignalListeners: false,
    fallbackRendererCondition: false,
    exitOnError: false,
    forceTTY: true,
  };
}

class AsciiSpinner extends Spinner {
  protected override readonly spinner = ['-', '\\', '|', '/'];
}
