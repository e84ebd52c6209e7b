import type { Environment } from '../../config/environment.ts';
import { quoteShort } from '../../document/place.ts';
import { guesser } from '../../document/validate.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import type { Ledger } from '../../model/ledger.ts';
import {
  type Address,
  addressOf,
  idIn,
  type Kind,
  keyOfAddress,
  kindIn,
  kinds,
  nodeNamed,
} from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { type CourseScope, outsideOf, scopeText } from '../../model/scope.ts';
import { sourcedIdFault } from '../../model/sourced-id.ts';
import { forEnvironment, orgsOf, withStandards } from '../../plan/desired.ts';
import { type IdOf, ledgerWithOtherIds, withOtherIds } from '../../plan/other-ids.ts';
import type { Dialect } from '../../remote/dialects/dialect.ts';
import { checkRules } from '../../rules/check-rules.ts';
import { dialectOf } from '../environment.ts';
import type { Workspace } from './workspace.ts';

/** The parts of an environment that change the catalog for it. */
type Holding = Pick<Environment, 'name' | 'org' | 'defaults' | 'overrides' | 'scope' | 'otherIds'>;

/** The catalog that a target should hold, and its problems. */
export interface Desired {
  /** The catalog as the target should hold it: with org, overrides, and standards at the platform's place. */
  readonly catalog: Catalog;
  /** The same catalog with standards as manifests list them, for people who compare it with a manifest. */
  readonly written: Catalog;
  /** The problems of overrides for nodes that do not exist. */
  readonly misnamed: readonly Problem[];
  /** Those, and the problems of content that the dialect cannot express. An error forbids publishing. */
  readonly problems: readonly Problem[];
}

/**
 * Makes the catalog that a target should hold from the manifests, and checks it: it applies the org and the
 * overrides of the environment, and puts standards and placements where the dialect keeps them. Everything
 * that plans, shows or exports for an environment starts here.
 */
export function desiredFor(
  catalog: Catalog,
  {
    environment,
    dialect,
    configFile,
  }: {
    readonly environment: Holding;
    readonly dialect: Pick<Dialect, 'check' | 'standards' | 'placing'>;
    /** The file with the overrides, for messages. */
    readonly configFile: string;
  },
): Desired {
  const written = inOtherIds(forEnvironment(catalog, environment), environment);
  const misnamed = overridesOfNone([environment], catalog, configFile);
  const { name, scope } = environment;
  const outside = scope ? outsideScope(written, name, scope) : [];
  return {
    catalog: asKeptBy(dialect, written),
    written,
    misnamed,
    problems: [...misnamed, ...outside, ...dialect.check(written)],
  };
}

/** The catalog with the ids that its nodes have in an environment. */
export function inOtherIds(catalog: Catalog, environment: Pick<Environment, 'otherIds'>): Catalog {
  const idOf = otherIdsOf(environment);
  return idOf ? withOtherIds(catalog, idOf) : catalog;
}

/** The ledger with the ids that its nodes have in an environment. */
export function ledgerInOtherIds(
  ledger: Ledger,
  environment: Pick<Environment, 'otherIds'>,
): Ledger {
  const idOf = otherIdsOf(environment);
  return idOf ? ledgerWithOtherIds(ledger, idOf) : ledger;
}

/** Gives the ids of an environment for those of the manifests; undefined if all are the same. */
function otherIdsOf({ otherIds }: Pick<Environment, 'otherIds'>): IdOf | undefined {
  return (
    otherIds &&
    ((kind, id) => (kind === 'placement' ? id : (otherIds.get(addressOf(kind, id))?.id ?? id)))
  );
}

/** The address that a node of the manifests has on the platform of an environment. */
export function addressIn(
  environment: Pick<Environment, 'otherIds'>,
  { kind, sourcedId }: { readonly kind: Kind; readonly sourcedId: string },
): Address {
  return addressOf(kind, otherIdsOf(environment)?.(kind, sourcedId) ?? sourcedId);
}

/**
 * The addresses that a node may have on a platform: with the id that the environment gives it, and with the
 * id of the manifests, which it may have had there before.
 */
export function addressesIn(
  environment: Pick<Environment, 'otherIds'>,
  node: { readonly kind: Kind; readonly sourcedId: string },
): readonly Address[] {
  return [...new Set([addressIn(environment, node), addressOf(node.kind, node.sourcedId)])];
}

/**
 * The problems of `ids` of an environment: nodes that neither manifests nor ledger have, and ids that two
 * nodes of one kind would have.
 */
export function wrongIds(
  { name, otherIds }: Pick<Environment, 'name' | 'otherIds'>,
  {
    catalog: { nodes },
    ledger,
  }: { readonly catalog: Catalog; readonly ledger?: Ledger | undefined },
  file: string,
): Problem[] {
  if (!otherIds) return [];
  const isRecorded = (address: Address) =>
    ledger?.entries.get(keyOfAddress(address))?.kind === kindIn(address);
  const suggest = suggestions(nodes);
  const taken = new Map<Address, Address>();
  for (const address of nodes.keys()) if (!otherIds.has(address)) taken.set(address, address);
  return [...otherIds].flatMap(([address, { id, at }]) => {
    const place = { span: { file, start: at } };
    if (!nodes.has(address) && !isRecorded(address)) {
      const near = suggest(address);
      const detail = `environments.${name}.ids names ${address}, which is in no manifest.`;
      const hint = near === undefined ? removeIt : `Did you mean "${near}"?`;
      return [problem('config/id-of-none', { detail, hint, ...place })];
    }
    if (sourcedIdFault(id)) {
      const detail = `environments.${name}.ids gives ${address} the id ${quoteShort(id)}, which cannot be a sourcedId.`;
      return [
        problem('id/malformed', { detail, hint: 'Write the id that the platform has.', ...place }),
      ];
    }
    const there = addressOf(kindIn(address), id);
    const other = taken.get(there);
    taken.set(there, address);
    if (other === undefined) return [];
    const detail = `environments.${name}.ids gives ${address} the id ${id}, which ${other} already has there.`;
    return [problem('config/id-twice', { detail, hint: 'Give each node its own id.', ...place })];
  });
}

const removeIt = 'Remove the line, or add the node to a manifest.';

/** The catalog with standards and placements as the records of a dialect have them. */
export function asKeptBy(
  dialect: Pick<Dialect, 'standards' | 'placing'>,
  written: Catalog,
): Catalog {
  return dialect.placing(withStandards(written, dialect.standards));
}

/** The problems of courses outside of the environment's scope: they may belong to another catalog. */
function outsideScope({ nodes }: Catalog, name: string, scope: CourseScope): Problem[] {
  return [...nodes].flatMap(([address, { entity, source }]) => {
    const why = entity.kind === 'course' ? outsideOf(entity, scope) : undefined;
    if (why === undefined) return [];
    return [
      problem('scope/outside', {
        detail: `The course "${entity.sourcedId}" is outside the scope of ${name}: ${scopeText({ [why]: scope[why] })}.`,
        hint:
          why === 'courses'
            ? `Add ${JSON.stringify(entity.sourcedId)} to \`scope.courses\` in the config, or write \`courses: own\` there.`
            : `Change \`scope.${why}\` in the config, or remove the course from these manifests.`,
        span: fieldSpan(source, why === 'org' || why === 'primaryApp' ? why : 'sourcedId'),
        address,
      }),
    ];
  });
}

/**
 * The catalog that an environment should hold, without a connection to it. Problems if the config corrects
 * its dialect wrongly, or names nodes that do not exist. Content that the dialect cannot express is in the
 * `problems` of the value.
 */
export function desiredIn(
  { catalog, environment }: { readonly catalog: Catalog; readonly environment: Environment },
  workspace: Workspace,
): Checked<Desired> {
  const dialect = dialectOf(environment, workspace);
  if (!dialect.ok) return dialect;
  const { configFile } = workspace;
  const desired = desiredFor(catalog, { environment, dialect: dialect.value, configFile });
  return checked(desired, desired.misnamed);
}

/** The catalog for an environment with the ids of the manifests and in no dialect, to compare fields. */
export function fieldsFor(catalog: Catalog, environment: Holding): Catalog {
  return forEnvironment(catalog, environment);
}

/** The org of each course in an environment, in the order of the courses. */
export function orgsFor(catalog: Catalog, environment: Holding): string[] {
  return orgsOf(forEnvironment(catalog, environment));
}

/** The problems of the ids that nodes have in the environments of a config. */
export function checkOtherIdsOf(
  { config, configFile }: Workspace,
  known: { readonly catalog: Catalog; readonly ledger: Ledger | undefined },
): Problem[] {
  return [...config.environments.values()].flatMap((one) => wrongIds(one, known, configFile));
}

/** The manifests with the defaults of courses and of the config, which are the same for all environments. */
export function withDefaults({ config }: Workspace, catalog: Catalog): Catalog {
  const { defaults = {} } = config;
  return forEnvironment(catalog, { defaults });
}

/** The problems of broken rules, in the manifests with their defaults. */
export function rulesBroken(workspace: Workspace, catalog: Catalog): readonly Problem[] {
  const { rules } = workspace.config;
  return rules.length === 0 ? [] : checkRules(withDefaults(workspace, catalog), rules);
}

/** The problems of overrides for nodes that the manifests do not have: they have no effect. */
export function overridesOfNone(
  environments: Iterable<Holding>,
  { nodes }: Catalog,
  configFile: string,
): Problem[] {
  const ofNone = [...environments].flatMap(({ name, overrides }) =>
    overrides.flatMap(({ of, at }) =>
      kinds.some((kind) => kind === of) || nodes.has(of as Address) ? [] : { name, of, at },
    ),
  );
  if (ofNone.length === 0) return [];
  const suggest = suggestions(nodes);
  return ofNone.map(({ name, of, at }) => {
    const near = suggest(of);
    return problem('config/override-of-none', {
      detail: `environments.${name}.overrides names ${of}, which is in no manifest.`,
      hint: near === undefined ? removeIt : `Did you mean "${near}"?`,
      span: { file: configFile, start: at },
    });
  });
}

/** Gives a function that guesses an address: the same id under another kind, or else a similar address. */
function suggestions(nodes: Catalog['nodes']): (name: string) => string | undefined {
  const guess = guesser(() => nodes.keys());
  let byId: ReadonlyMap<string, Address> | undefined;
  return (name) => {
    byId ??= new Map([...nodes.keys()].map((one) => [idIn(one), one]));
    return byId.get(nodeNamed(name).sourcedId) ?? guess(name);
  };
}

/** A field that a node has from defaults, with the place of these. Plain data. */
export type PlacedDefault = {
  readonly path: readonly string[];
  readonly file: string;
  readonly line: number;
};

/** The places of the defaults that a node has: `defaults` of its course, or of the config. */
export function placesOfDefaults(
  { byDefault = [] }: CatalogNode,
  { catalog, workspace }: { readonly catalog: Catalog; readonly workspace: Workspace },
): readonly PlacedDefault[] {
  const { config, configFile } = workspace;
  return byDefault.map(({ path, course }) => {
    const source = course && catalog.nodes.get(course)?.source;
    if (!source) return { path, file: configFile, line: config.pointAt(['defaults']).line };
    const { file, start } = fieldSpan(source, 'defaults');
    return { path, file, line: start.line };
  });
}
