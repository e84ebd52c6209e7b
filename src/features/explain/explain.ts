import { nearest } from '../../document/validate.ts';
import type { LoggedCommit } from '../../files/git-history.ts';
import type { Classified } from '../../identity/classified.ts';
import { classify } from '../../identity/classify.ts';
import { keyAbove } from '../../identity/compared-snapshot.ts';
import type { Catalog, Snapshot, SnapshotNode } from '../../model/catalog.ts';
import type {
  ExplainedNode,
  HistoryEntry,
  HistoryStep,
  NodeState,
} from '../../model/explanation.ts';
import { defined } from '../../model/json-values.ts';
import type { LedgerEntry } from '../../model/ledger.ts';
import { type Address, type IdKey, idIn, idKey, kindIn, kinds, nodeKey } from '../../model/node.ts';
import type { Plan } from '../../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { type ProblemCode, type ProblemMeaning, problemCodes } from '../../model/problem-codes.ts';
import type { PerEnvironment } from '../../model/report.ts';
import { siblingsByParent } from '../../plan/desired.ts';
import { retriesOfReading } from '../../remote/http/retry.ts';
import { readCatalog, readLedger } from '../../run/catalog/catalog-files.ts';
import { addressIn, placesOfDefaults, withDefaults } from '../../run/catalog/target.ts';
import { openWorkspace, type Workspace } from '../../run/catalog/workspace.ts';
import { type FoundPlacement, findPlacement } from '../../run/find-placement.ts';
import { addressOfNameable, hasNodeWithId, type Nameable } from '../../run/naming.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import { receiptsOf } from '../../run/receipts/runs-of-node.ts';
import { planSeveral } from '../../run/several.ts';
import type { World } from '../../run/world.ts';
import { type Past, type PastState, pastOf } from './past.ts';
import { whichNode } from './which-node.ts';

/** The meaning of a problem code, whichever file or node it is about. */
export interface ExplainedCode extends ProblemMeaning {
  readonly code: ProblemCode;
}

const codes = Object.keys(problemCodes).filter(isCode);

/**
 * The explanation of a code, written with or without the brackets of a message; undefined if there is no such
 * code.
 */
export function explainCode(what: string): ExplainedCode | undefined {
  const code = bare(what);
  return isCode(code) ? { code, ...problemCodes[code] } : undefined;
}

/**
 * The problem of an unknown code, if the text can only mean a code; undefined for other texts, such as
 * addresses, which begin with a kind.
 */
export function unknownCode(what: string): Problem | undefined {
  const code = bare(what);
  const [area, name] = code.split('/');
  const isAddress = kinds.some((kind) => kind === area);
  if (!name || isAddress || !codes.some((each) => each.startsWith(`${area}/`))) return undefined;
  const near = nearest(code, codes);
  return problem('usage/wrong', {
    detail: `There is no problem with the code "${code}".`,
    hint: near === undefined ? inArea(area) : `Did you mean "${near}"?`,
  });
}

function inArea(area = ''): string {
  return `With ${area}/ begin: ${codes.filter((code) => code.startsWith(`${area}/`)).join(', ')}.`;
}

function bare(what: string): string {
  return what.replace(/^(?:error|warning)?\[(.*)\]:?$/i, '$1').toLowerCase();
}

function isCode(text: string): text is ProblemCode {
  return Object.hasOwn(problemCodes, text);
}

/**
 * Everything that is known about an id: its place, what commits changed, which runs wrote it, and with `env`
 * its state on platforms. The ledger knows retired ids.
 */
export async function explainNode(
  name: string,
  options: PlatformOptions,
  world: World,
): Promise<Checked<ExplainedNode>> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value, new WeakMap());
  const ledger = readLedger(workspace.value);
  if (!read.ok) return read;
  if (!ledger.ok) return ledger;
  const { catalog } = read.value;
  const recorded = ledger.value?.ledger;
  const placed = hasNodeWithId(name, catalog) ? undefined : findPlacement(name, catalog, recorded);
  if (placed) return explainPlacement(placed, options, world);
  const { environments: known } = workspace.value.config;
  const past = pastOf(workspace.value, read.value);
  const found = whichNode(name, workspace.value, { catalog, ledger: recorded, past });
  if (!found.ok) return found;
  const { title } = found.value;
  const address = addressOfNameable(found.value);
  const entry = recorded?.entries.get(nodeKey(found.value));
  const isReleased = entry?.state === 'released' && !catalog.nodes.has(address);
  const environments = await statesOf(found.value, { ...options, world, known, isReleased });
  if (!environments.ok) return environments;
  const own = { address, title, entry, catalog };
  const receipts = receiptsOf(found.value, workspace.value, world);
  if (!receipts.ok) return receipts;
  const rest = { workspace: workspace.value, past, environments: environments.value };
  return checked(describe(own, { ...rest, receipts: receipts.value }), []);
}

/** Everything that is known about the node of a placement, and about the placement itself. */
async function explainPlacement(
  { sourcedId, resource, name, parent }: FoundPlacement,
  options: PlatformOptions,
  world: World,
): Promise<Checked<ExplainedNode>> {
  const node = await explainNode(parent, options, world);
  if (!node.ok) return node;
  const own = `placements.${name}.`;
  const environments = node.value.environments.map((one): NodeState => {
    if (one.state !== 'update' && one.state !== 'move' && one.state !== 'reorder') return one;
    const what = one.what.filter((field) => field === 'resources' || field.startsWith(own));
    return what.length > 0 ? { ...one, state: 'update', what } : { ...one, state: 'same', what };
  });
  return checked({ ...node.value, placement: { sourcedId, resource }, environments }, []);
}

interface Own {
  readonly address: ExplainedNode['address'];
  /** The title by which the node was found; a title in the manifests is preferred. */
  readonly title: string;
  readonly entry: LedgerEntry | undefined;
  readonly catalog: Catalog;
}

function describe(
  { address, title, entry, catalog }: Own,
  known: {
    readonly workspace: Workspace;
    readonly past: Past;
    readonly environments: readonly NodeState[];
    readonly receipts: ExplainedNode['receipts'];
  },
): ExplainedNode {
  const node = catalog.nodes.get(address);
  const defaults = defaultsOf(address, catalog, known.workspace);
  const history = historyOf(address, known.past);
  return {
    address,
    title: node?.entity.title ?? title,
    ...(node && { place: placeIn(catalog, address) }),
    ...(entry && { ledger: ledgerSays(entry) }),
    ...(defaults.length > 0 && { defaults }),
    ...(history.ok
      ? { history: history.value.entries, isCut: history.value.isCut }
      : { noHistory: history.problems[0]?.detail ?? '', isCut: false }),
    environments: known.environments,
    receipts: known.receipts,
  };
}

/** The defaults of the manifests and the config for the node, in every environment. */
function defaultsOf(address: ExplainedNode['address'], catalog: Catalog, workspace: Workspace) {
  const node = withDefaults(workspace, catalog).nodes.get(address);
  return node ? placesOfDefaults(node, { catalog, workspace }) : [];
}

function ledgerSays(entry: LedgerEntry): NonNullable<ExplainedNode['ledger']> {
  const { state, reason, to, from } = entry;
  return { state, ...defined({ reason, to, from }) };
}

function placeIn(
  catalog: Catalog,
  address: ExplainedNode['address'],
): NonNullable<ExplainedNode['place']> {
  const { entity, source } = catalog.nodes.get(address) ?? {};
  const parent = entity?.parent;
  const parentTitle = parent && catalog.nodes.get(parent)?.entity.title;
  const family = parent ? siblingsByParent(catalog).get(parent) : undefined;
  return {
    file: source?.file ?? '',
    line: source?.start.line ?? 1,
    ...(parent && { parent }),
    ...(parentTitle && { parentTitle }),
    ...(family && { position: family.indexOf(address) + 1, siblings: family.length }),
  };
}

type Environments = Workspace['config']['environments'];

async function statesOf(
  node: Nameable,
  {
    env,
    world,
    known,
    isReleased,
    ...options
  }: PlatformOptions & {
    readonly world: World;
    readonly known: Environments;
    readonly isReleased: boolean;
  },
): Promise<Checked<readonly NodeState[]>> {
  if (env === undefined) return checked([], []);
  const asking = { retryPolicy: retriesOfReading, ...world };
  const plans = await planSeveral({ ...options, env }, asking);
  if (!plans.ok) return plans;
  const states = plans.value.map((plan) => {
    const environment = known.get(plan.environment) ?? {};
    return stateIn(plan, addressIn(environment, node), isReleased);
  });
  return checked(states, []);
}

function stateIn(
  { environment, result }: PerEnvironment<Plan>,
  address: ExplainedNode['address'],
  isReleased: boolean,
): NodeState {
  if (!result.ok) {
    const what = result.problems.slice(0, 1).map(({ code, detail }) => `${code}: ${detail}`);
    return { environment, state: 'unknown', what };
  }
  const { changes, held } = result.value;
  const change = changes.find((each) => each.address === address);
  if (change) {
    const fields = change.action === 'create' ? [] : change.fields;
    return { environment, state: change.action, what: fields.map(({ path }) => path.join('.')) };
  }
  const one = held.find((each) => each.address === address);
  return one
    ? { environment, state: 'held', what: [one.action] }
    : { environment, state: isReleased ? 'released' : 'same', what: [] };
}

/** The most commits that are read for a node: each means reading a state of the catalog. */
const mostCommits = 50;

interface NodeHistory {
  readonly entries: readonly HistoryEntry[];
  readonly isCut: boolean;
}

/**
 * What commits did to an id, newest first. Reads the newest commits that changed a file which held the id at any
 * time, and of the older ones those that wrote the id or took it away; each is compared with its parent, as
 * `check --base` compares.
 */
function historyOf(address: Address, { commitsOf, at }: Past): Checked<NodeHistory> {
  const found = commitsOf(idIn(address), mostCommits + 1);
  if (!found.ok) return found;
  const newest = found.value.slice(0, mostCommits);
  const isCut = found.value.length > mostCommits;
  const changing = isCut ? commitsOf(idIn(address), mostCommits, 'changing') : checked([], []);
  if (!changing.ok) return changing;
  const examined = new Set(newest.map(({ id }) => id));
  const older = changing.value.filter(({ id }) => !examined.has(id));
  const entries = [...newest, ...older].flatMap((commit) => entryOf(commit, address, at));
  return checked({ entries, isCut }, []);
}

function entryOf(
  { id, parents, author, date, subject }: LoggedCommit,
  address: Address,
  at: Past['at'],
): HistoryEntry[] {
  const [parent] = parents;
  // The changes of a merge are shown at the commits that it brings.
  if (parents.length > 1) return [];
  const before: PastState = parent === undefined ? { nodes: new Map() } : at(parent);
  const after = at(id);
  const states = { before: before.nodes, after: after.nodes };
  const all = classify(
    before.nodes,
    after.nodes,
    defined({ before: before.ledger, after: after.ledger }),
  );
  const key = idKey(kindIn(address), idIn(address));
  const isOwn = (node: SnapshotNode | undefined) => node !== undefined && nodeKey(node) === key;
  const own = all.find(({ was, now }) => isOwn(was) || isOwn(now));
  const steps = stepsOf(own, key, states);
  return steps.length > 0 ? [{ commit: id, date, author, subject, steps }] : [];
}

interface States {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

function stepsOf(
  found: Classified | undefined,
  key: IdKey,
  { before, after }: States,
): HistoryStep[] {
  const [was, now] = [before.get(key), after.get(key)];
  const file =
    was && now && was.span.file !== now.span.file
      ? [{ what: 'file', from: was.span.file, to: now.span.file }]
      : [];
  if (!found) return file;
  if (found.refused) return [{ what: found.refused, ...otherId(found, key) }, ...file];
  const steps = found.allowed.map((what): HistoryStep => {
    const [from, to] = [was && sideOf(what, was, before), now && sideOf(what, now, after)];
    return { what: what === 'added' ? 'created' : what, ...defined({ from, to }) };
  });
  return [...steps, ...file];
}

/** The other id, if content moved to another id: the one that had it, or has it now. */
function otherId({ was, now }: Classified, key: IdKey): { from?: string; to?: string } {
  if (was && nodeKey(was) !== key) return { from: was.sourcedId };
  return now && nodeKey(now) !== key ? { to: now.sourcedId } : {};
}

function sideOf(what: string, node: SnapshotNode, state: Snapshot): string | undefined {
  const above = keyAbove(node);
  const parent = above && state.get(above);
  switch (what) {
    case 'added':
      return parent ? `${node.span.file}, in ${parent.kind} "${parent.title}"` : node.span.file;
    case 'renamed':
      return `"${node.title}"`;
    case 'moved':
      return parent ? `${parent.kind} "${parent.title}"` : (node.parent ?? 'the top');
    case 're-ordered':
      return `#${node.position}`;
    default:
      return undefined;
  }
}
