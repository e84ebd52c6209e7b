import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { ReadSources } from '../../document/place.ts';
import { gitPlace } from '../../files/git-place.ts';
import { entriesText } from '../../identity/messages.ts';
import { releasing, taking } from '../../model/id-commands.ts';
import type { Ledger, LedgerEntry } from '../../model/ledger.ts';
import { addressOf, nodeKey } from '../../model/node.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { readLedger } from './catalog-files.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/**
 * The problems of ids that this ledger and those of other catalogs in the same work tree record in
 * different ways: releasing and taking are two sides, and each catalog records its own. Catalogs in other
 * repositories are not checked.
 */
export function handoverProblems(workspace: Workspace, ledger: Ledger): Problem[] {
  const entries = [...ledger.entries.values()];
  const names = Map.groupBy(entries, ({ to, from }) => to ?? from);
  return [...names].flatMap(([name, named]) => {
    const other = name === undefined ? undefined : otherCatalog(workspace, name);
    if (name === undefined || !other) return [];
    const there = (entry: LedgerEntry) => other.ledger.entries.get(nodeKey(entry))?.state;
    const unreleased = named.filter((one) => one.state === 'live' && there(one) === 'live');
    const untaken = named.filter((one) => one.state === 'released' && there(one) === undefined);
    return [
      ...(unreleased.length > 0 ? [notReleased(name, unreleased, other)] : []),
      ...(untaken.length > 0 ? [notTaken(name, untaken, other)] : []),
    ];
  });
}

function idsOf(entries: readonly LedgerEntry[]): readonly string[] {
  return entries.map(({ sourcedId }) => sourcedId);
}

function at([first]: readonly LedgerEntry[]): Pick<Problem, 'span' | 'address'> {
  if (!first) return {};
  const { kind, sourcedId, file, line } = first;
  return {
    span: { file, start: { line, column: 1 } },
    address: addressOf(kind, sourcedId),
  };
}

function notReleased(
  name: string,
  entries: readonly LedgerEntry[],
  { back }: OtherCatalog,
): Problem {
  const them = entries.length > 1 ? 'them' : 'it';
  return problem('identity/not-released', {
    detail: `The ${entriesText(entries)} came from the catalog ${name}, but its ledger still has ${them} as live: both catalogs would publish ${them}.`,
    hint: `In the catalog ${name}, in the same change: ${releasing(idsOf(entries), back)}.`,
    ...at(entries),
  });
}

function notTaken(name: string, entries: readonly LedgerEntry[], { back }: OtherCatalog): Problem {
  const [were, them] = entries.length > 1 ? ['were', 'them'] : ['was', 'it'];
  return problem('identity/not-taken', {
    detail: `The ${entriesText(entries)} ${were} released to the catalog ${name}, but its ledger does not have ${them}: no catalog publishes ${them}.`,
    hint: `In the catalog ${name}, once its manifests have ${them}: ${taking(idsOf(entries), back)}.`,
    ...at(entries),
  });
}

/** Another catalog in the same work tree. */
interface OtherCatalog {
  readonly ledger: Ledger;
  /** The name of this catalog there, formed in the same way as the other's name here. */
  readonly back: string;
}

/**
 * The catalog with a name that is a path in the same work tree, from the folder of this catalog or from the
 * top. Undefined for other names, whose meaning only people know, and if its ledger cannot be read.
 */
export function otherCatalog({ folder }: Workspace, name: string): OtherCatalog | undefined {
  const place = gitPlace(folder);
  if (!place.ok) return undefined;
  const { top, folder: own } = place.value;
  for (const from of [own, top]) {
    const path = resolve(from, name);
    // A name may come from the branch of a stranger, so nothing outside of the work tree is opened.
    if (path === own || !isInside(path, top)) continue;
    const ledger = ledgerIn(path);
    if (ledger) return { ledger, back: slashed(relative(from === own ? path : top, own)) };
  }
  return undefined;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

function isInside(path: string, top: string): boolean {
  try {
    const relativePath = relative(realpathSync(top), realpathSync(path));
    return (
      relativePath !== '..' && !relativePath.startsWith(`..${sep}`) && !isAbsolute(relativePath)
    );
  } catch {
    return false;
  }
}

function ledgerIn(path: string): Ledger | undefined {
  const workspace = openWorkspace({ cwd: path, sources: new ReadSources() });
  // A config in a folder above is that of another catalog.
  if (!workspace.ok || workspace.value.folder !== path) return undefined;
  const ledger = readLedger(workspace.value);
  return ledger.ok ? ledger.value?.ledger : undefined;
}
