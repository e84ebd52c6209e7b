import { join } from 'node:path';
import { configNames, findConfig, watchFolders } from '../../files/manifests.ts';
import type { AllowedChange } from '../../identity/classified.ts';
import { type Catalog, fieldSpan, type StandardsAnswer } from '../../model/catalog.ts';
import { type Kind, kinds } from '../../model/node.ts';
import {
  type Checked,
  checked,
  inReadingOrder,
  type Problem,
  problem,
} from '../../model/problem.ts';
import { readCatalog } from '../../run/catalog/catalog-files.ts';
import { readProject } from '../../run/catalog/project.ts';
import { desiredFor } from '../../run/catalog/target.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import { openPlatform, type PlatformOptions } from '../../run/platform.ts';
import type { World } from '../../run/world.ts';

export interface CheckOptions {
  /** A commit to compare with: in CI the merge base. Read through git, without a checkout. */
  readonly base?: string;
}

export interface CheckResult {
  readonly files: number;
  readonly nodes: Readonly<Record<Kind, number>>;
  /** What happened to nodes since the base; empty without one. A node may count in several. */
  readonly since: Readonly<Partial<Record<AllowedChange, number>>>;
}

/**
 * Checks config, manifests and identity. Needs no network and no credentials. `folders` takes the
 * folders in which a change is a reason to check again, relative to the catalog.
 */
export function check(
  options: CheckOptions,
  world: Pick<World, 'cwd' | 'sources'>,
  folders?: Set<string>,
): Checked<CheckResult> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const project = readProject(workspace.value, { base: options.base, folders });
  if (!project.ok) return project;
  const { catalog, files, identity } = project.value;
  const nodes = { course: 0, unit: 0, lesson: 0, resource: 0 };
  for (const { entity } of catalog.nodes.values()) nodes[entity.kind] += 1;
  const since: Partial<Record<AllowedChange, number>> = {};
  for (const type of identity.findings.classified.flatMap(({ allowed }) => allowed)) {
    since[type] = (since[type] ?? 0) + 1;
  }
  return checked({ files: files.length, nodes, since }, project.problems);
}

/** "1 course, 12 units, 95 lessons": only kinds that occur; "no nodes" if none does. */
export function countsInWords(nodes: Readonly<Record<Kind, number>>): string {
  const counts = kinds
    .filter((kind) => nodes[kind] > 0)
    .map((kind) => `${nodes[kind]} ${kind}${nodes[kind] === 1 ? '' : 's'}`);
  return counts.length === 0 ? 'no nodes' : counts.join(', ');
}

/**
 * Checks now and whenever a manifest, the config or the ledger is saved, until the world stops.
 * Gives the last result.
 */
export async function watchCheck(
  options: CheckOptions,
  world: Pick<World, 'cwd' | 'sources' | 'stop'>,
  onResult: (result: Checked<CheckResult>) => void,
): Promise<Checked<CheckResult>> {
  const folders = new Set<string>();
  const folder = findConfig(world.cwd)?.folder;
  const checkNow = (): Checked<CheckResult> => {
    const result = check(options, world, folders);
    const isMore = folder !== undefined && watched.set(foldersOf(folder, folders));
    return isMore ? checkNow() : result;
  };
  const watched = watchFolders((names) => {
    // Beside the config stand files that have nothing to do with it, plans for example.
    const isOthers = (name: string) => folder !== undefined && isBeside(name, folder);
    if (!folders.has('') && [...names].every(isOthers)) return;
    last = checkNow();
    onResult(last);
  });
  let last = checkNow();
  onResult(last);
  if (folder === undefined) return last;
  await new Promise<void>((resolve) => {
    if (world.stop.aborted) resolve();
    world.stop.addEventListener('abort', () => resolve(), { once: true });
  });
  watched.close();
  return last;
}

function foldersOf(folder: string, below: ReadonlySet<string>): string[] {
  return [...new Set([folder, ...[...below].map((each) => join(folder, each))])];
}

function isBeside(path: string, folder: string): boolean {
  const name = path.slice(folder.length + 1);
  const isOurs = configNames.some((each) => each === name) || name.endsWith('.ids');
  return !name.includes('/') && !isOurs;
}

/** How many of the standards that manifests list an environment knows, and of how many it does not tell. */
export interface StandardsOn {
  readonly environment: string;
  readonly listed: number;
  readonly known: number;
  readonly untold: number;
}

/**
 * Asks a platform for exactly the standards that manifests list. What it does not know is a warning,
 * and so is that it does not tell: no public document describes the service.
 */
export async function checkStandardsOn(
  options: PlatformOptions,
  world: World,
): Promise<Checked<StandardsOn>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  if (!read.ok) return read;
  const opened = await openPlatform(workspace.value, { ...options, world, orgs: [] });
  if (!opened.ok) return opened;
  const { environment, remote, close } = opened.value;
  const { name } = environment;
  // Nothing is ever half done here: the first Ctrl-C ends it.
  world.stop.addEventListener('abort', remote.cancel);
  try {
    const { configFile } = workspace.value;
    const target = { environment, dialect: remote.dialect, configFile };
    const listed = listings(desiredFor(read.value.catalog, target).written);
    if (listed.size === 0)
      return checked({ environment: name, listed: 0, known: 0, untold: 0 }, []);
    const token = await remote.authenticate();
    if (!token.ok) return token;
    const answer = await remote.standards([...listed.keys()]);
    if (world.stop.aborted) return { ok: false, problems: [interrupted(name)] };
    const { path } = remote.dialect.standardsService;
    const problems = problemsOf(answer, listed, { name, path });
    const known = answer.known.size;
    const counts = { listed: listed.size, known, untold: listed.size - known - answer.absent.size };
    return checked({ environment: name, ...counts }, inReadingOrder(problems));
  } finally {
    world.stop.removeEventListener('abort', remote.cancel);
    close();
  }
}

function interrupted(name: string): Problem {
  return problem('run/interrupted', { detail: `Asking ${name} for standards: interrupted.` });
}

/** Where an identifier is listed, the first place first. */
type Listings = ReadonlyMap<string, readonly Pick<Problem, 'span' | 'address'>[]>;

function listings({ nodes }: Catalog): Listings {
  const listed = new Map<string, Pick<Problem, 'span' | 'address'>[]>();
  for (const [address, { entity, source }] of nodes) {
    const standards = entity.fields['standards'];
    for (const id of Array.isArray(standards) ? standards : []) {
      if (typeof id !== 'string') continue;
      const place = { span: fieldSpan(source, 'standards'), address };
      const places = listed.get(id);
      if (places) places.push(place);
      else listed.set(id, [place]);
    }
  }
  return listed;
}

function problemsOf(
  { known, absent, why }: StandardsAnswer,
  listed: Listings,
  { name, path }: { readonly name: string; readonly path: string },
): Problem[] {
  // Then it is the framework that is missing, or another kind of identifier; a catalog may list thousands.
  const hasNone = absent.size > 1 && absent.size === listed.size;
  if (hasNone) return [noneThere(listed, { name, path })];
  const missing = [...absent].map((id) => {
    const [first, ...others] = listed.get(id) ?? [];
    const more =
      others.length === 0
        ? ''
        : ` ${others.length} more ${others.length === 1 ? 'node lists' : 'nodes list'} it.`;
    return problem('standards/not-there', {
      detail: `${name} has no standard "${id}" at ${path}.${more}`,
      hint: 'Compare it with the identifier in the CFPackage of its framework, or ask the platform for the framework.',
      ...first,
    });
  });
  const untold = listed.size - known.size - absent.size;
  if (untold === 0) return missing;
  const hint =
    'The client needs the scope `standards.read`. If the service is elsewhere or of another form, correct the rows `standard.…` under `facts` of the environment.';
  const number = `${untold} of the ${listed.size} standards that manifests list`;
  const detail = `Whether ${name} knows ${number} is unknown. ${why ?? ''}`.trim();
  return [...missing, problem('standards/not-told', { detail, hint })];
}

function noneThere(
  listed: Listings,
  { name, path }: { readonly name: string; readonly path: string },
): Problem {
  const [[id, [first]] = ['', []]] = listed;
  return problem('standards/not-there', {
    detail: `${name} has none of the ${listed.size} standards that manifests list at ${path}; the first is "${id}".`,
    hint: 'Ask the platform for the framework. If it knows standards by other identifiers, list those.',
    ...first,
  });
}
