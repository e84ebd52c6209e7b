import { type Approach, env, heapLimit, type Task, thisTool, tool } from './approach.ts';
import { type CatalogShape, layouts, nodeCounts } from './catalog.ts';
import { measure } from './child.ts';
import type { Sample } from './job.ts';
import type { Platform } from './platform.ts';
import { runInRounds, type Taken } from './round-robin.ts';
import { type Workbench, writeConfig } from './workbench.ts';

/** The result of one way of doing a job, for a number of lessons. */
export interface Result extends Taken {
  readonly job: string;
  readonly lessons: number;
  readonly way: string;
}

/** The jobs of all ways, in the order of the page. */
export const jobs = {
  create: 'create all',
  nothing: 'plan, nothing to change',
  one: 'one title changed',
  hundredth: '1 % of titles changed',
} as const;

/** Jobs of the tool only, which show how its time grows. */
const alone = {
  units: 'plan, nothing to change, one file a unit',
  check: '`check`',
  human: '`plan` of all as new, for a terminal',
  json: '`plan` of all as new, `--format json`',
  markdown: '`plan` of all as new, `--format markdown`',
} as const;

/** Lets every way do the four jobs for a number of lessons, and the tool some of its own. */
export async function publish(
  lessons: number,
  {
    ways,
    rounds,
    bench,
    platform,
    onTask,
  }: {
    readonly ways: readonly Approach[];
    readonly rounds: number;
    readonly bench: Workbench;
    readonly platform: Platform;
    readonly onTask: (job: string) => void;
  },
): Promise<readonly Result[]> {
  const catalog = writeAll(lessons, bench);
  const results: Result[] = [];
  const race = async (task: Task, contenders: readonly Approach[]) => {
    onTask(task.job);
    const able = contenders.filter(({ upTo, does }) => lessons <= upTo && (does?.(task) ?? true));
    const runs = able.map((way) => ({ run: () => runOnce(way, task, platform) }));
    const taken = await runInRounds(runs, rounds);
    results.push(
      ...taken.map((each, index) => ({
        ...each,
        job: task.job,
        lessons,
        way: able[index]?.name ?? '',
      })),
    );
  };
  for (const task of tasks(lessons, catalog)) await race(task, ways);
  for (const { task, way } of tasksAlone(lessons, catalog)) await race(task, [way]);
  return results;
}

interface Catalogs {
  readonly units: string;
  readonly plain: string;
  readonly one: string;
  readonly hundredth: string;
}

function writeAll(lessons: number, bench: Workbench): Catalogs {
  const [layout, unitFiles] = layouts;
  const write = (more: Partial<CatalogShape>) => bench.writeCatalog({ lessons, layout, ...more });
  return {
    plain: write({}),
    units: write({ layout: unitFiles }),
    one: write({ titleEnd: ', again' }),
    hundredth: write({ titleEnd: ', again', every: 100 }),
  };
}

function tasks(lessons: number, { plain, one, hundredth }: Catalogs): readonly Task[] {
  const { course, unit, lesson } = nodeCounts(lessons);
  const published = plain;
  return [
    { job: jobs.create, lessons, command: 'apply', catalog: plain, writes: course + unit + lesson },
    { job: jobs.nothing, lessons, command: 'plan', catalog: plain, published, writes: 0 },
    { job: jobs.one, lessons, command: 'apply', catalog: one, published, writes: 1 },
    {
      job: jobs.hundredth,
      lessons,
      command: 'apply',
      catalog: hundredth,
      published,
      writes: Math.floor(lessons / 100),
    },
  ];
}

function tasksAlone(lessons: number, { plain, units }: Catalogs) {
  const task = { lessons, command: 'plan', catalog: plain, writes: 0 } as const;
  const entry = (job: string, words: readonly string[]) => ({
    task: { ...task, job } satisfies Task,
    way: { ...thisTool, run: () => measure([heapLimit, tool, ...words, '-C', plain], env) },
  });
  const plan = (format: string) => ['plan', '--env', 'bench', '--format', format, '--no-cache'];
  return [
    { task: { ...task, job: alone.units, catalog: units, published: plain }, way: thisTool },
    entry(alone.check, ['check']),
    entry(alone.human, plan('human')),
    entry(alone.json, plan('json')),
    entry(alone.markdown, plan('markdown')),
  ];
}

async function runOnce(way: Approach, task: Task, platform: Platform): Promise<Sample> {
  await way.ready?.(task);
  const url = await platform.open(task.published);
  writeConfig(task.catalog, url);
  // Closed even if the way fails, since the next one needs the platform.
  const [usage] = await Promise.allSettled([way.run(task, url)]);
  const traffic = await platform.close();
  if (usage.status === 'rejected') throw usage.reason;
  if (traffic.write !== task.writes) {
    throw new Error(`${way.name}: ${traffic.write} writes, not ${task.writes}`);
  }
  return { ...usage.value, traffic };
}
