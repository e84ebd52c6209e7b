import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import {
  ListrDefaultRendererLogLevels as Level,
  Listr,
  ListrLogger,
  ProcessOutput,
  Spinner,
} from 'listr2';
import type { Look } from '../text/look.ts';

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
export function startStep(stream: WriteStream, { title, look, after }: Spinning): SpinningStep {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Where a step ends before its turn, nobody listens yet.
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
