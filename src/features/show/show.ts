import { selectEnvironment } from '../../config/config.ts';
import type { Catalog, CatalogNode } from '../../model/catalog.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Address } from '../../model/node.ts';
import { type Checked, checked } from '../../model/problem.ts';
import { overridesOf, siblingsByParent } from '../../plan/desired.ts';
import { readCatalog } from '../../run/catalog/catalog-files.ts';
import { desiredIn, type PlacedDefault, placesOfDefaults } from '../../run/catalog/target.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import { findNode, unknownNode } from '../../run/session.ts';
import type { World } from '../../run/world.ts';

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
  /** What the config lays over the manifests for the environment, in this order. */
  readonly overrides: readonly ShownOverride[];
  /** Fields among them that the node has by default, with what says so. */
  readonly defaults: readonly PlacedDefault[];
  readonly children: readonly Address[];
}

// Not an interface: it has to pass for JSON.
export type ShownOverride = {
  /** As in the config: `environments.staging.overrides.course`. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly fields: JsonObject;
};

/** Finds a node by its sourcedId or its address. */
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
  const address = findNode(what, catalog);
  const node = address && catalog.nodes.get(address);
  if (!address || !node) return { ok: false, problems: [unknownNode(what, catalog)] };
  const overrides = overridesOf(address, environment.overrides).map(
    ({ of, fields, at }): ShownOverride => {
      const name = `environments.${environment.name}.overrides.${of}`;
      return { name, file: configFile, line: at.line, fields };
    },
  );
  const defaults = placesOfDefaults(node, { catalog, workspace: workspace.value });
  return checked({ ...describe(address, node, catalog), overrides, defaults }, []);
}

function describe(
  address: Address,
  { entity, source }: CatalogNode,
  catalog: Catalog,
): Omit<ShownNode, 'overrides' | 'defaults'> {
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
