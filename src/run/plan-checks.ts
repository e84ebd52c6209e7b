import type { Environment } from '../config/environment.ts';
import { withNewConfirmations } from '../identity/confirmed.ts';
import type { PlacementFact } from '../identity/ledger/line.ts';
import { exchangedOnPlatform } from '../identity/on-platform.ts';
import {
  type CourseChange,
  checkSdkIdentity,
  sdkManifestFields,
} from '../identity/sdk-identity.ts';
import { placementsInFiles } from '../manifest/format.ts';
import type { SourceFile } from '../manifest/manifest.ts';
import { type Catalog, fieldSpan } from '../model/catalog.ts';
import { shellWord } from '../model/id-commands.ts';
import type { JsonObject } from '../model/json.ts';
import { type Ledger, type PlacementEntry, placementKey } from '../model/ledger.ts';
import { type Address, idIn, kindIn, kinds } from '../model/node.ts';
import { resolvePlacements, type WrittenPlacement } from '../model/placements.ts';
import type { Change, Plan, WritablePlan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem, type Span } from '../model/problem.ts';
import type { LackingCollection, RemoteState } from '../model/remote.ts';
import { matchesPattern } from '../model/scope.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { firstFew } from '../model/text.ts';
import { allChanges } from '../plan/build.ts';
import { ledgerWithOtherIds, writtenIdsIn } from '../plan/other-ids.ts';
import type { Dialect } from '../remote/dialects/dialect.ts';
import { placementIds } from '../remote/dialects/open-dialect.ts';
import type { Remote } from '../remote/remote.ts';
import type { Workspace } from './catalog/workspace.ts';
import { publishedLedgers } from './receipts/receipts.ts';
import type { Session } from './session.ts';

/** Nodes that exist here, so the platform must offer their collections. */
export interface RequiredNodes {
  readonly nodes: readonly KnownNode[];
  readonly ledger?: Ledger;
}

interface KnownNode {
  readonly address: Address;
  readonly fields: JsonObject;
  readonly span: () => Span;
}

/** The nodes of the manifests, with their ledger. */
export function requiredBy({
  catalog,
  ledger,
}: Pick<Session, 'catalog' | 'ledger'>): RequiredNodes {
  const nodes = [...catalog.nodes].map(([address, { entity, source }]): KnownNode => {
    const { fields } = entity;
    return { address, fields, span: () => fieldSpan(source, undefined) };
  });
  return { nodes, ...(ledger && { ledger }) };
}

type Read = Pick<RemoteState, 'lacking' | 'platform'>;

/** The warnings about a reading, if no node of the catalog is needed. */
export function lackingWarnings(
  state: RemoteState,
  dialect: Pick<Dialect, 'collectionOf'>,
): Problem[] {
  return [...checkAddOns(state, { nodes: [] }, dialect), ...(state.warnings ?? [])];
}

/**
 * The problem of collections that a platform does not offer: a warning if nothing here needs them, an error
 * if a node does. A row of the table that says so is a decision, and needs no warning.
 */
export function checkAddOns(
  { lacking = [], platform }: Read,
  known: RequiredNodes,
  dialect: Pick<Dialect, 'collectionOf'>,
): Problem[] {
  const needs = lacking.map((one) => ({ one, need: needOf(one, known, dialect) }));
  const needed = needs.flatMap(({ one, need }) => (need ? [{ one, need }] : []));
  const [first] = needed;
  if (first)
    return [
      missing(
        first.need,
        needed.map(({ one }) => one),
        platform.name,
      ),
    ];
  const refused = lacking.filter(({ because }) => because !== 'row');
  return refused.length > 0 ? [notOffered(refused, platform.name)] : [];
}

interface Need {
  /** The nodes in words: "2 resources in the manifests". */
  readonly what: string;
  readonly node?: KnownNode | undefined;
}

function needOf(
  { name, because, plural }: LackingCollection,
  { nodes, ledger }: RequiredNodes,
  { collectionOf }: Pick<Dialect, 'collectionOf'>,
): Need | undefined {
  const kind = kinds.find((one) => collectionOf(one).name === name);
  const needing = nodes.filter((node) =>
    kind ? kindIn(node.address) === kind : placesSomething(node),
  );
  const [node, ...others] = needing;
  if (node) {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return { what: `"${node.address}"${more}`, node };
  }
  // An author who wrote the row knows which nodes were retired there.
  const entries = [...(ledger?.entries.values() ?? [])].filter((entry) =>
    kind
      ? entry.kind === kind &&
        (entry.state === 'live' || (entry.state === 'retired' && because !== 'row'))
      : false,
  );
  const number = kind ? entries.length : because === 'row' ? 0 : (ledger?.placements.size ?? 0);
  return number > 0 && ledger ? { what: `${ledger.where} has ${number} ${plural}` } : undefined;
}

function placesSomething({ address, fields }: KnownNode): boolean {
  const { resources } = fields;
  return address.startsWith('lesson/') && Array.isArray(resources) && resources.length > 0;
}

function missing(
  { what, node }: Need,
  lacking: readonly LackingCollection[],
  platform: string,
): Problem {
  const rows = lacking.map(({ name }) => `${name}.path: none`).join(', ');
  const byRow = lacking.every(({ because }) => because === 'row');
  const hint = byRow
    ? `If the platform has them, remove the correction \`${rows}\` from the config. Otherwise remove the nodes that need them from the manifests; use \`timeback-catalog retire\` for published ones.`
    : `Ask the team that issued the credentials for the Resources add-on. If the platform works without it, remove the nodes that need it from the manifests, and write \`facts: { ${rows} }\` in its environment.`;
  return problem('remote/no-add-on', {
    detail: `${what}, but ${platform} offers no ${listed(lacking)}: ${reasons(lacking)} Nothing was planned.`,
    hint,
    ...(node && { span: node.span(), address: node.address }),
  });
}

function notOffered(lacking: readonly LackingCollection[], platform: string): Problem {
  const rows = lacking.map(({ name }) => `${name}.path: none`).join(', ');
  return problem('remote/not-offered', {
    detail: `${platform} offers no ${listed(lacking)}, and nothing here needs them: ${reasons(lacking)}`,
    hint: `Resources are an add-on. Write \`facts: { ${rows} }\` in the environment if this platform has none: then no request is sent for them.`,
  });
}

function listed(lacking: readonly LackingCollection[]): string {
  return lacking.map(({ plural }) => plural).join(' and no ');
}

function reasons(lacking: readonly LackingCollection[]): string {
  const said = lacking.map(({ name, because }) =>
    because === 'row' ? `the row ${name}.path is \`none\`.` : because.said,
  );
  return [...new Set(said)].join(' ');
}

/** The nodes that some changes wrote, for runs that do not need the manifests. */
export function requiredByChanges(changes: readonly Change[]): RequiredNodes {
  const fieldsOf = (change: Change): JsonObject =>
    change.action === 'create'
      ? change.after.fields
      : Object.fromEntries(change.fields.map(({ path, after }) => [path[0], after]));
  const nodes = changes.map((change): KnownNode => {
    const { address, source } = change;
    return { address, fields: fieldsOf(change), span: () => source };
  });
  return { nodes };
}

/**
 * A ledger line for every placement that the ledger does not know, if the dialect of an environment has
 * records of placements. The id is the one that the entry writes, else the one that a platform gave
 * (`given`), else a new one. Placements in the ledger keep their ids.
 */
export function missingPlacements(
  files: readonly SourceFile[],
  { config }: Pick<Workspace, 'config'>,
  ledger: Ledger | undefined,
  given: readonly PlacementEntry[] = [],
): readonly PlacementFact[] {
  const dialects = [...config.environments.values()].map(({ dialect }) => dialect);
  const make = dialects.map((dialect) => placementIds[dialect]).find((one) => one !== undefined);
  if (!make) return [];
  const resolved = resolvePlacements(placementsInFiles(files), ledger);
  const taken = new Set([
    ...(ledger?.placements.keys() ?? []),
    ...resolved.flatMap(({ sourcedId }) => sourcedId ?? []),
  ]);
  const givenIds = new Map<string, string>();
  for (const { parent, resource, sourcedId } of given) {
    const key = placementKey(parent, resource);
    if (sourcedIdFault(sourcedId) || taken.has(sourcedId) || givenIds.has(key)) continue;
    givenIds.set(key, sourcedId);
  }
  const known = new Set(ledger?.placements.keys());
  return resolved.flatMap(({ written, sourcedId, rivals, isFurther }): PlacementFact[] => {
    const { parent, resource } = written;
    if (rivals || isFurther || (sourcedId !== undefined && known.has(sourcedId))) return [];
    const id = sourcedId ?? givenIds.get(placementKey(parent, resource)) ?? unused(written);
    taken.add(id);
    return [{ says: 'placement', state: 'live', sourcedId: id, parent, resource }];
  });

  function unused({ parent, resource }: WrittenPlacement): string {
    for (let turn = 1; ; turn += 1) {
      const id = make?.(parent, resource, turn) ?? '';
      if (!taken.has(id)) return id;
    }
  }
}

interface Compared {
  readonly environment: Pick<Environment, 'otherIds'>;
  readonly catalog: Catalog;
  readonly remote: Pick<RemoteState, 'entities'>;
  readonly ledger?: Ledger | undefined;
}

const watched: readonly string[] = Object.values(sdkManifestFields);

/** The problems of a plan that changes fields by which apps on the official SDK name published courses. */
export function checkCourseNames(
  { changes }: Pick<Plan, 'changes'>,
  { environment, catalog, remote, ledger }: Compared,
  { config }: Pick<Workspace, 'config'>,
): Problem[] {
  const courses = changes.flatMap((change): CourseChange[] => {
    if (change.action === 'create' || change.action === 'retire') return [];
    const fields = change.fields.map(({ path: [field] }) => field);
    const node = catalog.nodes.get(change.address);
    const there = remote.entities.get(change.address)?.entity;
    if (node?.entity.kind !== 'course' || !there || !fields.some((one) => watched.includes(one))) {
      return [];
    }
    const { sourcedId, title } = node.entity;
    // A field that the manifest does not write stays as it is on the platform.
    const written = Object.entries(node.entity.fields).filter(([field]) => fields.includes(field));
    const now = { ...there.fields, ...Object.fromEntries(written) };
    const spanOf = (field: string) => fieldSpan(node.source, field);
    const [address = change.address] =
      [...(environment.otherIds ?? [])].find(
        ([one, { id }]) => kindIn(one) === 'course' && id === sourcedId,
      ) ?? [];
    return [{ sourcedId, address, title, was: there.fields, now, spanOf }];
  });
  return checkSdkIdentity(courses, { fixed: config.fixed, meant: ledger?.meant ?? [] });
}

/** The courses whose orgs are checked, and the platform that is asked. */
interface OrgsAsked {
  /** The catalog as the environment should hold it, with its org and overrides. */
  readonly catalog: Catalog;
  readonly environment: Environment;
  readonly workspace: Workspace;
  readonly remote: Pick<Remote, 'absentOrgs'>;
  /** The state of the platform. Absent: its courses are unknown. */
  readonly state?: Pick<RemoteState, 'entities'>;
  /** The nodes whose orgs are checked. Absent: all nodes. */
  readonly changed?: ReadonlySet<Address>;
}

/**
 * Warns of orgs that the platform does not have, each at the line that names it. An org that a course of
 * the platform has is known to exist. The embedded emulator has every org that the manifests name.
 */
export async function checkOrgs({
  catalog,
  environment,
  workspace,
  remote,
  state,
  changed,
}: OrgsAsked): Promise<Problem[]> {
  if (environment.type === 'emulator') return [];
  // Each org has the line that names it first: of a course, or of the config.
  const named = new Map<string, { readonly span: Span; readonly address: Address }>();
  for (const [address, { entity, source }] of catalog.nodes) {
    const org = entity.kind === 'course' ? entity.fields['org'] : undefined;
    if (typeof org !== 'string' || named.has(org)) continue;
    if (changed?.has(address) === false) continue;
    const isOwn = source.fields.has('org');
    const span = isOwn ? fieldSpan(source, 'org') : orgOfConfig(environment, workspace);
    named.set(org, { span, address });
  }
  if (named.size === 0) return [];
  for (const { entity } of state?.entities.values() ?? []) {
    const { org } = entity.fields;
    if (typeof org === 'string') named.delete(org);
  }
  if (named.size === 0) return [];
  const absent = await remote.absentOrgs([...named.keys()]);
  return [...named].flatMap(([org, { span, address }]) =>
    absent.has(org)
      ? problem('remote/org-unknown', {
          detail: `${environment.name} has no org "${org}": it will not take a course there.`,
          hint: 'Write the sourcedId of an org that the platform has: the provisioning bundle names it, and GET /orgs lists them.',
          span,
          address,
        })
      : [],
  );
}

/** The place of the org in the config: of the environment, or of the whole config. */
function orgOfConfig({ name }: Environment, { config, configFile: file }: Workspace): Span {
  const own = config.pointAt(['environments', name, 'org']);
  const around = config.pointAt(['environments', name]);
  const isOwn = own.line !== around.line || own.column !== around.column;
  return { file, start: isOwn ? own : config.pointAt(['org']) };
}

/** The most ids that the message names. The others are counted. */
const mostNamed = 3;

/**
 * The problem of a plan that writes ids which `allowIds` of the environment does not allow; empty if it
 * allows all.
 */
export function checkAllowedIds(
  changes: readonly Change[],
  { name, allowIds }: Pick<Environment, 'name' | 'allowIds'>,
): Problem[] {
  if (!allowIds) return [];
  const others = changes.filter(
    ({ address }) => !allowIds.some((pattern) => matchesPattern(pattern, idIn(address))),
  );
  const [first] = others;
  if (!first) return [];
  const ids = others.map(({ address }) => `"${address}"`);
  const [prefix] = allowIds.flatMap((one) => /^([^*?]+)\*$/.exec(one)?.[1] ?? []);
  const asDraft =
    prefix === undefined
      ? ''
      : `Publish a draft, \`timeback-catalog apply --env ${name} --as-draft ${shellWord(prefix)}\`; or change`;
  return [
    problem('guard/id-not-allowed', {
      detail: `On ${name} only ids like ${allowIds.join(', ')} may be written, but the plan writes ${firstFew(ids, mostNamed)}.`,
      hint: `${asDraft || 'Change'} \`allowIds\` of the environment in the config.`,
      span: first.source,
      address: first.address,
    }),
  ];
}

/**
 * Refuses a plan that would exchange ids or hand them on, judged by the records of the platform. If it is
 * not refused, the problems are warnings for the person who approves the plan.
 */
export function checkExchangedIds(
  session: Session,
  { plan, state: remote }: { readonly plan: WritablePlan; readonly state: RemoteState },
): Checked<void> {
  const { catalog, draft, ledger, open } = session;
  // A draft is a copy without students.
  if (draft) return checked(undefined, []);
  const { environment } = open;
  const written =
    ledger && environment.otherIds ? ledgerWithOtherIds(ledger, writtenIdsIn(environment)) : ledger;
  const exchange = {
    catalog,
    changes: changesOfAll(session, plan, remote),
    remote,
    writes: new Set(plan.changes.map(({ address }) => address)),
  };
  if (!written) return checked(undefined, exchangedOnPlatform(exchange));
  const problems = exchangedOnPlatform({ ...exchange, ledger: written });
  if (problems.every(({ code }) => code !== 'identity/confirmed')) {
    return checked(undefined, problems);
  }
  // A line that was published once does not confirm the same exchange again.
  const fresh = publishedLedgers(session).reduce(
    (rest, published) => withNewConfirmations(rest, published),
    written,
  );
  return checked(undefined, exchangedOnPlatform({ ...exchange, ledger: fresh }));
}

/** All changes of the catalog: a run that leaves some out may still write one side of an exchange. */
function changesOfAll(
  { catalog, ledger, open }: Session,
  { changes, partial, held }: WritablePlan,
  remote: RemoteState,
): readonly Change[] {
  if (!partial && held.length === 0) return changes;
  const { rules } = open.remote.dialect;
  return allChanges({ catalog, remote, rules, ...(ledger && { ledger }) });
}
