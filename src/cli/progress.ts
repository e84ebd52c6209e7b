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

/** What a view of progress needs. */
export interface Watched {
  readonly look: Pick<Look, 'colour' | 'unicode'>;
  /** The current time in milliseconds. */
  readonly now: () => number;
}

/** Milliseconds between two texts of one line: updating it for each of 100,000 writes would cost time. */
const pause = 100;

/**
 * Columns for the spinner, the sign after it, and the last column, in which some terminals break the line.
 */
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
      // With several environments, progress is written as lines: their spinners would overwrite each other.
      case 'in':
        lines.onProgress(progress);
        break;
      case 'embedded':
        open(line);
        close(true);
        break;
      case 'unencrypted':
        open(line);
        // The step ends as failed: a tick before a warning would contradict it.
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
        // Some pages arrive before the step begins, since the platform is read while manifests are parsed.
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

/** The progress of a long step. */
export interface StepProgress {
  /** The number of changes that the platform accepted. */
  readonly written: number;
  /** The name of the step, such as `Writing`. */
  readonly doing: string;
  /** The start in milliseconds, by the clock of `now`. */
  readonly startedAt: number;
  readonly done: number;
  /** The number of all changes or records; 0 if not known yet. */
  readonly total: number;
  /** The number of requests that were sent again. */
  readonly retries: number;
}

/** The line on which progress is shown. */
export interface ProgressLine {
  readonly now: number;
  readonly width: number;
  readonly unicode: boolean;
}

/**
 * The text of a long step: `Writing 120 of 500 · 40 a second · 2 retries · 10 s left`. If the line is too
 * narrow, it loses the rate first, then the retries, then the time.
 */
export function progressText(meter: StepProgress, { now, width, unicode }: ProgressLine): string {
  const { doing, done, total, retries } = meter;
  const seconds = (now - meter.startedAt) / 1000;
  // During the first second, the rate is chance.
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

/** How progress can be shown: as it suits stderr, as lines, or not at all. */
export const progressModes = ['auto', 'lines', 'none'] as const;
export type ProgressMode = (typeof progressModes)[number];

/** The environment variable for people who always need the same mode, such as users of screen readers. */
export const progressVariable = 'TIMEBACK_CATALOG_PROGRESS';

/** Progress as lines on stderr, for logs. */
export function linesProgress(
  stream: Pick<OutStream, 'write'>,
  { unicode }: Pick<Look, 'unicode'> = { unicode: true },
): ProgressView {
  const write = (line: string) => stream.write(`${inCharset(line, unicode)}\n`);
  return { end: async () => {}, onProgress: progressLines(write) };
}

/** No progress, except the warning that credentials are sent unencrypted. */
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

/** A text of progress in ASCII, if the terminal has no character for an ellipsis. */
function inCharset(text: string, unicode: boolean): string {
  return unicode ? text : text.replaceAll('…', '...');
}

/** One line of a terminal that is updated until its step ends or fails. */
export interface SpinningStep {
  readonly show: (title: string) => void;
  readonly end: (isDone: boolean) => void;
  /** Settles when the line has its final text. */
  readonly ended: Promise<void>;
}

interface Spinning {
  readonly title: string;
  readonly look: Pick<Look, 'colour' | 'unicode'>;
  /** The line before, which has to be finished first. */
  readonly after: Promise<void>;
}

/** Starts a line. Texts that are set before the line before is finished are shown after that. */
function startStep(stream: WriteStream, { title, look, after }: Spinning): SpinningStep {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // A step may end before its line is shown, when nobody waits for the promise yet.
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

/** Made on demand, as the class that it extends comes from a package that most runs do not load. */
function asciiSpinner(): Spinner {
  return new (class extends Spinner {
    protected override readonly spinner = ['-', '\\', '|', '/'];
  })();
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
      spinner: unicode ? new Spinner() : asciiSpinner(),
      icon,
      color: {
        [Level.COMPLETED]: painted('green'),
        [Level.FAILED]: painted('red'),
        [Level.PENDING]: painted('yellow'),
      },
    },
    // This program handles interruptions itself.
    registerSignalListeners: false,
    fallbackRendererCondition: false,
    exitOnError: false,
    forceTTY: true,
  };
}
