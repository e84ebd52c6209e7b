import { join, relative } from 'node:path';
import { checkSecrets } from '../../config/address.ts';
import { type Config, isInLedger, readConfig } from '../../config/config.ts';
import { shownLines } from '../../config/shown-lines.ts';
import { parseYaml } from '../../document/parse.ts';
import type { ReadSources } from '../../document/place.ts';
import { decodeText } from '../../document/source-text.ts';
import { validate } from '../../document/validate.ts';
import { leftOutOfCheckout } from '../../files/git-left-out.ts';
import { gitPlace, unsafePlace } from '../../files/git-place.ts';
import {
  type ConfigPlace,
  configNames,
  configsBelow,
  type FoundConfig,
  findConfig,
  manifestFilter,
  readConfigFile,
} from '../../files/manifests.ts';
import { readOutside } from '../../files/outside.ts';
import { changedMeanwhile, removeBelow, writeBelow } from '../../files/write.ts';
import { foldersOf } from '../../manifest/include.ts';
import { recordsPlacements } from '../../model/destination.ts';
import { shellWord } from '../../model/id-commands.ts';
import { type Checked, checked, hasErrors, type Problem, problem } from '../../model/problem.ts';
import { withMeasured } from '../measured/measured-facts.ts';
import type { World } from '../world.ts';

/** A catalog folder with its config. */
export interface Workspace {
  /** The absolute path. File names in problems and spans are relative to it. */
  readonly folder: string;
  readonly configFile: string;
  readonly config: Config;
  /** The bytes that the config was read from. */
  readonly configBytes: Uint8Array;
  /** The files of the catalog that were read, for the source lines of problems. */
  readonly sources: ReadSources;
  /** The content of its files when they were read from the disk: no other one may be written over. */
  readonly asRead: ContentAsRead;
  /** The problems and warnings of the files that environments name as `measured`, by environment. */
  readonly measured?: ReadonlyMap<string, readonly Problem[]>;
}

/**
 * Finds and reads the config for a folder. With `asMeasured: false` the measured facts of platforms are not
 * applied, for example to measure them again.
 */
export function openWorkspace(
  { cwd, sources }: Pick<World, 'cwd' | 'sources'>,
  how: { readonly asMeasured: boolean } = { asMeasured: true },
): Checked<Workspace> {
  const place = findConfig(cwd);
  // Checked even if this command does not need git: a checkout that leads git astray is not used.
  const unsafe = place && (unsafePlace(place.folder) ?? severalConfigs(place));
  if (unsafe) return { ok: false, problems: [unsafe] };
  const found = place ? readConfigFile(place) : checked(undefined, []);
  if (!found.ok) return found;
  if (found.value) {
    const workspace = readWorkspace(found.value, sources);
    if (!workspace.ok) return workspace;
    const { asRead, configFile: file } = workspace.value;
    asRead.note([{ file, bytes: found.value.bytes }]);
    const leftOut = notCheckedOut(workspace.value);
    if (leftOut.length > 0) return { ok: false, problems: leftOut };
    return checked(how.asMeasured ? withMeasured(workspace.value) : workspace.value, []);
  }
  const missing = problem('config/missing', {
    detail: `Neither ${cwd} nor a folder above it has a ${configNames[0]}.`,
    // Outside of a repository there may be catalogs of other people.
    hint: elsewhere(gitPlace(cwd).ok ? configsBelow(cwd) : []),
  });
  return { ok: false, problems: [missing] };
}

/** The problem of a second config: an author who edits it would see no effect. */
function severalConfigs({ folder, path, others }: ConfigPlace): Problem | undefined {
  const names = [path, ...others].map((one) => relative(folder, one));
  const [, second] = names;
  if (second === undefined) return undefined;
  return problem('config/several', {
    detail: `${folder} has several configs: ${names.join(' and ')}. Only ${names[0]} would be read.`,
    hint: 'Keep one of them, with the settings of all, and delete the rest.',
    span: { file: second, start: { line: 1, column: 1 } },
  });
}

/** The advice if there is no config: the catalogs below the folder, or else how to start one. */
function elsewhere(folders: readonly string[]): string {
  const [first, ...others] = folders;
  const start = 'Run `timeback-catalog init` to start a catalog here';
  if (first === undefined) return `${start}, or name its folder with \`--chdir FOLDER\`.`;
  const options = `\`--chdir ${shellWord(first)}\``;
  if (others.length === 0) return `There is one in ${first}: add ${options}.`;
  return `There are catalogs in ${folders.slice(0, mostNamed).join(', ')}${folders.length > mostNamed ? ' and others' : ''}. Name one of them, such as ${options}.`;
}

const mostNamed = 5;

/**
 * The problems of files that git has and this checkout leaves out: a part of a catalog must not be read as
 * the whole.
 */
function notCheckedOut({ folder, config }: Workspace): readonly Problem[] {
  return leftOutOfCheckout(folder, () => ({
    belongs: catalogFilter(config),
    folders: foldersOf(config.catalog),
  }));
}

/**
 * Gives a test whether a path, relative to the folder of the config, is a manifest, of the ledger or a file
 * beside it.
 */
export function catalogFilter({ catalog, ids }: Pick<Config, 'catalog' | 'ids'>) {
  const isManifest = manifestFilter(catalog);
  return (path: string): boolean =>
    isManifest(path) || isInLedger(path, ids) || /^[^/]+\.(?:keys|names)$/.test(path);
}

/**
 * The errors of a config that cannot be read, without its values: nobody knows yet which are secret. Between the
 * first and the last quote of a text nothing is shown, since a value may have quotes in it. In a detail, words
 * between quotes are keys, and are hidden one by one. Warnings quote values without quotes.
 */
function withoutValues(problems: readonly Problem[]): readonly Problem[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ detail, hint, ...problem }) => {
      const words = detail.replace(/"[\w-]+"/g, '');
      const shown = /["'`]/.test(words) ? masked(detail) : detail.replace(/"[\w-]+"/g, '"…"');
      return { ...problem, detail: shown, ...(hint !== undefined && { hint: masked(hint) }) };
    });
}

function masked(text: string): string {
  return text.replace(/(["'`]).*["'`]/s, '$1…$1');
}

/** A workspace from the bytes of its config, which need not be on the disk. */
export function readWorkspace(
  { path, folder, bytes }: FoundConfig,
  sources: ReadSources,
): Checked<Workspace> {
  const configFile = relative(folder, path);
  const text = decodeText(configFile, bytes);
  if (!text.ok) return text;
  sources.hide(configFile);
  const document = parseYaml(configFile, text.value);
  if (!document.ok) return { ok: false, problems: withoutValues(document.problems) };
  // Before the schema, whose messages quote values.
  const secrets = checkSecrets(document.value, configFile);
  if (secrets.length > 0) return { ok: false, problems: secrets };
  const invalid = validate('config', document.value, configFile);
  sources.show(configFile, shownLines(text.value, invalid));
  if (hasErrors(invalid)) return { ok: false, problems: invalid };
  const config = readConfig(document.value, configFile);
  if (!config.ok) return config;
  const asRead = new ContentAsRead();
  return checked(
    { folder, configFile, config: config.value, configBytes: bytes, sources, asRead },
    [],
  );
}

/** Keeps files of a catalog as they were read: to show their lines, and to write over no other content. */
export function noteRead(
  { sources, asRead }: Pick<Workspace, 'sources' | 'asRead'>,
  files: readonly { readonly file: string; readonly bytes: Uint8Array }[],
): void {
  sources.add(files);
  asRead.note(files);
}

/** Whether any environment of the config has a platform that keeps placements as separate records. */
export function placementsAreRecorded({ config }: Pick<Workspace, 'config'>): boolean {
  return [...config.environments.values()].some(({ dialect }) => recordsPlacements(dialect));
}

/** The content of files of a catalog when they were read, by which a change by another program shows. */
class ContentAsRead {
  readonly #bytes = new Map<string, Uint8Array>();

  /**
   * Remembers files as they were read first: what a run writes may come from that, even if it reads them
   * again.
   */
  note(files: readonly { readonly file: string; readonly bytes: Uint8Array }[]): void {
    for (const { file, bytes } of files) {
      if (!this.#bytes.has(file)) this.#bytes.set(file, bytes);
    }
  }

  /** Forgets a file that was written or removed since. */
  forget(file: string): void {
    this.#bytes.delete(file);
  }

  /** Whether a file, by its path relative to the folder, has another content now than it had when it was read. */
  isChanged(folder: string, file: string): boolean {
    const before = this.#bytes.get(file);
    if (!before) return false;
    const now = readOutside(join(folder, file), { most: before.length, links: 'followed' });
    return now.type !== 'file' || Buffer.compare(now.bytes, before) !== 0;
  }
}

/**
 * Writes files of a catalog, and then removes those without a text, so no line of a ledger is missing in
 * between. A file that an editor or another command wrote since this run read it stays as it is: then
 * nothing is written. Throws an UnwritableError.
 */
export function writeCatalog(
  { folder, asRead }: Pick<Workspace, 'folder' | 'asRead'>,
  changes: Iterable<readonly [file: string, text: string | undefined]>,
): void {
  const all = [...changes];
  const texts = all.flatMap(([file, text]) => (text === undefined ? [] : [[file, text] as const]));
  writeBelow(folder, texts, () => {
    for (const [file] of all) if (asRead.isChanged(folder, file)) throw changedMeanwhile(file);
  });
  for (const [file, text] of all) {
    if (text === undefined) removeBelow(folder, file);
    asRead.forget(file);
  }
}
