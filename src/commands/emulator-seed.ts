import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SeedRecord } from '../emulator/emulator.ts';
import { readManifests } from '../files/manifests.ts';
import { readNamed } from '../files/outside-problem.ts';
import { buildCatalog } from '../manifest/build.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Catalog } from '../model/catalog.ts';
import { limits } from '../model/limits.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { buildPlan } from '../plan/build.ts';
import { orgsOf } from '../plan/orgs.ts';
import { openDialect } from '../remote/dialects/open-dialect.ts';
import { isOutline, manifestsOf } from './emulator-seed-outline.ts';
import { writeOf } from './publish.ts';
import { desiredFor } from './target.ts';
import type { World } from './world.ts';

/** What an emulator holds from the start. */
export interface Seed {
  readonly records: readonly SeedRecord[];
  /** The orgs that its courses name. */
  readonly orgs: readonly string[];
}

/** Exists in every emulator; a course on a platform always has an org. */
const usualOrg = 'partner-sandbox';

type SeedWorld = Pick<World, 'cwd' | 'now' | 'sha256' | 'sources'>;

/** The records that publishing some manifests or outlines to an empty platform would leave there. */
export function readSeed(paths: readonly string[], world: SeedWorld): Checked<Seed> {
  if (paths.length === 0) return checked({ records: [], orgs: [] }, []);
  const files = paths.map((path) => filesAt(path, world));
  const problems = files.flatMap((read) => read.problems);
  if (problems.length > 0) return { ok: false, problems };
  const given = files.flatMap((read) => (read.ok ? read.value : []));
  const read = given.map((file) =>
    isOutline(file) ? manifestsOf(file, world) : checked([file], []),
  );
  const faults = read.flatMap((one) => one.problems);
  if (read.some((one) => !one.ok)) return { ok: false, problems: faults };
  const found = read.flatMap((one) => (one.ok ? one.value : []));
  world.sources.add(found);
  const catalog = buildCatalog({ files: found, globs: paths.join(' ') });
  if (!catalog.ok) return catalog;
  const records = recordsOf(catalog.value, world);
  if (!records.ok) return records;
  return checked({ records: records.value, orgs: orgsOf(catalog.value) }, faults);
}

function filesAt(path: string, { cwd }: SeedWorld): Checked<readonly SourceFile[]> {
  const absolute = resolve(cwd, path);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (!found) {
    return {
      ok: false,
      problems: [
        problem('file/unreadable', {
          detail: `${path} to seed the emulator with does not exist.`,
          hint: '`--seed` takes manifests, folders of them, or outlines (CSV, TSV, JSON).',
        }),
      ],
    };
  }
  if (!found.isDirectory()) {
    const bytes = readNamed(absolute, path, limits.manifest);
    return bytes.ok ? checked([{ file: path, bytes: bytes.value }], []) : bytes;
  }
  const { files, problems } = readManifests(absolute, ['**/*.{yaml,yml,json}']);
  const named = files.map(({ file, bytes }) => ({ file: join(path, file), bytes }));
  return problems.length > 0 ? { ok: false, problems } : checked(named, []);
}

function recordsOf(manifests: Catalog, { now, sha256 }: SeedWorld): Checked<SeedRecord[]> {
  const dialect = openDialect('partner', new Map());
  if (!dialect.ok) return dialect;
  const { rules, encode } = dialect.value;
  const environment = { name: 'seed', org: usualOrg, overrides: [] };
  const target = { environment, dialect: dialect.value, configFile: '' };
  const { catalog, problems } = desiredFor(manifests, target);
  const platform = { name: 'seed', url: 'seed:', dialect: 'partner' };
  const state: RemoteState = { platform, entities: new Map(), requests: 0 };
  const plan = buildPlan({ catalog, remote: state, rules, sha256 });
  if (!plan.ok) return plan;
  const records = plan.value.changes.flatMap((change): SeedRecord[] => {
    const write = writeOf(change, state);
    const { kind } = write.entity;
    return encode(write, now()).map(({ record }) => ({ kind, record }));
  });
  return checked(records, problems);
}
