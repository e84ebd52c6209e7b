// Whatever conforming records a platform holds, every command comes to an orderly end.
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { exit } from '../../src/run/exit-code.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { listOf } from '../support/conforming.ts';
import { type DialectName, dialectNames } from '../support/dialects.ts';
import { atLeast, fc, runs } from '../support/laws.ts';
import { documents, recordSchemas } from '../support/openapi.ts';
import { ownSchemas } from '../support/own-schemas.ts';
import { configFor, credentials } from '../support/served-catalog.ts';
import { type Lists, served, staticPlatform } from '../support/static-platform.ts';

const url = 'https://timeback.test';

/** Ids that the platform may hold as anything, and one that it cannot hold. */
const course = `kind: course
sourcedId: a
title: Reading
units:
  - sourcedId: b
    title: Stories
    lessons:
      - { sourcedId: c, title: Names }
      - { sourcedId: 11111111-1111-4111-8111-111111111111, title: New }
`;

const commands = [
  ['doctor', '--env', 'test'],
  ['doctor', '--env', 'test', '--explain-drift'],
  ['plan', '--env', 'test'],
  ['plan', '--env', 'test', '-f', 'markdown'],
  ['plan', '--env', 'test', '--refresh-only'],
  ['tree', '--env', 'test'],
] as const;

const imports = [
  ['import', 'remote', '--env', 'test', '--untitled', 'Untitled'],
  ['plan', '--env', 'test'],
  ['tree', '--env', 'test'],
] as const;

type Run = (args: readonly string[], folder: string) => Promise<{ code: number | null }>;

/** How many of the commands did what they were asked for. */
async function endsOrderly(folders: Folders, run: Run): Promise<number> {
  const codes: (number | null)[] = [];
  for (const args of commands) codes.push(await ends(args, folders.written, run));
  for (const args of imports) codes.push(await ends(args, folders.empty, run));
  return codes.filter((code) => code === exit.done).length;
}

async function ends(args: readonly string[], folder: string, run: Run): Promise<number | null> {
  const { code } = await run(args, folder);
  expect(Object.values(exit), args.join(' ')).toContain(code);
  return code;
}

interface Folders {
  readonly written: string;
  readonly empty: string;
}

function foldersFor(dialect: DialectName, at: string): Folders {
  const config = { 'timeback-catalog.yaml': configFor(at, dialect) };
  return {
    written: folderWith({ ...config, 'catalog/a.yaml': course }),
    empty: folderWith(config),
  };
}

const listsOf = (schemas: Readonly<Record<string, Json>>): fc.Arbitrary<Lists> =>
  fc.record(Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, listOf(one)])));

async function holds(dialect: DialectName, lists: fc.Arbitrary<Lists>, times: number) {
  const { written } = foldersFor(dialect, url);
  let done = 0;
  const inProcess = async (held: Lists) => {
    const { fetch } = staticPlatform(dialect, held);
    const { empty } = foldersFor(dialect, url);
    done += await endsOrderly({ written, empty }, (args, cwd) =>
      commandLine(args, { cwd, env: credentials }, { fetch }),
    );
    rmSync(empty, { recursive: true, force: true });
  };
  await fc.assert(fc.asyncProperty(lists, inProcess), runs(times));
  // Were all refused, little would have been tried.
  expect(done).toBeGreaterThan(atLeast(2 * times));
}

test.each(dialectNames)('%s: records by a schema of our own', { timeout: 300_000 }, (dialect) =>
  holds(dialect, listsOf(ownSchemas[dialect]), 60),
);

test.each(documents)('oneroster: records by $name', { timeout: 300_000 }, (document) =>
  holds('oneroster', listsOf(recordSchemas(document)), 60),
);

test.each(dialectNames)(
  '%s: the same through the program',
  { timeout: 300_000 },
  async (dialect) => {
    const [lists] = fc.sample(listsOf(ownSchemas[dialect]), { numRuns: 1, seed: 7 });
    const at = await served(staticPlatform(dialect, lists ?? {}));
    await endsOrderly(foldersFor(dialect, at), async (args, cwd) => {
      const ended = await cli([...args, '--insecure-http'], { cwd, env: credentials });
      expect(ended.stderr).not.toContain('bug in timeback-catalog');
      return ended;
    });
  },
);
