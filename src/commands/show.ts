import { selectEnvironment } from '../config/select.ts';
import { nearest } from '../document/nearest.ts';
import { type Address, addressOf, parseAddress } from '../model/address.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';
import type { JsonObject } from '../model/json.ts';
import { kinds } from '../model/kind.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { siblingsByParent } from '../plan/desired.ts';
import { forEnvironment } from '../plan/environment.ts';
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
  const address = find(what, catalog);
  const node = address && catalog.nodes.get(address);
  if (!address || !node) return { ok: false, problems: [unknown(what, catalog)] };
  return checked(describe(address, node, catalog), []);
}

function find(what: string, { nodes }: Catalog): Address | undefined {
  const parsed = parseAddress(what);
  const candidates = parsed
    ? [addressOf(parsed.kind, parsed.sourcedId)]
    : kinds.map((kind) => addressOf(kind, what));
  return candidates.find((address) => nodes.has(address));
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

function unknown(what: string, { nodes }: Catalog) {
  const ids = [...nodes.values()].map(({ entity }) => entity.sourcedId);
  const near = nearest(what.slice(what.indexOf('/') + 1), ids);
  return problem('reference/missing', {
    detail: `No node of the manifests has the sourcedId or address "${what}".`,
    ...(near && { hint: `Did you mean "${near}"?` }),
  });
}
