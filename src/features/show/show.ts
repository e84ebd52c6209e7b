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
import { type FoundPlacement, findPlacement } from '../../run/find-placement.ts';
import { addressMeant, hasNodeWithId } from '../../run/naming.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import type { World } from '../../run/world.ts';

/** One node of the manifests with its place, its fields and the addresses of its children, as plain data. */
export interface ShownNode {
  readonly address: Address;
  readonly file: string;
  readonly line: number;
  readonly parent?: Address;
  /** Its position among its siblings, from one; `siblings` is their number. */
  readonly position?: number;
  readonly siblings?: number;
  /** The managed fields, including defaults of the environment. */
  readonly fields: JsonObject;
  /** Values of the config that override the manifests for the environment, in this order. */
  readonly overrides: readonly ShownOverride[];
  /** Fields that come from defaults, each with its source. */
  readonly defaults: readonly PlacedDefault[];
  readonly children: readonly Address[];
  /** The titles of the node, its parent and its children, for people. */
  readonly titles: ReadonlyMap<Address, string>;
  /**
   * The placement that was asked for: the node is the one that holds it, and the fields are the placement's
   * own.
   */
  readonly placement?: { readonly sourcedId: string; readonly resource: string };
}

// A type and not an interface, so that it can be assigned to JSON.
export type ShownOverride = {
  /** The name in the config: `environments.staging.overrides.course`. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly fields: JsonObject;
};

/**
 * Finds a node of the manifests by its address, its id or its first characters, its course code, or its title
 * or a part of it.
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

/** A placement with its own fields, at the place of its node. */
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
