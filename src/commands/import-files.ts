import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { manifestFilter } from '../files/manifests.ts';
import { fileNameOf } from '../manifest/file-name.ts';
import { foldersOf } from '../manifest/glob.ts';
import type { Kind } from '../model/kind.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Workspace } from './workspace.ts';

/** Names of new manifests; what is wrong with where they would be is gathered. */
export interface NewFiles {
  readonly fileFor: (kind: Kind, title: string) => string;
  readonly problems: () => readonly Problem[];
}

/** Finds names that no file has, in a folder that the `catalog` globs reach. */
export function newFiles({ folder, config }: Workspace, into: string | undefined): NewFiles {
  const matches = manifestFilter(config.catalog);
  const [glob = ''] = config.catalog.filter((one) => !one.startsWith('!'));
  const base = posix
    .normalize(into?.replaceAll('\\', '/') ?? foldersOf([glob])[0] ?? '')
    .replace(/^\.?\/?$/, '');
  const taken = new Set<string>();
  const problems: Problem[] = [];
  return {
    problems: () => problems,
    fileFor: (kind, title) => {
      const name = fileNameOf(title, kind);
      const folders = kind === 'course' ? [base] : [join2(base, `${kind}s`), base];
      for (const inFolder of folders) {
        for (const extension of ['yaml', 'yml', 'json']) {
          const free = firstFree(join2(inFolder, name), extension);
          if (!matches(free)) continue;
          taken.add(free);
          return free;
        }
      }
      if (problems.length === 0)
        problems.push(outOfReach(join2(base, `${name}.yaml`), config.catalog));
      return join2(base, `${name}.yaml`);
    },
  };

  /** Counts up: what is there is never written over. */
  function firstFree(path: string, extension: string): string {
    for (let number = 1; ; number += 1) {
      const file = `${path}${number === 1 ? '' : `-${number}`}.${extension}`;
      if (!taken.has(file) && !existsSync(join(folder, file))) return file;
    }
  }
}

function join2(folder: string, name: string): string {
  return folder === '' ? name : posix.join(folder, name);
}

function outOfReach(file: string, globs: readonly string[]): Problem {
  return problem('import/nowhere', {
    detail: `A new manifest would be ${file}, which the globs of the config do not match: ${globs.join(', ')}.`,
    hint: 'Name a folder that they reach with `--into FOLDER`, or widen `catalog` in the config.',
  });
}
