import type { Command } from 'commander';
import { choosingNodes } from '../../cli/choose.ts';
import { requestsOfEnv, withEffects } from '../../cli/effects.ts';
import {
  addPlatformOptions,
  type GlobalOptions,
  type HumanOrJson,
  humanOrJsonOption,
} from '../../cli/options.ts';
import { showOutcome } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { namesSeveral } from '../../config/choose-environments.ts';
import type { AllowedChange, Classified } from '../../identity/classified.ts';
import type {
  Catalog,
  CatalogTree,
  GoneNode,
  SnapshotNode,
  TreeMark,
  TreeNode,
} from '../../model/catalog.ts';
import { type Address, addressOf, kindIn } from '../../model/node.ts';
import type { Change, Plan } from '../../model/plan.ts';
import { type Checked, checked, failure } from '../../model/problem.ts';
import { siblingsByParent } from '../../plan/desired.ts';
import { readCatalog } from '../../run/catalog/catalog-files.ts';
import { compareIdentity } from '../../run/catalog/identity.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import type { ExitCode } from '../../run/exit-code.ts';
import { addressMeant } from '../../run/naming.ts';
import { readAndPlan, readingWarnings } from '../../run/planning.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import { inSession } from '../../run/session.ts';
import type { World } from '../../run/world.ts';
import { writeTerminal } from '../../text/terminal.ts';
import { treeDocument } from '../../text/views/tree-view.ts';

export function define(command: Command): Command {
  return addPlatformOptions(
    withEffects(command, [requestsOfEnv]),
    'mark changes that publishing to this environment would make',
  )
    .description('Show the outline of the manifests with the ids. Writes nothing.')
    .argument(
      '[node]',
      'only this node and everything below it: its title, id, address or course code',
    )
    .option('--base <ref>', 'mark changes since a commit')
    .option('--all', 'every node, however many there are')
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
Examples:
  $ timeback-catalog tree
  $ timeback-catalog tree unit/c60de279-eb33-4e7a-bf75-cf737d993416 --all
  $ timeback-catalog tree --env production
  $ timeback-catalog tree --base origin/main`;

export interface TreeFlags extends GlobalOptions, Omit<TreeOptions, 'node'> {
  readonly all?: boolean;
  readonly format: HumanOrJson;
}

export async function run(
  shell: CommandContext,
  options: TreeFlags,
  [node]: readonly string[],
): Promise<ExitCode> {
  const result = await choosingNodes(shell, (meaning) =>
    tree({ ...options, ...(node !== undefined && { node: meaning(node) }) }, shell.world),
  );
  await shell.endProgress();
  return showOutcome(shell, options, result, {
    human: (value, look) => writeTerminal(treeDocument(value, look, options.all ?? false), look),
    json: asJson,
  });
}

function asJson({ roots, against, gone }: CatalogTree) {
  return {
    ...(against && { against: { ...against } }),
    tree: roots.map(nodeJson),
    gone: gone.map(({ address, title, mark }) => ({ address, title, ...markJson({ mark }) })),
  };
}

type NodeJson = {
  readonly [key: string]: string | number | readonly string[] | readonly NodeJson[];
};

function nodeJson({ address, title, file, line, mark, children }: TreeNode): NodeJson {
  const own = { address, title, file, line, ...(mark && markJson({ mark })) };
  return children.length > 0 ? { ...own, children: children.map(nodeJson) } : own;
}

function markJson({ mark }: Pick<GoneNode, 'mark'>) {
  return { action: mark.action, what: [...mark.what] };
}

interface TreeOptions extends PlatformOptions {
  /** The commit to compare with. */
  readonly base?: string;
  /** The node whose subtree is shown, as `addressMeant` finds it. */
  readonly node?: string;
}

/** The outline of the manifests; with `env` or `base`, each difference is marked. Writes nothing. */
async function tree(options: TreeOptions, world: World): Promise<Checked<CatalogTree>> {
  const { env, base } = options;
  if (env !== undefined && (base !== undefined || namesSeveral(env))) {
    const detail = 'A tree is compared with one platform or one commit.';
    const hint = 'Name one environment with --env, or a commit with --base.';
    return failure('usage/wrong', { detail, hint });
  }
  const found = await (env === undefined ? ofManifests(base, world) : ofPlatform(options, world));
  if (!found.ok) return found;
  const { catalog, marks, against } = found.value;
  const roots = rootsOf(catalog, options.node);
  if (!roots.ok) return roots;
  const whole = {
    roots: roots.value.map(nodesIn(catalog, marks.of)),
    gone: options.node === undefined ? marks.gone : [],
    ...(against && { against }),
  };
  return checked(whole, found.problems);
}

interface Compared {
  readonly catalog: Catalog;
  readonly marks: Marks;
  readonly against?: CatalogTree['against'];
}

function ofManifests(base: string | undefined, world: World): Checked<Compared> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value, new WeakMap());
  if (!read.ok) return read;
  const { catalog } = read.value;
  if (base === undefined) return checked({ catalog, marks: noMarks }, read.problems);
  const judged = compareIdentity(workspace.value, read.value, base);
  if (!judged.ok) return judged;
  const marks = marksOfBase(judged.value.findings.classified);
  // Before the first commit there is nothing to compare with.
  const against = judged.value.before && { type: 'commit' as const, name: base };
  return checked({ catalog, marks, ...(against && { against }) }, [
    ...read.problems,
    ...judged.problems,
  ]);
}

async function ofPlatform(options: TreeOptions, world: World): Promise<Checked<Compared>> {
  return inSession(options, world, async (session) => {
    const { open, catalog } = session;
    const planned = await readAndPlan(session);
    if (!planned.ok) return planned;
    const against = { type: 'environment', name: open.environment.name } as const;
    const { plan, state } = planned.value;
    const readingProblems = readingWarnings(session, state);
    return checked({ catalog, marks: marksOfPlan(plan), against }, readingProblems);
  });
}

function rootsOf(catalog: Catalog, named: string | undefined): Checked<readonly Address[]> {
  if (named !== undefined) {
    const address = addressMeant(named, catalog, { by: 'part' });
    return address.ok ? checked([address.value], []) : address;
  }
  const roots = [...catalog.nodes].filter(([, { entity }]) => !entity.parent);
  const isResource = (address: Address) => kindIn(address) === 'resource';
  const addresses = roots.map(([address]) => address);
  const courses = addresses.filter((address) => !isResource(address));
  return checked([...courses, ...addresses.filter(isResource)], []);
}

function nodesIn(catalog: Catalog, marks: ReadonlyMap<Address, TreeMark>) {
  const families = siblingsByParent(catalog);
  return function node(address: Address): TreeNode {
    const { entity, source } = catalog.nodes.get(address) ?? {};
    const mark = marks.get(address);
    return {
      address,
      title: entity?.title ?? '',
      file: source?.file ?? '',
      line: source?.start.line ?? 1,
      ...(mark && { mark }),
      children: (families.get(address) ?? []).map(node),
    };
  };
}

/** The differences of a catalog by node, and the nodes that it no longer has. */
interface Marks {
  readonly of: ReadonlyMap<Address, TreeMark>;
  readonly gone: readonly GoneNode[];
}

const noMarks: Marks = { of: new Map(), gone: [] };

/** The marks of what publishing would change. */
function marksOfPlan({ changes }: Plan): Marks {
  const mark = (change: Change) => ({ action: change.action, what: whatOf(change) });
  const retiring = changes.filter(({ action }) => action === 'retire');
  return {
    of: new Map(changes.map((change) => [change.address, mark(change)])),
    gone: retiring.map((change) => {
      const { address, title } = change;
      return { address, title, mark: mark(change) };
    }),
  };
}

function whatOf(change: Change): string[] {
  switch (change.action) {
    case 'create':
      return [];
    case 'retire':
      return change.reason === undefined ? [] : [change.reason];
    case 'update':
      return fieldsOf(change);
    case 'move':
      return [`moves from ${change.from.parent}`, ...fieldsOf(change)];
    case 'reorder':
      return [
        change.makesRoom
          ? 'renumbered to make room'
          : `#${change.from.position} to #${change.to.position}`,
        ...fieldsOf(change),
      ];
  }
}

function fieldsOf({ fields }: Exclude<Change, { readonly action: 'create' }>): string[] {
  return fields.map(({ path }) => path.join('.'));
}

/** The marks of what happened to nodes since a commit. */
function marksOfBase(classified: readonly Classified[]): Marks {
  const of = new Map<Address, TreeMark>();
  const gone: GoneNode[] = [];
  for (const { allowed, refused, was, now } of classified) {
    const mark = {
      action: refused ? ('refused' as const) : actionOf(allowed),
      what: refused ? [refused] : allowed.filter((each) => each !== 'added'),
    };
    if (now) of.set(addressOfNode(now), mark);
    // If an id was lost, the node that has its content now has a mark of its own.
    if (was && was.sourcedId !== now?.sourcedId) {
      gone.push({ address: addressOfNode(was), title: was.title, mark });
    }
  }
  return { of, gone };
}

function addressOfNode({ kind, sourcedId }: SnapshotNode): Address {
  return addressOf(kind, sourcedId);
}

/** The sign of the most important thing that happened to a node, most important first. */
const actions = [
  ['added', 'create'],
  ['taken', 'create'],
  ['released', 'released'],
  ['retired', 'retire'],
  ['moved', 'move'],
  ['renamed', 'update'],
  ['edited', 'update'],
  ['re-ordered', 'reorder'],
] as const satisfies readonly (readonly [AllowedChange, TreeMark['action']])[];

function actionOf(allowed: readonly AllowedChange[]): TreeMark['action'] {
  return actions.find(([name]) => allowed.includes(name))?.[1] ?? 'update';
}
