import { join } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import { findConfig, isConfigName, watchFolders } from '../../files/manifests.ts';
import type { AllowedChange } from '../../identity/classified.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { RuleName } from '../../model/content-rules.ts';
import { recordsPlacements } from '../../model/destination.ts';
import { type Kind, kinds } from '../../model/node.ts';
import { resourcesListed } from '../../model/placements.ts';
import { type Checked, checked, inReadingOrder, type Problem } from '../../model/problem.ts';
import {
  checkReaders,
  type ReaderMode,
  type ReaderModes,
  type ReaderRow,
  readerFacts,
  readerRows,
} from '../../remote/dialects/reader-checks.ts';
import { coursesWithoutCompletion, type Incomplete } from '../../run/catalog/completion.ts';
import { readProject } from '../../run/catalog/project.ts';
import { withDefaults } from '../../run/catalog/target.ts';
import { openWorkspace, type Workspace } from '../../run/catalog/workspace.ts';
import { dialectOf } from '../../run/environment.ts';
import type { World } from '../../run/world.ts';
import { checkSdkConfigs } from '../ids/sdk-config-file.ts';

export interface CheckOptions {
  /** A commit to compare with: in CI the merge base. It is read through git, without a checkout. */
  readonly base?: string;
}

/** The numbers of a check without errors: files, nodes by kind, and changes since the base by kind. */
export interface CheckResult {
  readonly files: number;
  readonly nodes: Readonly<Record<Kind, number>>;
  /**
   * The number of lessons that place no resource, if an environment has placement records or apps on the
   * official SDK are known; absent: no such lessons.
   */
  readonly placingNothing?: number;
  /** Courses that apps on the official SDK cannot mark as completed, if such apps are known; absent: none. */
  readonly incomplete?: readonly Incomplete[];
  /** Changes of nodes since the base; empty without a base. A node may count in several. */
  readonly since: Readonly<Partial<Record<AllowedChange, number>>>;
  /** Set if the base is HEAD and nothing is committed yet, so that nothing can be lost since. */
  readonly isBeforeFirstCommit?: true;
}

/**
 * Checks config, manifests and identity, as `timeback-catalog check` does. Needs no network and no
 * credentials. `folders` receives the folders in which a change makes another check necessary, relative to
 * the catalog.
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
  const sdk = checkSdkConfigs(workspace.value, catalog, identity.ledger);
  const having = withPlacements(workspace.value);
  const seen = sdk.hasApps || having.length > 0;
  const empty = seen ? lessonsPlacingNothing(catalog) : 0;
  const incomplete = seen ? coursesWithoutCompletion(catalog, identity.ledger, having) : [];
  const counts = {
    ...{ files: files.length, nodes },
    ...(empty > 0 && { placingNothing: empty }),
    ...(incomplete.length > 0 && { incomplete }),
    ...(options.base !== undefined && !identity.before && { isBeforeFirstCommit: true as const }),
  };
  const ofReaders = readerWarnings(workspace.value, catalog);
  const problems = inReadingOrder([...project.problems, ...ofReaders, ...sdk.problems]);
  return checked({ ...counts, since }, problems);
}

/** The environments of the config whose platforms have records of placements. */
function withPlacements({ config: { described, environments } }: Workspace): Environment[] {
  return [...described].flatMap((name) => {
    const environment = environments.get(name);
    return environment && recordsPlacements(environment.dialect) ? [environment] : [];
  });
}

/**
 * The number of lessons that apps on the official SDK of the OneRoster API do not see: such apps see a lesson
 * only by its placements, or by lessons below it.
 */
function lessonsPlacingNothing({ nodes }: Catalog): number {
  const above = new Set([...nodes.values()].map(({ entity }) => entity.parent));
  return [...nodes].filter(
    ([address, { entity }]) =>
      entity.kind === 'lesson' &&
      resourcesListed(entity.fields['resources']).length === 0 &&
      !above.has(address),
  ).length;
}

/**
 * The numbers of kinds in words: "1 course, 12 units, 95 lessons", without kinds that do not occur; "no
 * nodes" if there are none.
 */
export function countsInWords(nodes: Readonly<Record<Kind, number>>): string {
  const counts = kinds
    .filter((kind) => nodes[kind] > 0)
    .map((kind) => `${nodes[kind]} ${kind}${nodes[kind] === 1 ? '' : 's'}`);
  return counts.length === 0 ? 'no nodes' : counts.join(', ');
}

/** Checks now and whenever a manifest, the config or the ledger is saved, until the world stops. */
export async function watchCheck(
  options: CheckOptions,
  world: Pick<World, 'cwd' | 'sources' | 'stop'>,
  onResult: (result: Checked<CheckResult>) => void,
): Promise<void> {
  const folders = new Set<string>();
  const folder = findConfig(world.cwd)?.folder;
  const checkNow = (): Checked<CheckResult> => {
    const result = check(options, world, folders);
    const isMore = folder !== undefined && watched.set(foldersOf(folder, folders));
    return isMore ? checkNow() : result;
  };
  const watched = watchFolders((names) => {
    // Unrelated files beside the config, such as plans, start no check.
    const isOthers = (name: string) => folder !== undefined && isBeside(name, folder);
    if (!folders.has('') && [...names].every(isOthers)) return;
    onResult(checkNow());
  });
  onResult(checkNow());
  if (folder === undefined) return;
  await new Promise<void>((resolve) => {
    if (world.stop.aborted) resolve();
    world.stop.addEventListener('abort', () => resolve(), { once: true });
  });
  watched.close();
}

function foldersOf(folder: string, below: ReadonlySet<string>): string[] {
  return [...new Set([folder, ...[...below].map((each) => join(folder, each))])];
}

function isBeside(path: string, folder: string): boolean {
  const name = path.slice(folder.length + 1);
  const isOurs = isConfigName(name) || name.endsWith('.ids');
  return !name.includes('/') && !isOurs;
}

/** The rule of the config that judges the same values as a row, with a better message. */
const ruleFor: Readonly<Partial<Record<ReaderRow, RuleName>>> = {
  'reader.grades': 'grades',
  'reader.subjects': 'subjects',
  'reader.lessonType': 'lesson-types',
};

/**
 * Warnings about values that readers on the official SDK refuse, whatever the dialects of the config: if the
 * catalog is published to such a platform later, they would stop the plan. Values that every environment
 * accepts, or that a rule of the config judges, are left out.
 */
function readerWarnings(workspace: Workspace, catalog: Catalog): readonly Problem[] {
  const { rules } = workspace.config;
  const found = modesOf(workspace);
  const judged = readerRows.filter((row) => rules.some(({ name }) => name === ruleFor[row]));
  const modes = { ...found, ...Object.fromEntries(judged.map((row) => [row, 'any'] as const)) };
  const leave = found === asShipped ? leaveByRule : undefined;
  const problems = checkReaders(withDefaults(workspace, catalog), modes, leave);
  return problems.map((one) => ({ ...one, severity: 'warning' }));
}

const asShipped: ReaderModes = Object.fromEntries(
  readerRows.map((row) => [row, readerFacts[row].value]),
) as ReaderModes;

/** For each row, the strictest value among the environments whose dialect has it. */
function modesOf(workspace: Workspace): ReaderModes {
  const { described, environments } = workspace.config;
  const tables = [...described].flatMap((name) => {
    const environment = environments.get(name);
    const dialect =
      environment?.dialect === 'oneroster' ? dialectOf(environment, workspace) : undefined;
    return dialect?.ok ? [dialect.value.table] : [];
  });
  if (tables.length === 0) return asShipped;
  const strictest = readerRows.map((row) => {
    const { oneOf } = readerFacts[row];
    const said = tables.map((table) => table.find((one) => one.row === row)?.value);
    return [row, oneOf.find((mode: ReaderMode) => said.includes(mode)) ?? oneOf[0]] as const;
  });
  return Object.fromEntries(strictest) as ReaderModes;
}

function leaveByRule(row: ReaderRow): string {
  const rule = ruleFor[row];
  return rule === undefined
    ? ''
    : ` If your readers accept it: \`rules: {${rule}: {also: […]}}\` in the config.`;
}
