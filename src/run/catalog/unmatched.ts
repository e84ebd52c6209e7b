import { type ManifestFiles, type Stray, straysBeside } from '../../files/manifests.ts';
import { idsInFile } from '../../manifest/format.ts';
import { exclusion, matcher } from '../../manifest/include.ts';
import {
  includingText,
  type ManifestSet,
  readOutline,
  rootManifests,
} from '../../manifest/outline.ts';
import { defaultGlob, globOfFile } from '../../model/glob.ts';
import { type Address, addressOf, keyOfAddress, kindIn, kinds } from '../../model/node.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { Workspace } from './workspace.ts';

/** The manifests beside a catalog that no glob matches. They are searched when they are first needed. */
export interface Unmatched {
  readonly strays: () => readonly Stray[];
}

/** Gives access to the manifests of a workspace that no glob matches. */
export function unmatchedOf(
  { folder, config }: Workspace,
  known: ManifestFiles['strays'],
): Unmatched {
  let strays: readonly Stray[] | undefined;
  return {
    strays: () => {
      // Files of standards are no manifests, even if they state a kind.
      const isStandard = matcher(config.standards);
      strays ??= straysBeside(folder, config.catalog, known).filter(
        ({ file }) => !isStandard(file),
      );
      return strays;
    },
  };
}

/** The most files that are listed. More are one mistake, and the rest is counted. */
const mostListed = 10;

/** A warning for each manifest that no glob matches, except for those that a glob with `!` excludes, and hidden ones. */
export function unmatchedManifests(
  { strays }: Unmatched,
  { config: { catalog }, configFile }: Workspace,
): Problem[] {
  const isExcluded = exclusion(catalog);
  const found = strays().flatMap(({ file, kind }) => {
    const glob = isExcluded(file) ? undefined : globOfFile(file);
    return glob === undefined ? [] : [{ file, kind, glob }];
  });
  const more = found.length - mostListed;
  return found.slice(0, mostListed).map(({ file, kind, glob }, index) => {
    const others = more > 0 && index === mostListed - 1 ? ` So do ${more} more files.` : '';
    return problem('catalog/unmatched', {
      detail: `${file} holds a ${kind}, but no glob of \`catalog\` (${catalog.join(', ')}) matches it, so it is ignored.${others}`,
      hint: `${renaming(file, catalog)} in ${configFile} ${inConfig(catalog, glob)}. To ignore it on purpose, write ${JSON.stringify(`!${glob}`)} there instead.`,
      span: { file, start: { line: 1, column: 1 } },
    });
  });
}

/** The beginning of a cure: the name that a glob matches, if another ending is enough for it. */
function renaming(file: string, catalog: readonly string[]): string {
  const lower = file.replace(/\.(?:ya?ml|json)(?:\.txt)?$/i, (ending) =>
    ending.toLowerCase().replace('.txt', ''),
  );
  const matches = matcher(catalog);
  const names = [lower, lower.replace(/\.(?:yml|json)$/, '.yaml')];
  const name = names.find((one) => one !== file && matches(one));
  return name === undefined ? 'Write' : `Rename it to ${name}, or write`;
}

/** The globs of the config with one more, as they are written. */
function inConfig(catalog: readonly string[], glob: string): string {
  const globs = catalog.length === 0 ? [defaultGlob] : catalog;
  return `\`catalog: ${JSON.stringify([...globs, glob])}\``;
}

/** The nodes in files that no glob matches, with these files. */
export function placesIn({ strays }: Unmatched): ReadonlyMap<Address, string> {
  return new Map(
    strays().flatMap((stray) =>
      idsInFile(stray).map(
        ({ kind, sourcedId }) => [addressOf(kind, sourcedId), stray.file] as const,
      ),
    ),
  );
}

/**
 * Joins problems of lost ids into one for each file, which no glob matches, that has them: they are not lost
 * then, and retiring them would be wrong.
 */
export function foundElsewhere(
  problems: readonly Problem[],
  unmatched: Unmatched,
  { config: { catalog }, configFile }: Workspace,
): readonly Problem[] {
  const places = placesIn(unmatched);
  const isExcluded = exclusion(catalog);
  return joinedByFile(
    problems,
    ({ address }) => address && places.get(address),
    (of, file) => {
      const [top] = of;
      const glob = globOfFile(file);
      const naming =
        glob === undefined ? '' : `, or write in ${configFile} ${inConfig(catalog, glob)}`;
      const others =
        of.length === 1
          ? ''
          : ` So ${of.length === 2 ? 'is 1 more node' : `are ${of.length - 1} more nodes`}.`;
      return {
        detail: `${top.detail} It is in ${file}, which ${isExcluded(file) ? 'a glob with `!` excludes from `catalog`' : 'no glob of `catalog` matches'}.${others}`,
        hint: isExcluded(file)
          ? `Remove the glob that excludes ${file} from \`catalog\` in ${configFile}, or move the file to a path that it does not match.`
          : `Move ${file} to a path that a glob matches${naming}.`,
      };
    },
  );
}

/**
 * Joins problems of lost ids into one for each file that no course includes: its nodes are not lost, and
 * one line in the course restores them.
 */
export function foundUnincluded(
  problems: readonly Problem[],
  { files, readings }: Pick<ManifestSet, 'files' | 'readings'>,
): readonly Problem[] {
  const outline = readOutline({ files, globs: '', ...(readings && { readings }) });
  const roots = rootManifests(outline);
  const fileOf = ({ address }: Problem) => address && roots.get(keyOfAddress(address));
  return joinedByFile(problems, fileOf, (of, file) => {
    const kinds = of.flatMap(({ address }) => (address ? [kindIn(address)] : []));
    const kind = kinds.includes('unit') ? 'unit' : 'lesson';
    const nodes = of.length === 1 ? `1 ${kind}` : `${of.length} nodes`;
    return {
      detail: `The ledger has ${nodes} of ${file} as live, but no course includes that file.`,
      hint: includingText(file, kind, outline.nodes),
    };
  });
}

type Several = readonly [Problem, ...Problem[]];

/**
 * The problems, with those of lost ids in one file joined into one. It is made from that of the uppermost
 * node, and names all nodes with that file.
 */
function joinedByFile(
  problems: readonly Problem[],
  fileOf: (problem: Problem) => string | undefined,
  say: (of: Several, file: string) => Pick<Problem, 'detail' | 'hint'>,
): readonly Problem[] {
  // What has `all` was joined before.
  const fileOfLost = (one: Problem) => (isOfLost(one) && !one.all ? fileOf(one) : undefined);
  const lost = Map.groupBy(problems, fileOfLost);
  return problems.flatMap((one) => {
    const file = fileOfLost(one);
    const of = file === undefined ? [] : (lost.get(file) ?? []);
    if (file === undefined) return [one];
    if (one !== of[0]) return [];
    const top = uppermost(of) ?? one;
    const said = say([top, ...of.filter((each) => each !== top)], file);
    const span = { file, start: { line: 1, column: 1 } };
    return [
      { ...top, ...said, all: of.flatMap(({ address }) => (address ? [{ address, span }] : [])) },
    ];
  });
}

/** The problem of the highest kind; one about published ids is more important than one about minted ones. */
function uppermost(of: readonly Problem[]): Problem | undefined {
  const byKind = kinds.flatMap((kind) =>
    of.filter(({ address }) => address && kindIn(address) === kind),
  );
  return byKind.find(({ code }) => code === 'identity/vanished') ?? byKind[0];
}

/** Whether a problem is about an id that is in no manifest any more. */
export function isOfLost({ code }: Problem): boolean {
  return code === 'identity/vanished' || code === 'identity/left-over';
}

/** Without warnings about files of which an error says more: that lost nodes are in them. */
export function withoutEchoes(problems: readonly Problem[]): readonly Problem[] {
  const files = new Set(
    problems.flatMap((one) => (isOfLost(one) ? (one.all ?? []).map(({ span }) => span.file) : [])),
  );
  const isEcho = ({ code, span }: Problem) =>
    (code === 'include/unused' || code === 'catalog/unmatched') && files.has(span?.file ?? '');
  return files.size === 0 ? problems : problems.filter((one) => !isEcho(one));
}
