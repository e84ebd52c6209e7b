import { namesSeveral } from '../config/select.ts';
import { type Address, kindIn } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import type { CatalogTree, TreeMark, TreeNode } from '../model/tree.ts';
import { siblingsByParent } from '../plan/desired.ts';
import { findNode, unknownNode } from './find-node.ts';
import { judgeIdentity } from './identity.ts';
import { readAndPlan, toldOfReading } from './planning.ts';
import type { PlatformOptions } from './platform.ts';
import { inSession } from './session.ts';
import { type Marks, marksOfBase, marksOfPlan, noMarks } from './tree-marks.ts';
import { openWorkspace, readCatalog } from './workspace.ts';
import type { World } from './world.ts';

export interface TreeOptions extends PlatformOptions {
  /** A commit to compare with. */
  readonly base?: string;
  /** The node, by id or address, whose subtree is wanted. */
  readonly node?: string;
}

/** The outline of the manifests; with `env` or `base` each difference is marked. Writes nothing. */
export async function tree(options: TreeOptions, world: World): Promise<Checked<CatalogTree>> {
  const { env, base } = options;
  if (env !== undefined && (base !== undefined || namesSeveral(env))) {
    const detail = 'The marks of a tree compare with one other state: a platform, or a commit.';
    const hint = 'Name one environment with --env, or a commit with --base.';
    return { ok: false, problems: [problem('usage/wrong', { detail, hint })] };
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
  const judged = judgeIdentity(workspace.value, read.value, base);
  if (!judged.ok) return judged;
  const marks = marksOfBase(judged.value.judgement.classified);
  const against = { type: 'commit', name: base } as const;
  return checked({ catalog, marks, against }, [...read.problems, ...judged.problems]);
}

async function ofPlatform(options: TreeOptions, world: World): Promise<Checked<Compared>> {
  return inSession(options, world, async (session) => {
    const { open, catalog } = session;
    const planned = await readAndPlan(session);
    if (!planned.ok) return planned;
    const against = { type: 'environment', name: open.environment.name } as const;
    const { plan, state } = planned.value;
    const told = toldOfReading(session, state);
    return checked({ catalog, marks: marksOfPlan(plan), against }, told);
  });
}

function rootsOf(catalog: Catalog, named: string | undefined): Checked<readonly Address[]> {
  if (named !== undefined) {
    const address = findNode(named, catalog);
    return address
      ? checked([address], [])
      : { ok: false, problems: [unknownNode(named, catalog)] };
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
