import { dirname, join } from 'node:path';
import { defaultClient } from '../../src/features/emulator/server/api.ts';
import { measure, type Usage } from './child.ts';
import type { Workbench } from './workbench.ts';

export const root = join(import.meta.dirname, '../..');
export const tool = join(root, 'dist/bin.cjs');

/** The whole environment of a child: nothing of the caller's CI, colours or credentials. */
export const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  TIMEBACK_CLIENT_ID: defaultClient.id,
  TIMEBACK_CLIENT_SECRET: defaultClient.secret,
};

/** One task of the benchmark. */
export interface Task {
  readonly job: string;
  readonly lessons: number;
  readonly command: 'plan' | 'apply';
  /** The folder of the catalog to publish. */
  readonly catalog: string;
  /** The folder of the catalog that is published already; absent: nothing is. */
  readonly published?: string;
  /** The number of PUTs that it must take, or else the measurement is invalid. */
  readonly writes: number;
}

/** One way to do a task: the tool, or what an author could use instead. */
export interface Approach {
  readonly name: string;
  /** The most lessons for which it is run: more would take too long. */
  readonly upTo: number;
  /** The tasks that it can do; absent: all. */
  readonly does?: (task: Task) => boolean;
  /** Prepares a task without being measured. */
  readonly ready?: (task: Task) => Promise<void>;
  readonly run: (task: Task, url: string) => Promise<Usage>;
}

/** The most lessons for slow ways. */
export const small = 2000;

/**
 * The heap limit in MiB. The process should stay below 1,024, and V8 collects no garbage before it has to.
 */
export const heapMiB = 768;
export const heapLimit = `--max-old-space-size=${heapMiB}`;

/** With these options the tool exits with 2 if a plan is not empty, which fails the measurement. */
const options = {
  plan: ['--detailed-exitcode'],
  apply: ['--auto-approve'],
} as const;

/** The tool on a machine that never saw the catalog and keeps nothing of it. */
export const thisTool: Approach = {
  name: 'this tool',
  upTo: Number.POSITIVE_INFINITY,
  run: ({ command, catalog }) => measure([...publishing(command, catalog), '--no-cache'], env),
};

/** The tool with the cache of an earlier run, at least that of the uncounted round. */
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
