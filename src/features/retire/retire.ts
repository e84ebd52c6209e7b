import { everyPlatform, selectEnvironments } from '../../config/choose-environments.ts';
import type { Environment } from '../../config/environment.ts';
import type { LedgerChanges } from '../../identity/ledger/edit.ts';
import { liveFact } from '../../identity/ledger/line.ts';
import { buildCatalog } from '../../manifest/build.ts';
import { removeNodes } from '../../manifest/edit.ts';
import { withTexts } from '../../manifest/manifest.ts';
import type { Catalog } from '../../model/catalog.ts';
import {
  confirmation,
  forgetting,
  releasing,
  retiring,
  reviving,
  shellWord,
} from '../../model/id-commands.ts';
import type { Ledger } from '../../model/ledger.ts';
import { addressOf, type IdKey, nodeKey, nodeNamed } from '../../model/node.ts';
import { type Checked, checked, failure, type Problem, problem } from '../../model/problem.ts';
import { readBase } from '../../run/catalog/base.ts';
import {
  type OpenCatalog,
  type ReadCatalog,
  readCatalog,
  readLedger,
} from '../../run/catalog/catalog-files.ts';
import { readProvisional } from '../../run/catalog/identity.ts';
import { removedOf, writtenOf } from '../../run/catalog/minting.ts';
import { addressesIn } from '../../run/catalog/target.ts';
import { openWorkspace, type Workspace, writeCatalog } from '../../run/catalog/workspace.ts';
import { platformOf } from '../../run/environment.ts';
import { openEnvironment, untilStopped } from '../../run/platform.ts';
import { type WritingRun, writtenFromHere } from '../../run/receipts/runs-of-node.ts';
import type { World } from '../../run/world.ts';
import {
  type Chosen,
  catalogAtHead,
  chooseNodes,
  type Retirement,
  type RetireOptions,
} from './nodes.ts';
import { ledgerWith, placementsNamed, retirePlacements } from './placements.ts';
import type { TakenOut } from './taken-out.ts';

/** The nodes that were retired, and the files that changed. */
export type RetireResult = TakenOut;

/**
 * Removes nodes from the manifests and marks their ids as retired in the ledger. The next `apply` retires
 * them on the platform. Writes all files, or none.
 */
export async function retire(options: RetireOptions, world: World): Promise<Checked<RetireResult>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const found = readCatalog(workspace.value);
  // A lost id may be retired while the node that replaced it has no id yet.
  const read = found.ok ? found.value : readProvisional(workspace.value, found.problems);
  const ledger = readLedger(workspace.value);
  if (!read || !ledger.ok) {
    return { ok: false, problems: [...found.problems, ...ledger.problems] };
  }
  const before: OpenCatalog = { workspace: workspace.value, read, ledger: ledger.value };
  const placements = placementsNamed(options.nodes);
  if (!placements.ok) return placements;
  if (placements.value) {
    const done = retirePlacements(placements.value, options, before);
    if (!done.ok) return done;
    const { ids, ...rest } = done.value;
    const chosen = ids.map((sourcedId) => ({ kind: 'placement' as const, sourcedId }));
    return checked({ chosen, deleted: [], ...rest }, []);
  }
  if (!found.ok && options.nodes.some((name) => isShared(name, read))) return found;
  const { catalog } = read;
  const isDeep = options.retirement.type === 'retire' && options.retirement.children;
  const earlier = isDeep ? catalogAtHead(workspace.value, read) : undefined;
  const chosen = chooseNodes(options, catalog, {
    ledger: ledger.value?.ledger,
    ...(earlier && { earlier }),
  });
  if (!chosen.ok) return chosen;
  const others = chosen.value.flatMap((node) => ofOther(node, options, ledger.value?.ledger));
  if (others.length > 0) return { ok: false, problems: others };
  const unpublished = await checkUnpublished(chosen.value, options, { ...before, world });
  if (!unpublished.ok) return unpublished;
  const isUndo = options.retirement.type === 'undo';
  return takeOut(workspace.value, read, {
    chosen: chosen.value,
    leaving: new Set(isUndo ? [] : chosen.value.map(nodeKey)),
    known: found.problems,
    nothing: isUndo
      ? 'Nothing to do: it is live in the ledger.'
      : 'Nothing to do: it is retired in the ledger, and in no manifest.',
    ledger: ledgerAfter(chosen.value, options.retirement, before),
  });
}

/** Whether two nodes have the same id, so that it is unclear which one is meant. */
function isShared(name: string, { unnamed }: ReadCatalog): boolean {
  const id = nodeNamed(name).sourcedId;
  return [...(unnamed?.values() ?? [])].some(
    ({ problem: { code }, written }) => code === 'id/duplicate' && written === id,
  );
}

/** Problems of nodes that another catalog publishes or published, which this one cannot retire. */
function ofOther(
  node: Chosen,
  { retirement }: RetireOptions,
  ledger: Ledger | undefined,
): Problem[] {
  const { kind, sourcedId } = node;
  const { to, from, state } = ledger?.entries.get(nodeKey(node)) ?? {};
  if (state === 'released') {
    return [
      problem('identity/other-state', {
        detail: `The ${kind} "${sourcedId}" was released to the catalog ${to}, which publishes it.`,
        hint: 'It is retired there.',
      }),
    ];
  }
  if (from === undefined || retirement.type !== 'never-published') return [];
  return [
    problem('identity/other-state', {
      detail: `The ${kind} "${sourcedId}" was taken from the catalog ${from}, which published it.`,
      hint: `To give it back, ${releasing([addressOf(kind, sourcedId)], from)}.`,
    }),
  ];
}

/** The ledger with all nodes of the catalog, and with the new states of the chosen ones. */
function ledgerAfter(
  chosen: readonly Chosen[],
  retirement: Retirement,
  before: OpenCatalog,
): LedgerChanges {
  const keys = chosen.map(nodeKey);
  const nodes = [...before.read.catalog.nodes.values()].map(({ entity }) => entity);
  const isLeft = (node: Chosen) =>
    retirement.type !== 'never-published' || !keys.includes(nodeKey(node));
  const facts = nodes.filter(isLeft).map(liveFact);
  if (retirement.type === 'retire') {
    const { reason } = retirement;
    facts.push(...chosen.map((node) => ({ says: 'retired', ...node, reason }) as const));
  }
  return ledgerWith(facts, retirement.type, keys, before);
}

interface Means extends OpenCatalog {
  readonly world: World;
}

/**
 * Problems of an id to be forgotten that was published, or of a retirement to be undone that was. A base, a
 * platform or both must be asked.
 */
async function checkUnpublished(
  chosen: readonly Chosen[],
  options: RetireOptions,
  means: Means,
): Promise<Checked<true>> {
  const { retirement, base, env, insecureHttp = false } = options;
  if (retirement.type === 'retire') return checked(true, []);
  if (base === undefined && env === undefined) {
    const detail = 'This needs proof that it was not published: --base REF, --env NAME, or both.';
    return failure('usage/wrong', { detail });
  }
  const isUndo = retirement.type === 'undo';
  const { workspace, world } = means;
  const asked = env === undefined ? checked([], []) : selectEnvironments(workspace.config, env);
  if (!asked.ok) return asked;
  // A base does not know what was published before the first commit, and a platform knows itself alone.
  const except = new Set(asked.value.map((one) => platformOf(one).url));
  const written = writtenFromHere(chosen, { isRetired: isUndo, except }, { workspace, world });
  const nameOf = ({ environment, url }: WritingRun) => {
    const names = [...workspace.config.environments].flatMap(([name, one]) =>
      platformOf(one).url === url ? [name] : [],
    );
    // Others may ask this platform as a client that is shown less.
    return names.includes(environment) ? environment : names[0];
  };
  const proven = [...written].map(([node, run]) =>
    writtenBy(node, run, { isUndo, env, name: nameOf(run) }),
  );
  if (proven.length > 0) return { ok: false, problems: proven };
  const atBase =
    base === undefined ? checked([], []) : knownAtBase(chosen, { isUndo, base }, means);
  if (!atBase.ok) return atBase;
  const known: Problem[] = [...atBase.value];
  for (const environment of asked.value) {
    const there = await askPlatform(chosen, { isUndo, environment, insecureHttp }, means);
    if (!there.ok) return there;
    known.push(...there.value);
  }
  return checked(true, known);
}

function knownAtBase(
  chosen: readonly Chosen[],
  { isUndo, base }: { readonly isUndo: boolean; readonly base: string },
  { workspace, read }: Means,
): Checked<readonly Problem[]> {
  const then = readBase(workspace, base, read);
  if (!then.ok) return then;
  const { ledger, catalog, isPartial } = then.value;
  const onPlatform = new Set([...catalog.nodes.values()].map(({ entity }) => nodeKey(entity)));
  const known = chosen.filter((node) => {
    const key = nodeKey(node);
    const entry = ledger?.entries.get(key);
    if (isUndo) return entry?.state === 'retired';
    // A live line without a node was left over: nothing was published from there.
    return onPlatform.has(key) || (entry !== undefined && (isPartial || entry.state !== 'live'));
  });
  return checked(
    known.map((node) => published(node, base, isUndo)),
    [],
  );
}

async function askPlatform(
  chosen: readonly Chosen[],
  asked: {
    readonly isUndo: boolean;
    readonly environment: Environment;
    readonly insecureHttp: boolean;
  },
  { workspace, world }: Means,
): Promise<Checked<readonly Problem[]>> {
  const { isUndo, environment, insecureHttp } = asked;
  const opened = await openEnvironment(environment, workspace, { insecureHttp, world, orgs: [] });
  if (!opened.ok) return opened;
  const { remote, close } = opened.value;
  const ask = async (node: Chosen) => {
    const found = await Promise.all(addressesIn(environment, node).map(remote.readOne));
    const isKnown = found.some(
      (one) => one.ok && one.value && (!isUndo || one.value.status === 'tobedeleted'),
    );
    const problems = found.flatMap((one) => one.problems);
    return { problems, known: isKnown ? [published(node, environment.name, isUndo)] : [] };
  };
  try {
    const answers = await untilStopped(world, opened.value, () => Promise.all(chosen.map(ask)));
    return checked(
      answers.flatMap(({ known }) => known),
      answers.flatMap(({ problems }) => problems),
    );
  } finally {
    close();
  }
}

function writtenBy(
  node: Chosen,
  { environment, file, url }: WritingRun,
  {
    isUndo,
    env,
    name,
  }: {
    readonly isUndo: boolean;
    readonly env: string | undefined;
    /** The environment of the config that has the platform now. */
    readonly name: string | undefined;
  },
): Problem {
  const found = published(node, `${environment} (${file})`, isUndo);
  // Only a platform that the config has can be asked.
  const lacks = name === undefined ? ` No environment of the config has ${url} now: add one.` : '';
  if (env === everyPlatform) return { ...found, hint: `${found.hint}${lacks}` };
  const witnesses = [...(env === undefined ? [] : [env]), name ?? 'ENV'].join(',');
  const witness = `--env ${shellWord(witnesses)}`;
  const word = addressOf(node.kind, node.sourcedId);
  const asked = isUndo ? reviving(node.sourcedId, witness) : forgetting([word], witness);
  return {
    ...found,
    hint: `${found.hint} If the platform does not have it${isUndo ? ' retired' : ''}, ${asked} shows that.${lacks}`,
  };
}

function published({ kind, sourcedId }: Chosen, where: string, isUndo: boolean): Problem {
  if (!isUndo) {
    return problem('retire/published', {
      detail: `"${sourcedId}" is known at ${where}, so it was or may have been published.`,
      hint: `A published id can only be retired: ${retiring([addressOf(kind, sourcedId)])}.`,
    });
  }
  return problem('retire/published', {
    detail: `"${sourcedId}" is retired at ${where}, so the retirement was or may have been published. The id cannot be used again.`,
    hint: `To bring the ${kind} back, add it without a sourcedId, run \`timeback-catalog fmt\`, and confirm it: ${confirmation('ID', sourcedId)} with the new id.`,
  });
}

/** A change of manifests and ledger. */
interface Departure {
  /** The nodes that the report names. */
  readonly chosen: readonly Chosen[];
  /** The nodes whose text is removed. */
  readonly leaving: ReadonlySet<IdKey>;
  readonly ledger: LedgerChanges;
  /** Problems that the manifests had before, and may keep. */
  readonly known?: readonly Problem[];
  /** The message if nothing changes. */
  readonly nothing: string;
}

/**
 * Removes nodes from the manifests and writes the ledger. Everything is made and checked in memory first;
 * files are deleted last.
 */
export function takeOut(
  workspace: Workspace,
  read: ReadCatalog,
  { chosen, leaving, ledger, known = [], nothing }: Departure,
): Checked<TakenOut> {
  const { config } = workspace;
  const removal = removeNodes(read.files, leaving);
  if (!removal.ok) return removal;
  const { changed, deleted } = removal.value;
  const files = [...changed.map(({ file }) => file), ...writtenOf(ledger)];
  const gone = [...deleted, ...removedOf(ledger)];
  if (files.length === 0 && gone.length === 0) {
    return failure('identity/other-state', { detail: nothing });
  }
  const left = withTexts(read.files, changed).filter(({ file }) => !deleted.includes(file));
  // If the last file goes, the catalog ends, which is no problem of the remaining files.
  const built = left.length > 0 && buildCatalog({ files: left, globs: config.catalog.join(', ') });
  const alreadyKnown = new Set(known.map(({ code, detail }) => `${code} ${detail}`));
  const wrong = built ? built.problems.filter(({ severity }) => severity === 'error') : [];
  if (wrong.some(({ code, detail }) => !alreadyKnown.has(`${code} ${detail}`))) {
    return { ok: false, problems: wrong };
  }
  writeCatalog(workspace, [
    ...changed.map(({ file, text }) => [file, text] as const),
    ...ledger,
    ...deleted.map((file) => [file, undefined] as const),
  ]);
  return checked({ chosen: withTitles(chosen, read.catalog), changed: files, deleted: gone }, []);
}

/** The nodes with the titles that manifests give them. */
export function withTitles(chosen: readonly Chosen[], { nodes }: Catalog): TakenOut['chosen'] {
  return chosen.map(({ kind, sourcedId }) => {
    const title = nodes.get(addressOf(kind, sourcedId))?.entity.title;
    return { kind, sourcedId, ...(title && { title }) };
  });
}
