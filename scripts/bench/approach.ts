import { dirname, join } from 'node:path';
import { defaultClient } from '../../src/features/emulator/server/api.ts';
import { measure, type Usage } from './child.ts';
import type { Workbench } from './workbench.ts';

export const root = join(import.meta.dirname, '../..');
export const tool = join(root, 'dist/bin.cjs');

/** All that a child gets to know: nothing of the caller's CI, colours or credentials. */
export const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  TIMEBACK_CLIENT_ID: defaultClient.id,
  TIMEBACK_CLIENT_SECRET: defaultClient.secret,
};

/** What is to be done. */
export interface Task {
  readonly job: string;
  readonly lessons: number;
  readonly command: 'plan' | 'apply';
  /** Folder of the catalog that is to be published. */
  readonly catalog: string;
  /** Folder of the catalog that is there already; absent: nothing is. */
  readonly published?: string;
  /** How many PUTs it must take, or the measurement means nothing. */
  readonly writes: number;
}

/** One way to do a task: the tool, or what an author could take instead. */
export interface Approach {
  readonly name: string;
  /** It is not run for more lessons: that would take too long. */
  readonly upTo: number;
  /** What it is for; absent: everything. */
  readonly does?: (task: Task) => boolean;
  /** What is done before, and not measured. */
  readonly ready?: (task: Task) => Promise<void>;
  readonly run: (task: Task, url: string) => Promise<Usage>;
}

/** Slow ways are run for small catalogs only. */
export const small = 2000;

/** In MiB. The process is to stay below 1,024, and V8 collects no garbage before it has to. */
export const heapMiB = 768;
export const heapLimit = `--max-old-space-size=${heapMiB}`;

/** With these the tool exits with 2 if a plan is not empty, and that fails the measurement. */
const options = {
  plan: ['--detailed-exitcode'],
  apply: ['--auto-approve'],
} as const;

/** As on a machine that never saw the catalog, and keeps nothing of it. */
export const thisTool: Approach = {
  name: 'this tool',
  upTo: Number.POSITIVE_INFINITY,
  run: ({ command, catalog }) => measure([...publishing(command, catalog), '--no-cache'], env),
};

/** The tool where an earlier run kept what it read: in the round that is not counted, if no other. */
export const thisToolWarm: Approach = {
  name: 'this tool, warm',
  upTo: Number.POSITIVE_INFINITY,
  does: ({ published }) => published !== undefined,
  run: ({ command, catalog }) => {
    const cache = join(dirname(catalog), 'cache');
    return measure(publishing(command, catalog), { ...env, TIMEBACK_CATALOG_CACHE: cache });
  },
};

function publishing(command: Task['command'], catalog: string): readonly string[] {
  return [heapLimit, tool, command, '-C', catalog, '--env', 'bench', ...options[command]];
}

/** The two scripts that an engineer would write instead. */
export function scripts({ concurrentScript, naiveScript }: Workbench): readonly Approach[] {
  const approach = (name: string, file: string, upTo: number): Approach => ({
    name,
    upTo,
    run: ({ command, catalog }, url) =>
      measure([file, catalog, url, ...(command === 'plan' ? ['--plan'] : [])], env),
  });
  return [
    approach('concurrent script', concurrentScript, Number.POSITIVE_INFINITY),
    approach('naive script', naiveScript, small),
  ];
}
