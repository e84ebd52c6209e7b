import type { Environment } from '../../config/environment.ts';
import { isBeforeFirstCommit } from '../../files/git-run.ts';
import { checkIdentity, type IdentityFindings } from '../../identity/check-identity.ts';
import { snapshotOf } from '../../identity/compared-snapshot.ts';
import { titleLikeness } from '../../identity/content.ts';
import type { LedgerTexts } from '../../identity/ledger/edit.ts';
import { idOfEnvironment, nodeText } from '../../identity/messages.ts';
import { sameTitleScore } from '../../identity/pair.ts';
import { checkPlacements } from '../../identity/placement-gate.ts';
import type { PlacementCure } from '../../identity/placement-losses.ts';
import { withFormerTitles } from '../../identity/refusal.ts';
import { type CourseChange, checkSdkIdentity, newlyMeant } from '../../identity/sdk-identity.ts';
import { provisionalCatalog } from '../../manifest/build.ts';
import { type Catalog, type CatalogNode, fieldSpan, type Snapshot } from '../../model/catalog.ts';
import { defined } from '../../model/json-values.ts';
import type { Ledger, LedgerEntry } from '../../model/ledger.ts';
import { type Address, addressOf, idIn, keyOfAddress, kindIn, nodeKey } from '../../model/node.ts';
import {
  type Checked,
  checked,
  hasErrors,
  inReadingOrder,
  type Problem,
  problem,
} from '../../model/problem.ts';
import { readBase, readCommit } from './base.ts';
import { type ReadCatalog, readLedger, readManifestFiles } from './catalog-files.ts';
import { joinLostBranches } from './lost-branches.ts';
import { addressIn, fieldsFor } from './target.ts';
import { foundElsewhere, foundUnincluded, isOfLost, placesIn, unmatchedOf } from './unmatched.ts';
import { placementsAreRecorded, type Workspace } from './workspace.ts';

/** The result of comparing the manifests with the ledger and a commit. */
export interface Identity {
  readonly findings: IdentityFindings;
  /** The cures for ids of placements that a program may apply. */
  readonly placementCures: readonly PlacementCure[];
  /** Absent if the catalog has no ledger. */
  readonly ledger?: Ledger;
  readonly ledgerTexts?: LedgerTexts;
  /** The manifests and the ledger at the base. Absent if no base was named, or if it does not exist yet. */
  readonly before?: Snapshot;
  readonly ledgerBefore?: Ledger;
}

/**
 * Compares the manifests with the ledger, and with the state at a commit if one is named; before the first
 * commit HEAD has no state. Refusals are in `findings.problems`, so that the caller can use their cures.
 */
export function compareIdentity(
  workspace: Workspace,
  read: ReadCatalog,
  base: string | undefined,
): Checked<Identity> {
  const ledger = readLedger(workspace);
  const then =
    base === undefined
      ? undefined
      : readBase(workspace, base, read, ledger.ok ? ledger.value?.sources : undefined);
  const isFirst = then?.ok === false && isBeforeFirstCommit(workspace.folder, base ?? '');
  const before = isFirst ? undefined : then;
  if (!ledger.ok || (before && !before.ok)) {
    return { ok: false, problems: [...ledger.problems, ...(before?.problems ?? [])] };
  }
  const ledgerBefore = before?.value.ledger;
  const snapshotBefore = before && snapshotOf(before.value.catalog);
  const findings = checkIdentity({
    after: snapshotOf(read.catalog),
    isPartial: before?.value.isPartial === true,
    ...defined({ unnamed: read.unnamed, ledgerAfter: ledger.value?.ledger, baseName: base }),
    ...defined({ before: snapshotBefore, copies: before?.value.copies, ledgerBefore }),
  });
  const isAnyLost = findings.problems.some(isOfLost);
  const ofNodes = isAnyLost
    ? placesOfLost(findings.problems, workspace, {
        ...{ read, base, before: snapshotBefore },
        ledger: ledger.value?.ledger,
      })
    : findings.problems;
  const ofPlacements = checkPlacements({
    after: { catalog: read.catalog, ...defined({ ledger: ledger.value?.ledger }) },
    isRecorded: placementsAreRecorded(workspace),
    ...defined({
      before: before && { catalog: before.value.catalog, ...defined({ ledger: ledgerBefore }) },
      baseName: base,
    }),
  });
  const ofCourses = before
    ? checkSdkIdentity(courseChanges(before.value.catalog, read.catalog), {
        // A branch cannot take back, along with a change, that the change is refused.
        fixed: new Set([...workspace.config.fixed, ...(before.value.fixed ?? [])]),
        meant: newlyMeant(ledger.value?.ledger, ledgerBefore),
      })
    : [];
  const { config, configFile } = workspace;
  const ofEnvironments =
    before?.value.environments === undefined
      ? []
      : idsHandedOn(
          { catalog: before.value.catalog, environments: before.value.environments },
          {
            catalog: read.catalog,
            environments: config.environments,
            ...defined({ ledger: ledger.value?.ledger }),
          },
          configFile,
        );
  const problems = [...ofNodes, ...ofPlacements.problems, ...ofCourses, ...ofEnvironments];
  return checked(
    {
      findings: { ...findings, problems },
      placementCures: ofPlacements.cures,
      ...(ledger.value && { ledger: ledger.value.ledger, ledgerTexts: ledger.value.texts }),
      ...defined({ before: snapshotBefore, ledgerBefore }),
    },
    [...ledger.problems, ...(before?.problems ?? [])],
  );
}

/** The courses that both states have, with their fields in both. */
function courseChanges(before: Catalog, after: Catalog): CourseChange[] {
  return [...before.nodes].flatMap(([address, { entity: was }]): CourseChange[] => {
    const node = was.kind === 'course' ? after.nodes.get(address) : undefined;
    if (!node) return [];
    const { sourcedId, title, fields } = node.entity;
    const spanOf = (field: string) => fieldSpan(node.source, field);
    return [{ sourcedId, address, title, was: was.fields, now: fields, spanOf }];
  });
}

/**
 * Like `requireIdentity` without a base, for a run that reads a platform: `nodeless` gets the live ids that
 * had no node at HEAD already. Only the platform can tell whether these were ever published.
 */
export function checkForPlatform(
  workspace: Workspace,
  read: ReadCatalog,
): Checked<Identity & { readonly nodeless: readonly LedgerEntry[] }> {
  const identity = compareIdentity(workspace, read, undefined);
  if (!identity.ok) return identity;
  const { findings, ledger } = identity.value;
  const isLost = (what: string | undefined) => what === 'vanished' || what === 're-minted';
  const lost = findings.classified.flatMap((each) =>
    isLost(each.refused) ? (ledger?.entries.get(nodeKey(each)) ?? []) : [],
  );
  // An id in a manifest that no glob matches has a node, so the platform need not be asked.
  const elsewhere =
    lost.length > 0 && read.unmatched ? placesIn(read.unmatched) : new Map<string, string>();
  const gone = lost.filter(({ kind, sourcedId }) => !elsewhere.has(addressOf(kind, sourcedId)));
  const nodeless = gone.length > 0 ? nodelessAtHead(gone, workspace, read) : [];
  const left = new Set(nodeless.map(({ kind, sourcedId }) => addressOf(kind, sourcedId)));
  const problems = inReadingOrder([
    ...identity.problems,
    ...findings.problems.filter(({ code, address, all }) => {
      // One problem may be about several nodes.
      const of = all?.map((one) => one.address) ?? (address ? [address] : []);
      const isLeft = of.length > 0 && of.every((one) => left.has(one));
      return !(isLost(code.replace('identity/', '')) && isLeft);
    }),
  ]);
  return hasErrors(problems)
    ? { ok: false, problems }
    : { ...identity, value: { ...identity.value, nodeless }, problems };
}

/** Like `compareIdentity`, for callers that only ask whether identity holds: refusals are its problems. */
export function requireIdentity(
  workspace: Workspace,
  read: ReadCatalog,
  base?: string,
): Checked<Identity> {
  const identity = compareIdentity(workspace, read, base);
  if (!identity.ok) return identity;
  const problems: Problem[] = inReadingOrder([
    ...identity.problems,
    ...identity.value.findings.problems,
  ]);
  return hasErrors(problems) ? { ok: false, problems } : { ...identity, problems };
}

interface LostIn {
  readonly read: ReadCatalog;
  readonly base: string | undefined;
  readonly before: Snapshot | undefined;
  readonly ledger: Ledger | undefined;
}

/**
 * Adds to problems of lost ids where these may be: in manifests that no glob or include reaches, or by
 * their titles at HEAD. What was lost together is one problem.
 */
function placesOfLost(
  problems: readonly Problem[],
  workspace: Workspace,
  { read, base, before, ledger }: LostIn,
): readonly Problem[] {
  const { unmatched, files } = read;
  const isVanished = problems.some(({ code }) => code === 'identity/vanished');
  const head = isVanished ? readCommit(workspace, 'HEAD', read) : undefined;
  const atHead = head?.ok ? snapshotOf(head.value.catalog) : undefined;
  const named =
    base === undefined && atHead
      ? withFormerTitles(problems, (address) => atHead.get(keyOfAddress(address))?.title)
      : problems;
  const elsewhere = unmatched ? foundElsewhere(named, unmatched, workspace) : named;
  const found = foundUnincluded(elsewhere, read);
  const earlier = before ?? atHead;
  if (!earlier) return found;
  const names = new Set(files.map(({ file }) => file));
  const isUnincluded = (problem: Problem) => !elsewhere.includes(problem);
  const hasBase = base !== undefined;
  return joinLostBranches(found, { earlier, atHead, files: names, hasBase, ledger, isUnincluded });
}

/**
 * The lost ids that had no node at the last commit either. Either a line was left over there, or a node was
 * lost earlier: only a platform can tell. Empty if git cannot show what the commit had.
 */
function nodelessAtHead(
  lost: readonly LedgerEntry[],
  workspace: Workspace,
  read: ReadCatalog,
): readonly LedgerEntry[] {
  const head = readCommit(workspace, 'HEAD', read);
  if (!head.ok || head.value.isPartial) return [];
  const { catalog, ledger } = head.value;
  const held = new Set([...catalog.nodes.values()].map(({ entity }) => nodeKey(entity)));
  return lost.filter((entry) => {
    const key = nodeKey(entry);
    return ledger?.entries.get(key)?.state === 'live' && !held.has(key);
  });
}

/**
 * The catalog with provisional names, if all errors are about ids or follow from that; undefined otherwise.
 */
export function readProvisional(
  workspace: Workspace,
  problems: readonly Problem[],
): ReadCatalog | undefined {
  const { config } = workspace;
  const errors = problems.filter(({ severity }) => severity === 'error');
  // That of an id which is empty, or no text, is one of a schema.
  const mayBeOfIds = (one: Problem) => isOfIds(one) || one.code.startsWith('schema/');
  if (errors.length === 0 || !errors.every(mayBeOfIds)) return undefined;
  const read = readManifestFiles(workspace);
  const { files } = read;
  const readings = new WeakMap();
  const set = { files, globs: config.catalog.join(', '), readings };
  const unmatched = unmatchedOf(workspace, read.strays);
  const { catalog, unnamed } = provisionalCatalog(set);
  const ofIds = new Set([...unnamed.values()].map(({ problem }) => placeOf(problem)));
  return errors.every((one) => isOfIds(one) || ofIds.has(placeOf(one)))
    ? { catalog, unnamed, files, readings, unmatched }
    : undefined;
}

/**
 * Whether a problem is about ids or does not affect them. A reference leads nowhere as long as its target
 * has no id, and a blank title has nothing to do with ids.
 */
function isOfIds({ code }: Problem): boolean {
  return code.startsWith('id/') || code === 'reference/missing' || code === 'title/blank';
}

/** All problems of manifests that have errors: errors about ids must not hide changes of the other ids. */
export function allProblemsOf(
  workspace: Workspace,
  problems: readonly Problem[],
  base?: string,
): readonly Problem[] {
  const provisional = readProvisional(workspace, problems);
  // Manifests with other errors cannot be compared, but the ledger can be read.
  if (!provisional) return inReadingOrder([...problems, ...readLedger(workspace).problems]);
  const identity = compareIdentity(workspace, provisional, base);
  if (!identity.ok) return inReadingOrder([...problems, ...identity.problems]);
  const again = new Set(
    [...(provisional.unnamed?.values() ?? [])].map(({ problem }) => placeOf(problem)),
  );
  return inReadingOrder([
    ...problems.filter((one) => !again.has(placeOf(one))),
    ...identity.problems,
    ...identity.value.findings.problems,
  ]);
}

function placeOf({ code, span }: Problem): string {
  return `${code} ${span?.file} ${span?.start.line} ${span?.start.column}`;
}

type Environments = ReadonlyMap<string, Environment>;

/** The manifests and the environments of a config, at one time. */
interface Holding {
  readonly catalog: Catalog;
  readonly environments: Environments;
}

/**
 * Warns of ids of an environment that belonged to one node and belong to another now, or to none. It is a
 * warning, since a wrong line that was never published is corrected in the same way. A node that is said to
 * replace another one may have its id. The plan finds a node that stays by its title on the platform, or by its
 * own id, and needs no warning unless it has another title.
 */
function idsHandedOn(
  before: Holding,
  after: Holding & { readonly ledger?: Ledger },
  file: string,
): Problem[] {
  const replaced = new Set(
    after.ledger?.replacements.map(
      ({ kind, ...ids }) => `${addressOf(kind, ids.sourcedId)} ${addressOf(kind, ids.replaced)}`,
    ),
  );
  return [...after.environments].flatMap(([name, environment]) => {
    const then = before.environments.get(name);
    const given = environment.otherIds;
    if (!then || (!then.otherIds && !given)) return [];
    const there = fieldsFor(after.catalog, environment);
    const holders = holdersIn(there, environment);
    const holdersThen = [
      ...retiredHolders(before.catalog, then),
      ...holdersIn(fieldsFor(before.catalog, then), then),
    ];
    return holdersThen.flatMap(([place, { address, node: was }]) => {
      const id = idIn(place);
      const now = holders.get(place);
      const entity = there.nodes.get(address)?.entity;
      const state = after.ledger?.entries.get(keyOfAddress(address))?.state;
      // Titles are compared last: most nodes keep their ids.
      const isLeft = () =>
        now === undefined &&
        was &&
        then.otherIds?.has(address) &&
        (entity
          ? titleLikeness(entity.title, was.entity.title) < sameTitleScore
          : state === 'retired' && given?.get(address)?.id !== id);
      // Of a node that is missing, and nobody retired or released it, its id in the manifests tells.
      const isEnded = state === 'retired' || state === 'released';
      const isOthers =
        now !== undefined &&
        now.address !== address &&
        (entity !== undefined || (isEnded && !replaced.has(`${now.address} ${address}`)));
      if (!isOthers && !isLeft()) return [];
      const at = (now && given?.get(now.address)?.at) ?? given?.get(address)?.at;
      const follows = now
        ? `belongs to the ${nodeText(now.node.entity)} now. Students' records there would count for the other one`
        : `to none now. ${entity ? "Students' records there would stay with it" : 'It would not be retired there'}`;
      const owner = { kind: kindIn(address), sourcedId: idIn(address) };
      // Without a line, the former owner needs none: the other one has to get its own former id.
      const isCuredByOther = now && id === owner.sourcedId && !given?.has(address);
      const cure = isCuredByOther
        ? idOfEnvironment(now.node.entity, idIn(addressIn(then, now.node.entity)), name)
        : idOfEnvironment(owner, id, name);
      return [
        problem('identity/unlike', {
          detail: `On ${name}, the id ${id} belonged to ${was ? `the ${nodeText(was.entity)}` : address} at the base, and ${follows}.`,
          hint: `If it was right before, ${cure}.`,
          ...(at && { span: { file, start: at } }),
          address: now?.address ?? address,
        }),
      ];
    });
  });
}

interface Holder {
  readonly address: Address;
  /** Absent for a node that only the ledger has. */
  readonly node?: CatalogNode;
}

/** The nodes that an environment names and no manifest has: they are to be retired there under these ids. */
function retiredHolders(
  { nodes }: Catalog,
  { otherIds = new Map() }: Environment,
): [Address, Holder][] {
  return [...otherIds].flatMap(([address, { id }]) =>
    nodes.has(address) ? [] : [[addressOf(kindIn(address), id), { address }]],
  );
}

/** The nodes by the address that they have in an environment. */
function holdersIn(
  { nodes }: Catalog,
  environment: Environment,
): ReadonlyMap<Address, Required<Holder>> {
  return new Map(
    [...nodes].map(([address, node]) => [addressIn(environment, node.entity), { address, node }]),
  );
}
