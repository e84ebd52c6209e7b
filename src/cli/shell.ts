import type { Progress, World } from '../commands/world.ts';
import type { Terminal } from './terminal.ts';

/** What every command of the command line gets: the world of the use cases, and the terminal. */
export interface Shell {
  readonly world: World;
  readonly terminal: Terminal;
  /** What Ctrl-C does, for the one place that reads keys itself. */
  readonly interrupt: () => void;
  /** Called when progress should end, so that results do not mix with it. */
  readonly endProgress: () => Promise<void>;
}

/** Shows progress on stderr. */
export interface ProgressView {
  readonly onProgress: (progress: Progress) => void;
  readonly end: () => Promise<void>;
}
