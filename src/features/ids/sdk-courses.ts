import type { Config } from '../../config/config.ts';
import type { Environment } from '../../config/environment.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../../model/catalog.ts';
import { isSameJson, type JsonObject } from '../../model/json.ts';
import { objectUnder } from '../../model/json-values.ts';
import { type Address, addressOf, type Entity } from '../../model/node.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { outsideOf } from '../../model/scope.ts';
import { type SdkIdentity, sdkIdentityOf } from '../../model/sdk/values.ts';
import { factsOf, totalsOf } from '../../rules/facts.ts';
import { fieldsFor, withDefaults } from '../../run/catalog/target.ts';
import type { Workspace } from '../../run/catalog/workspace.ts';

/** The platforms that the official SDK knows; its `local` means staging. */
export const sdkEnvironments = ['staging', 'production'] as const;
export type SdkEnvironment = (typeof sdkEnvironments)[number];

/** Values of a course that may differ between these platforms. */
export interface SdkDetails {
  readonly level?: string;
  readonly metadata: JsonObject;
}

/** A course as apps on the official SDK know it. */
export interface SdkCourse extends SdkDetails {
  readonly node: CatalogNode;
  /** Its id on each of the exported platforms. */
  readonly ids: Readonly<Partial<Record<SdkEnvironment, string>>>;
  /** The code, subject and grade that environments of the config give it, if they differ. */
  readonly identities: readonly SdkIdentity[];
  /** Its values on each platform that an environment of the config describes. */
  readonly in: Readonly<Partial<Record<SdkEnvironment, SdkDetails>>>;
}

export interface SdkSelection {
  /** Ids and codes of courses, as patterns; absent: all courses. */
  readonly courses?: readonly string[] | undefined;
  /** The only environment to export; absent: both platforms. */
  readonly env?: Environment | undefined;
}

/** The courses of a catalog for the config of an app. Problems: what such a file cannot express. */
export function sdkCoursesOf(
  workspace: Workspace,
  written: Catalog,
  { courses, env }: SdkSelection,
): { readonly courses: readonly SdkCourse[]; readonly problems: readonly Problem[] } {
  const { config } = workspace;
  const all = slotsOf(config);
  const own = env && slotOf(env);
  const slots = own ? new Map([[own, env]]) : all;
  const base = env ? fieldsFor(written, env) : withDefaults(workspace, written);
  const totals = totalsOf(factsOf(base));
  const held = [...(env ? [] : slots)].map(([slot, one]) => {
    return { slot, one, nodes: fieldsFor(written, one).nodes };
  });
  const heldAs = (address: Address) =>
    held.flatMap(({ nodes, ...on }) => {
      const there = nodes.get(address)?.entity;
      return there ? [{ ...on, there }] : [];
    });
  const chosen = [...base.nodes].filter(
    ([, { entity }]) => entity.kind === 'course' && isChosen(entity, courses),
  );
  const detailsOf = (address: Address, { fields }: Entity): SdkDetails => {
    const { level, metadata } = fields;
    const totalLessons = totals.get(address)?.totalLessons ?? 0;
    return {
      ...(typeof level === 'string' && { level }),
      metadata: withTotal(objectUnder(metadata), totalLessons),
    };
  };
  return {
    courses: chosen.map(([address, node]) => ({
      node,
      ...detailsOf(address, node.entity),
      ids: Object.fromEntries(
        (own ? [own] : sdkEnvironments).map((slot) => [
          slot,
          slots.get(slot)?.otherIds?.get(address)?.id ?? node.entity.sourcedId,
        ]),
      ),
      identities: heldAs(address).flatMap(({ there }) =>
        isOtherwise(node.entity, there) ? [sdkIdentityOf(there.fields)] : [],
      ),
      in: Object.fromEntries(
        heldAs(address).map(({ slot, there }) => [slot, detailsOf(address, there)]),
      ),
    })),
    problems: chosen.flatMap(([address, { entity }]) =>
      heldAs(address).flatMap(({ there, one }) => otherIdentity(entity, there, one, workspace)),
    ),
  };
}

/** Metadata with the counted number of lessons, unless the author gives one: apps measure progress by it. */
function withTotal(metadata: JsonObject, totalLessons: number): JsonObject {
  const said = objectUnder(metadata, 'metrics');
  return totalLessons === 0 || said['totalLessons'] !== undefined
    ? metadata
    : { ...metadata, metrics: { ...said, totalLessons } };
}

function isChosen(course: Entity, courses: readonly string[] | undefined): boolean {
  return courses === undefined || outsideOf(course, { courses }) === undefined;
}

/**
 * The environments that are platforms of the SDK: by name, otherwise by address; those of the config come
 * first.
 */
export function slotsOf({
  environments,
  described,
}: Pick<Config, 'environments' | 'described'>): ReadonlyMap<SdkEnvironment, Environment> {
  const all = [...environments.values()];
  const written = all.filter(({ name }) => described.has(name));
  const found = new Map<SdkEnvironment, Environment>();
  for (const environment of [...written.filter(({ name }) => isSlot(name)), ...written, ...all]) {
    const slot = slotOf(environment);
    if (slot && !found.has(slot)) found.set(slot, environment);
  }
  return found;
}

/** The hosts of the platforms, by which the SDK finds them. */
const hosts: ReadonlyMap<string, SdkEnvironment> = new Map([
  ['api.staging.alpha-1edtech.ai', 'staging'],
  ['api.alpha-1edtech.ai', 'production'],
]);

/** The platform of the SDK that an environment is; undefined if it is none. */
export function slotOf(environment: Environment): SdkEnvironment | undefined {
  if (isSlot(environment.name)) return environment.name;
  const host = environment.type === 'platform' ? URL.parse(environment.baseUrl)?.hostname : '';
  return hosts.get(host ?? '');
}

function isSlot(name: string): name is SdkEnvironment {
  return sdkEnvironments.some((slot) => slot === name);
}

function isOtherwise({ fields }: Entity, there: Entity): boolean {
  return !isSameJson({ ...sdkIdentityOf(fields) }, { ...sdkIdentityOf(there.fields) });
}

/** Problems of a course that environments name differently: the file names it once, not for each platform. */
function otherIdentity(
  entity: Entity,
  there: Entity,
  { name, overrides }: Environment,
  { configFile }: Workspace,
): Problem[] {
  if (!isOtherwise(entity, there)) return [];
  const address = addressOf(entity.kind, entity.sourcedId);
  const at = overrides.findLast(({ of }) => of === address || of === 'course')?.at;
  return [
    problem('export/sdk-refuses', {
      detail: `The environment ${name} overrides the courseCode, subject or grade of ${address}, but the file has one of each for both platforms.`,
      hint: `Remove the override, or export a file for that environment only: --env ${name}`,
      ...(at && { span: { file: configFile, start: at } }),
      address,
    }),
  ];
}

/** The place of a course in the manifests, or of one of its fields, for problems. */
export function courseSpan({ node }: SdkCourse, field?: string) {
  const { entity, source } = node;
  const address = addressOf(entity.kind, entity.sourcedId);
  return { span: fieldSpan(source, field), address };
}
