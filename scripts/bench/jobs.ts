import { join } from 'node:path';
import { env, root, tool } from './approach.ts';
import { layouts } from './catalog.ts';
import { measure } from './child.ts';
import type { Contender, Job } from './job.ts';
import { touchManifests, type Workbench } from './workbench.ts';

/** Starting, without a platform; other tools too. */
export function startUp({ emptyScript }: Workbench, peers: readonly Contender[]): Job {
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
      ...peers,
    ],
    baseline: contender('an empty script', [emptyScript]),
  };
}

/** Comparing a catalog with a commit, and checking it without one: what a pull request waits for. */
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
