import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files/write.ts';
import {
  addToLedger,
  removeFromLedger,
  retireInLedger,
  reviveInLedger,
} from '../identity/ledger-edit.ts';
import { parseLedger } from '../identity/ledger-parse.ts';
import { buildCatalog } from '../manifest/build.ts';
import { removeNodes } from '../manifest/remove.ts';
import { type Address, addressOf, parseAddress } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { readBase } from './base.ts';
import { openPlatform } from './platform.ts';
import { leftBehind, subtreeOf } from './retire-checks.ts';
import {
  openWorkspace,
  type ReadCatalog,
  readCatalog,
  readLedger,
  type Workspace,
} from './workspace.ts';
import type { World } from './world.ts';

/** What is to become of the nodes. */
export type Retirement =
  | { readonly type: 'retire'; readonly reason: string; readonly children: boolean }
  /** Out of the ledger too: the id never left this repository. */
  | { readonly type: 'never-published' }
  /** Live again, for a retirement that was not published. */
  | { readonly type: 'undo' };

export interface RetireOptions {
  /** By sourcedId or address. */
  readonly nodes: readonly string[];
  readonly retirement: Retirement;
  /** A commit that must not know what was never published, or retired. */
  readonly base?: string;
  /** A platform that must not either. */
  readonly env?: string;
}

export interface RetireResult {
  readonly ids: readonly string[];
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
}

/** Takes nodes out of the manifests and says so in the ledger. All or nothing. */
export async function retire(options: RetireOptions, world: World): Promise<Checked<RetireResult>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  const ledger = readLedger(workspace.value);
  if (!read.ok || !ledger.ok) {
    return { ok: false, problems: [...read.problems, ...ledger.problems] };
  }
  const ids = nodesOf(options, read.value.catalog, ledger.value?.ledger);
  if (!ids.ok) return ids;
  const known = await publishedAs(ids.value, options, {
    workspace: workspace.value,
    read: read.value,
    world,
  });
  if (!known.ok) return known;
  const before = addToLedger(
    ledger.value?.text,
    [...read.value.catalog.nodes.values()].map(({ entity }) => entity),
  );
  const text = ledgerAfter(before, ids.value, options.retirement);
  return carryOut(workspace.value, read.value, { ...options, ids: ids.value, ledgerText: text });
}

/** The ids that are meant, with all below them where that is wanted. */
function nodesOf(
  { nodes, retirement }: RetireOptions,
  catalog: Catalog,
  ledger: Ledger | undefined,
): Checked<readonly string[]> {
  const problems: Problem[] = [];
  const named = nodes.flatMap((name) => {
    const id = parseAddress(name)?.sourcedId ?? name;
    const isKnown =
      ledger?.entries.has(id) ||
      [...catalog.nodes.values()].some(({ entity }) => entity.sourcedId === id);
    if (!isKnown) problems.push(unknownId(name));
    return isKnown ? [id] : [];
  });
  if (retirement.type === 'undo') return checked(named, problems);
  const children = retirement.type === 'retire' && retirement.children;
  const ids = new Set(children ? subtreeOf(named, catalog) : named);
  return checked([...ids], [...problems, ...leftBehind(ids, catalog)]);
}

function unknownId(name: string): Problem {
  return problem('reference/missing', {
    detail: `Neither the manifests nor the ledger know "${name}".`,
  });
}

function ledgerAfter(text: string, ids: readonly string[], retirement: Retirement): string {
  switch (retirement.type) {
    case 'retire':
      return retireInLedger(text, ids, retirement.reason);
    case 'never-published':
      return removeFromLedger(text, ids);
    case 'undo':
      return reviveInLedger(text, ids);
  }
}

/** Refuses to forget or to revive what is known where the author says it is not. */
async function publishedAs(
  ids: readonly string[],
  { retirement, base, env }: RetireOptions,
  { workspace, read, world }: { workspace: Workspace; read: ReadCatalog; world: World },
): Promise<Checked<true>> {
  if (retirement.type === 'retire') return checked(true, []);
  const problems: Problem[] = [];
  if (base !== undefined) {
    const then = readBase(workspace, base, read);
    if (!then.ok) return then;
    const ledger =
      then.value.ledgerText === undefined ? undefined : parseLedger('', then.value.ledgerText);
    const entries = ledger?.ok ? ledger.value.entries : new Map();
    for (const id of ids) {
      const isKnown =
        retirement.type === 'undo' ? entries.get(id)?.state === 'retired' : entries.has(id);
      if (isKnown) problems.push(knownAt(id, base));
    }
  }
  if (env !== undefined && problems.length === 0) {
    const asked = await askPlatform(ids, read.catalog, { workspace, world, env });
    return asked.ok
      ? checked(
          true,
          asked.value.map((id) => knownAt(id, env)),
        )
      : asked;
  }
  return checked(true, problems);
}

async function askPlatform(
  ids: readonly string[],
  catalog: Catalog,
  { workspace, world, env }: { workspace: Workspace; world: World; env: string },
): Promise<Checked<readonly string[]>> {
  const opened = await openPlatform(workspace, { env, world, orgs: [] });
  if (!opened.ok) return opened;
  const { remote, close } = opened.value;
  try {
    const addresses = ids.flatMap((id): Address[] => {
      const node = [...catalog.nodes.values()].find(({ entity }) => entity.sourcedId === id);
      return node ? [addressOf(node.entity.kind, id)] : [];
    });
    const found = await Promise.all(addresses.map((address) => remote.readOne(address)));
    const problems = found.flatMap((each) => each.problems);
    const known = ids.filter((_, index) => found[index]?.ok && found[index].value !== undefined);
    return checked(known, problems);
  } finally {
    close();
  }
}

function knownAt(id: string, where: string): Problem {
  return problem('retire/published', {
    detail: `"${id}" is known at ${where}, so it was published or may have been.`,
    hint: `\`timeback-catalog retire ${id} --reason "…"\` retires it.`,
  });
}

interface Carrying extends RetireOptions {
  readonly ids: readonly string[];
  readonly ledgerText: string;
}

/** Everything is made and checked in memory first; files are deleted last. */
function carryOut(
  workspace: Workspace,
  read: ReadCatalog,
  { ids, ledgerText, retirement }: Carrying,
): Checked<RetireResult> {
  const { folder, config } = workspace;
  const removal =
    retirement.type === 'undo'
      ? checked({ changed: [], deleted: [] }, [])
      : removeNodes(read.files, new Set(ids));
  if (!removal.ok) return removal;
  const { changed, deleted } = removal.value;
  const texts = new Map<string, string>(changed.map(({ file, text }) => [file, text]));
  const after = read.files.flatMap(({ file, bytes }) => {
    const text = texts.get(file);
    if (deleted.includes(file)) return [];
    return [{ file, bytes: text === undefined ? bytes : new TextEncoder().encode(text) }];
  });
  const built =
    after.length === 0
      ? undefined
      : buildCatalog({ files: after, globs: config.catalog.join(', ') });
  if (built && !built.ok) return built;
  for (const { file, text } of changed) writeWhole(join(folder, file), text);
  writeWhole(join(folder, config.ids), ledgerText);
  for (const file of deleted) if (existsSync(join(folder, file))) rmSync(join(folder, file));
  return checked({ ids, changed: [...changed.map(({ file }) => file), config.ids], deleted }, []);
}
