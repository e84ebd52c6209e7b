import { join } from 'node:path';
import { defaultClient } from '../../src/emulator/client.ts';
import { layouts, nodeCounts } from './catalog.ts';
import { measure } from './child.ts';
import type { Contender, Job } from './job.ts';
import type { Platform } from './platform.ts';
import { touchManifests, type Workbench, writeConfig } from './workbench.ts';

const root = join(import.meta.dirname, '../..');
const tool = join(root, 'dist/bin.js');

/** All that a child gets to know: nothing of the caller's CI, colours or credentials. */
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  TIMEBACK_CLIENT_ID: defaultClient.id,
  TIMEBACK_CLIENT_SECRET: defaultClient.secret,
};

/** Starting, without a platform. */
export function startUp({ emptyScript }: Workbench): Job {
  const contender = (name: string, args: readonly string[]): Contender => ({
    name,
    run: () => measure(args, env),
  });
  const smallest = join(root, 'examples/minimal');
  return {
    tool: [
      contender('`--version`', [tool, '--version']),
      contender('`--help`', [tool, '--help']),
      contender('`check` of examples/minimal', [tool, 'check', '-C', smallest]),
    ],
    baseline: contender('an empty script', [emptyScript]),
  };
}

/** Holding a catalog against a commit, and without one: what a pull request waits for. */
export function comparing(lessons: number, bench: Workbench): readonly Job[] {
  const [layout] = layouts;
  const shape = { lessons, layout };
  const [same, touched] = [bench.commitCatalog(shape), bench.commitCatalog(shape)];
  touchManifests(touched, shape);
  return [
    { state: 'no file changed', catalog: same },
    { state: 'every file changed', catalog: touched },
  ].map(({ state, catalog }) => {
    const check = [tool, 'check', '-C', catalog];
    return {
      tool: [
        {
          name: `\`check --base\` of ${lessons} lessons, ${state}`,
          run: () => measure([...check, '--base', 'HEAD'], env),
        },
      ],
      baseline: { name: '`check`', run: () => measure(check, env) },
    };
  });
}

/** Publishing so many lessons: creating them all, planning without changes, changing one title. */
export function publishing(lessons: number, bench: Workbench, platform: Platform): readonly Job[] {
  const [layout] = layouts;
  const { course, unit, lesson } = nodeCounts(lessons);
  const catalog = bench.writeCatalog({ lessons, layout });
  const edited = bench.writeCatalog({ lessons, layout, titleEnd: ', again' });
  const duels: readonly Duel[] = [
    {
      name: '`apply`, everything is new',
      catalog,
      command: 'apply',
      from: 'empty',
      writes: course + unit + lesson,
    },
    ...layouts.map(
      (written): Duel => ({
        name: `\`plan\`, nothing to change, ${written}`,
        catalog: bench.writeCatalog({ lessons, layout: written }),
        command: 'plan',
        from: 'published',
        writes: 0,
      }),
    ),
    {
      name: '`apply`, one title changed',
      catalog: edited,
      command: 'apply',
      from: 'published',
      writes: 1,
    },
  ];
  return duels.map((duel) => toJob(duel, bench, platform));
}

interface Duel {
  readonly name: string;
  /** Folder of the catalog. */
  readonly catalog: string;
  readonly command: 'plan' | 'apply';
  /** What the platform holds before: nothing, or what was published when it held nothing. */
  readonly from: 'empty' | 'published';
  /** How many PUTs it must take, or the measurement means nothing. */
  readonly writes: number;
}

/** With these both sides exit with 2 where a plan is not empty, and that fails the benchmark. */
const options = {
  plan: { tool: ['--detailed-exitcode'], script: ['--plan'] },
  apply: { tool: ['--auto-approve'], script: [] },
} as const;

function toJob(duel: Duel, { concurrentScript }: Workbench, platform: Platform): Job {
  const { name, catalog, command, from, writes } = duel;
  const contender = (who: string, argsFor: (url: string) => readonly string[]): Contender => ({
    name: who,
    run: async () => {
      const url = await platform.open(from);
      writeConfig(catalog, url);
      const usage = await measure(argsFor(url), env);
      const traffic = await platform.close(from === 'empty' ? 'keep' : 'forget');
      if (traffic.write !== writes)
        throw new Error(`${who}: ${traffic.write} writes, not ${writes}`);
      return { ...usage, traffic };
    },
  });
  const toolArgs = [tool, command, '-C', catalog, '--env', 'bench', ...options[command].tool];
  return {
    tool: [contender(name, () => toolArgs)],
    baseline: contender('the script', (url) => [
      concurrentScript,
      catalog,
      url,
      ...options[command].script,
    ]),
  };
}
