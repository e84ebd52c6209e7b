import { selectEnvironment } from '../config/select.ts';
import type { Address } from '../model/address.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import { type Checked, checked } from '../model/problem.ts';
import { siblingsByParent } from '../plan/desired.ts';
import { forEnvironment } from '../plan/environment.ts';
import { findNode, unknownNode } from './find-node.ts';
import type { PlatformOptions } from './platform.ts';
import { openWorkspace, readCatalog } from './workspace.ts';
import type { World } from './world.ts';

/** One node of the manifests with its surroundings. Plain data. */
export interface ShownNode {
  readonly address: Address;
  readonly file: string;
  readonly line: number;
  readonly parent?: Address;
  /** Place among its siblings, from one; and how many they are. */
  readonly position?: number;
  readonly siblings?: number;
  /** What is managed of it, defaults of the environment included. */
  readonly fields: JsonObject;
  readonly children: readonly Address[];
}

/** Finds a node by its sourcedId or its address. */
export function show(
  what: string,
  { env }: PlatformOptions,
  world: Pick<World, 'cwd'>,
): Checked<ShownNode> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const { config } = workspace.value;
  const selected = selectEnvironment(config, { ...(env && { named: env }), ci: false });
  if (!selected.ok) return selected;
  const read = readCatalog(workspace.value);
  if (!read.ok) return read;
  const catalog = forEnvironment(read.value.catalog, selected.value);
  const address = findNode(what, catalog);
  const node = address && catalog.nodes.get(address);
  if (!address || !node) return { ok: false, problems: [unknownNode(what, catalog)] };
  return checked(describe(address, node, catalog), []);
}

function describe(address: Address, { entity, source }: CatalogNode, catalog: Catalog): ShownNode {
  const families = siblingsByParent(catalog);
  const family = entity.parent ? families.get(entity.parent) : undefined;
  return {
    address,
    file: source.file,
    line: source.start.line,
    ...(entity.parent && { parent: entity.parent }),
    ...(family && { position: family.indexOf(address) + 1, siblings: family.length }),
    fields: entity.fields,
    children: families.get(address) ?? [],
  };
}
