import { selectEnvironment } from '../../config/choose-environments.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Address } from '../../model/node.ts';
import { placementsListed } from '../../model/placements.ts';
import { type Checked, checked } from '../../model/problem.ts';
import { overridesOf, siblingsByParent } from '../../plan/desired.ts';
import { readCatalog, readLedger } from '../../run/catalog/catalog-files.ts';
import { desiredIn, type PlacedDefault, placesOfDefaults } from '../../run/catalog/target.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import {
  addressMeant,
  type FoundPlacement,
  findPlacement,
  hasNodeWithId,
} from '../../run/naming.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import type { World } from '../../run/world.ts';

/**
 * One node of the manifests with its place, its fields and the addresses of its children. Plain data.
 */
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
  /** What the config lays over the manifests for the environment, in this order. */
  readonly overrides: readonly ShownOverride[];
  /** Fields among them that the node has by default, with what says so. */
  readonly defaults: readonly PlacedDefault[];
  readonly children: readonly Address[];
  /** Of the node, its parent and its children, for people. */
  readonly titles: ReadonlyMap<Address, string>;
  /** Given if a placement was asked for: the node is what it stands in, the fields are its own. */
  readonly placement?: { readonly sourcedId: string; readonly resource: string };
}

// Not an interface: it has to pass for JSON.
export type ShownOverride = {
  /** As in the config: `environments.staging.overrides.course`. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly fields: JsonObject;
};

/**
 * Finds a node of the manifests by its address, its id or the first characters of it, its course code, its
 * title or a part of it.
 */
export function show(
  what: string,
  { env }: PlatformOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<ShownNode> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const { config, configFile } = workspace.value;
  const selected = selectEnvironment(config, { ...(env && { named: env }), ci: false });
  if (!selected.ok) return selected;
  const read = readCatalog(workspace.value);
  if (!read.ok) return read;
  const environment = selected.value;
  const { catalog: manifests } = read.value;
  const desired = desiredIn({ catalog: manifests, environment }, workspace.value);
  if (!desired.ok) return desired;
  const { written: catalog } = desired.value;
  const ledger = readLedger(workspace.value);
  const known = ledger.ok ? ledger.value?.ledger : undefined;
  const placed = hasNodeWithId(what, catalog) ? undefined : findPlacement(what, catalog, known);
  const meant = placed ? checked(placed.parent, []) : addressMeant(what, catalog, { by: 'part' });
  if (!meant.ok) return meant;
  const address = meant.value;
  const node = catalog.nodes.get(address);
  if (!node) throw new Error(`no node: ${address}`);
  if (placed) return checked(describePlacement(placed, node, catalog), []);
  const overrides = overridesOf(address, environment.overrides).map(
    ({ of, fields, at }): ShownOverride => {
      const name = `environments.${environment.name}.overrides.${of}`;
      return { name, file: configFile, line: at.line, fields };
    },
  );
  const defaults = placesOfDefaults(node, { catalog, workspace: workspace.value });
  return checked({ ...describe(address, node, catalog), overrides, defaults }, []);
}

/** A placement, at the place of its node. */
function describePlacement(
  { parent, sourcedId, resource, name, said }: FoundPlacement,
  node: CatalogNode,
  catalog: Catalog,
): ShownNode {
  const names = placementsListed(node.entity.fields['resources']) ?? [];
  const { start } = fieldSpan(node.source, 'resources');
  return {
    ...describe(parent, node, catalog),
    titles: new Map([[parent, node.entity.title]]),
    line: start.line,
    placement: { sourcedId, resource },
    parent,
    position: names.indexOf(name) + 1,
    siblings: names.length,
    fields: { resource, ...said },
    children: [],
    overrides: [],
    defaults: [],
  };
}

function describe(
  address: Address,
  { entity, source }: CatalogNode,
  catalog: Catalog,
): Omit<ShownNode, 'overrides' | 'defaults'> {
  const families = siblingsByParent(catalog);
  const family = entity.parent ? families.get(entity.parent) : undefined;
  const children = families.get(address) ?? [];
  const around = [address, ...children, ...(entity.parent ? [entity.parent] : [])];
  return {
    address,
    file: source.file,
    line: source.start.line,
    ...(entity.parent && { parent: entity.parent }),
    ...(family && { position: family.indexOf(address) + 1, siblings: family.length }),
    fields: entity.fields,
    children,
    titles: new Map(around.map((one) => [one, catalog.nodes.get(one)?.entity.title ?? ''])),
  };
}
