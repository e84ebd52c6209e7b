import type { WriteStream } from 'node:tty';
import { lineOf, rehearsalLine } from '../commands/progress-lines.ts';
import type { Progress } from '../commands/world.ts';
import type { Look } from '../text/look.ts';
import { terminalLine } from '../text/terminal.ts';
import { count } from '../text/words/wording.ts';
import { type Meter, meterText } from './meter.ts';
import { inCharset, linesProgress } from './progress.ts';
import type { ProgressView } from './shell.ts';
import { type SpinningStep, startStep } from './spinner.ts';

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
  let meter: Meter | undefined;
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
      doing === undefined ? undefined : { doing, startedAt: now(), done: 0, total: 0, retries: 0 };
    if (meter) advance({});
  }

  function close(isDone: boolean, title?: string): void {
    if (title !== undefined) step?.show(plain(title));
    step?.end(isDone);
    step = undefined;
    meter = undefined;
  }

  function advance(to: Partial<Meter>): void {
    if (!meter) return;
    meter = { ...meter, ...to };
    if (now() - shownAt < pause && meter.done > 0) return;
    shownAt = now();
    const width = (stream.columns || 80) - margin;
    step?.show(meterText(meter, { now: now(), width, unicode: look.unicode }));
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
        const told = rehearsalLine(progress);
        const isWait = progress.step === 'waiting';
        if (progress.step === 'waited') close(true, told);
        else if (isWait ? (progress.elapsed ?? 0) > 0 : progress.done > 0) step?.show(plain(told));
        else open(told);
        if (!isWait && progress.done === progress.total) close(true, told);
        break;
      }
      case 'applying':
        if (progress.total === 0) break;
        open('', 'Writing');
        advance({ total: progress.total });
        break;
      case 'outcome': {
        if (!meter) break;
        advance({ done: meter.done + 1 });
        const { done, total } = meter;
        if (done === total) close(true, `Went through ${count(total, 'change')}.${retriesText()}`);
        break;
      }
    }
  }
}
