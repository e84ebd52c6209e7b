import type { WriteStream } from 'node:tty';
import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import { lineOf, rehearsalLine } from '../commands/progress-lines.ts';
import type { Progress } from '../commands/world.ts';
import { linesProgress } from './progress.ts';
import type { ProgressView } from './shell.ts';

/** A step that is shown with a spinner until it is done, or was left unfinished. */
interface Step {
  title: string;
  show: (title: string) => void;
  readonly end: (done: boolean) => void;
}

/** Progress for a person at a terminal: a line with a spinner for each step, counting up. */
export function liveProgress(stream: WriteStream): ProgressView {
  let shown: Promise<unknown> = Promise.resolve();
  const lines = linesProgress(stream);
  let step: Step | undefined;
  let written = 0;
  let total = 0;

  const begin = (title: string): void => {
    step?.end(false);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const mine: Step = {
      title,
      show: (next) => {
        mine.title = next;
      },
      end: (done) => (done ? resolve() : reject(new Error(mine.title))),
    };
    step = mine;
    shown = shown.then(() => runStep(mine, promise, stream));
  };
  const complete = (title: string): void => {
    step?.show(title);
    step?.end(true);
    step = undefined;
  };

  return {
    onProgress: handle,
    end: async () => {
      step?.end(false);
      step = undefined;
      await shown;
    },
  };

  function handle(progress: Progress): void {
    const line = lineOf(progress, { done: written, total }) ?? '';
    switch (progress.type) {
      // Several environments at once: a spinner has one line, and they would overwrite each other.
      case 'in':
        lines.onProgress(progress);
        break;
      case 'embedded':
        begin(line);
        complete(line);
        break;
      case 'unencrypted':
        begin(line);
        // Marked as failed: a tick before a warning would take it back.
        step?.end(false);
        step = undefined;
        break;
      case 'reading':
      case 'proving':
        begin(line);
        break;
      case 'read':
        complete(line);
        break;
      case 'proved':
        complete('Read back what was written.');
        break;
      case 'retrying':
        step?.show(line);
        break;
      case 'rehearsing': {
        const told = rehearsalLine(progress);
        const isWait = progress.step === 'waiting';
        if (progress.step === 'waited') complete(told);
        else if (isWait ? (progress.elapsed ?? 0) > 0 : progress.done > 0) step?.show(told);
        else begin(told);
        if (!isWait && progress.done === progress.total) complete(told);
        break;
      }
      case 'applying':
        ({ total } = progress);
        written = 0;
        if (total > 0) begin(line);
        break;
      case 'outcome':
        written += 1;
        // Two hundred steps are smooth enough; a line redrawn for each of 100,000 writes is work.
        if (written % Math.ceil(total / 200) === 0) step?.show(`Writing ${written} of ${total} …`);
        if (written === total) complete(`Went through ${total} changes.`);
        break;
    }
  }
}

async function runStep(step: Step, ended: Promise<void>, stream: WriteStream): Promise<void> {
  const list = new Listr(
    [
      {
        title: step.title,
        task: async (_context, task) => {
          task.title = step.title;
          step.show = (title) => {
            step.title = title;
            task.title = title;
          };
          await ended;
        },
      },
    ],
    {
      rendererOptions: {
        logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
      },
      // Interrupting is this program's own business.
      registerSignalListeners: false,
      fallbackRendererCondition: false,
      exitOnError: false,
      forceTTY: true,
    },
  );
  await list.run();
}
