import { quoteShort } from '../../document/place.ts';
import { nearest } from '../../document/validate.ts';
import type { LedgerFact, MeantFact } from '../../identity/ledger/line.ts';
import { placementsById } from '../../identity/placed-entries.ts';
import { sdkManifestFields } from '../../identity/sdk-identity.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Ledger, Replacement } from '../../model/ledger.ts';
import {
  type Address,
  addressOf,
  idKey,
  type Kind,
  nodeKey,
  parseAddress,
} from '../../model/node.ts';
import { type Checked, checked, type Problem, problem, wrongUsage } from '../../model/problem.ts';
import { type SdkIdentityField, sdkIdentityFields, sdkIdentityOf } from '../../model/sdk/values.ts';
import { type OpenCatalog, openCatalog } from '../../run/catalog/catalog-files.ts';
import { addLines, writtenOf } from '../../run/catalog/minting.ts';
import { fieldsFor, withDefaults } from '../../run/catalog/target.ts';
import { type Workspace, writeCatalog } from '../../run/catalog/workspace.ts';
import {
  type Nameable,
  nameables,
  nameablesWith,
  nodeMeant,
  nodesNamed,
} from '../../run/naming.ts';
import type { World } from '../../run/world.ts';

export interface ConfirmOptions {
  /** The node with the new id, by its id, address or title. */
  readonly node: string;
  /** The former node. One that only a platform knows is named by its address. */
  readonly replaces: string;
  readonly reason: string;
}

export interface ConfirmResult {
  readonly sourcedId: string;
  readonly replaced: string;
  readonly kind: Kind | 'placement';
  /** Whether the replaced id was retired too, since no manifest holds it any more. */
  readonly retired: boolean;
  readonly changed: readonly string[];
}

/**
 * Records in the ledger that a change of ids is intended, for reviewers. If the ledger has the replaced node
 * as live and no manifest holds it, it is retired too: otherwise it would count as missing. Nodes that only a
 * platform knows stay as they are there. Writes all files, or none.
 */
export function confirmReplacement(
  { node, replaces, reason }: ConfirmOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<ConfirmResult> {
  const opened = openCatalog(world);
  if (!opened.ok) return opened;
  const { workspace, read, ledger } = opened.value;
  if (node.startsWith(placementPrefix)) {
    return confirmPlacement({ node, replaces, reason }, opened.value);
  }
  const written = nameables(read.catalog);
  const known = nameablesWith(read.catalog, ledger?.ledger);
  const chosen = choose({ node, replaces }, written, known);
  if (!chosen.ok) return chosen;
  const { sourcedId, replaced, kind } = chosen.value;
  const line = { sourcedId, kind, replaced, reason: reason.trim().replace(/\s+/g, ' ') };
  const twice = ledger?.ledger.replacements.find((one) => isSame(one, line));
  if (twice) return { ok: false, problems: [saidAlready(twice)] };
  // An id that the ledger does not know may be another catalog's, whose records are not to be retired here.
  const former = idKey(kind, replaced);
  const isLive = ledger?.ledger.entries.get(former)?.state === 'live';
  const retired = isLive && !written.some((one) => nodeKey(one) === former);
  const facts = factsOf(line, retired ? [{ sourcedId: replaced, kind }] : []);
  const changes = addLines(workspace, ledger, facts, read.files);
  writeCatalog(workspace, changes);
  return checked({ ...chosen.value, retired, changed: writtenOf(changes) }, []);
}

const placementPrefix = 'placement/';

/** Confirms the replacement of a placement, which is named by its address: placement/ID. */
function confirmPlacement(
  { node, replaces, reason: given }: ConfirmOptions,
  { workspace, read, ledger }: OpenCatalog,
): Checked<ConfirmResult> {
  const [sourcedId, replaced] = [node, replaces].map((name) =>
    name.startsWith(placementPrefix) ? name.slice(placementPrefix.length) : name,
  ) as [string, string];
  const placed = placementsById(read.catalog, ledger?.ledger);
  const entry = placed.get(sourcedId);
  if (!entry) {
    const near = nearest(sourcedId, [...placed.keys()]);
    return wrongUsage(
      `No entry of resources has the id ${quoteShort(node)}.`,
      near === undefined
        ? 'Name the placement as it is now. If it has no id yet, run `timeback-catalog fmt`.'
        : `Did you mean "${placementPrefix}${near}"?`,
    );
  }
  if (sourcedId === replaced) {
    return wrongUsage('An id cannot replace itself.', 'Name the id that it had before.');
  }
  const reason = given.trim().replace(/\s+/g, ' ');
  const line = { sourcedId, kind: 'placement', replaced, reason } as const;
  const twice = ledger?.ledger.replacedPlacements?.find((one) => isSame(one, line));
  if (twice) return { ok: false, problems: [saidAlready(twice)] };
  const former = ledger?.ledger.placements.get(replaced);
  const retired = former?.state === 'live' && !placed.has(replaced);
  const { parent, resource } = entry.written;
  const facts: readonly LedgerFact[] = [
    { says: 'placement', state: 'live', sourcedId, parent, resource },
    ...(former && retired
      ? [
          {
            ...({ says: 'placement', state: 'retired', sourcedId: replaced } as const),
            ...{ parent: former.parent, resource: former.resource },
            reason: `replaced by ${sourcedId}: ${reason}`,
          },
        ]
      : []),
    { says: 'replaces', ...line },
  ];
  const changes = addLines(workspace, ledger, facts, read.files);
  writeCatalog(workspace, changes);
  return checked({ ...line, retired, changed: writtenOf(changes) }, []);
}

type Line = Pick<Replacement, 'sourcedId' | 'kind' | 'replaced' | 'reason'>;

function factsOf(line: Line, gone: readonly Pick<Line, 'sourcedId' | 'kind'>[]): LedgerFact[] {
  const { sourcedId, kind, reason } = line;
  const why = `replaced by ${sourcedId}: ${reason}`;
  return [
    { says: 'live', sourcedId, kind },
    ...gone.map((node) => ({ says: 'retired', ...node, reason: why }) as const),
    { says: 'replaces', ...line },
  ];
}

interface Chosen {
  readonly sourcedId: string;
  readonly replaced: string;
  readonly kind: Kind;
}

/** Finds both nodes and checks that they are of one kind. */
function choose(
  { node, replaces }: Pick<ConfirmOptions, 'node' | 'replaces'>,
  written: readonly Nameable[],
  known: readonly Nameable[],
): Checked<Chosen> {
  const now = nodeMeant(node, written, { by: 'whole' });
  if (!now.ok) return now;
  const { sourcedId, kind } = now.value;
  const then = formerNode(replaces, kind, known);
  if (!then.ok) return then;
  const { sourcedId: replaced, kind: former } = then.value;
  if (sourcedId === replaced) {
    return wrongUsage('An id cannot replace itself.', 'Give the former id.');
  }
  if (kind !== former) {
    return wrongUsage(
      `${sourcedId} is a ${kind}, but ${replaced} is a ${former}: a node can only replace a node of its own kind.`,
      `Give the former ${kind}.`,
    );
  }
  return checked({ sourcedId, replaced, kind }, []);
}

/** The former node that a name means; if several fit, the one of the kind of the new node. */
function formerNode(
  name: string,
  kind: Kind,
  known: readonly Nameable[],
): Checked<Pick<Nameable, 'kind' | 'sourcedId'>> {
  const was = parseAddress(name);
  // A ledger may lack an id that a platform holds; an address says everything that is needed.
  if (was && !known.some(({ sourcedId }) => sourcedId === was.sourcedId)) {
    const isTitled = nodesNamed(name, known, { by: 'whole' }).length > 0;
    if (!isTitled) return checked(was, []);
  }
  const otherwise =
    'For an id that is only on a platform, give its address after --replaces, such as lesson/ID.';
  return nodeMeant(name, known, { by: 'whole', kind, among: 'ledger too', otherwise });
}

type Words = Pick<Replacement, 'sourcedId' | 'replaced' | 'reason'>;

function isSame(one: Words, { sourcedId, replaced, reason }: Words): boolean {
  return one.sourcedId === sourcedId && one.replaced === replaced && one.reason === reason;
}

function saidAlready({ file, line }: Pick<Replacement, 'file' | 'line'>): Problem {
  return problem('identity/other-state', {
    detail: `Nothing to do: the ledger already has this line.`,
    hint: 'If it happened again, give another reason: a line is valid only for the change that adds it.',
    span: { file, start: { line, column: 1 } },
  });
}

export interface ConfirmNameOptions {
  /** The course, by its id, address or whole title. */
  readonly node: string;
  /** The former names: `courseCode=MATH-3`, `subject=Math`, `grade=3`. */
  readonly was: readonly string[];
  readonly reason: string;
}

interface ConfirmNameResult {
  readonly address: Address;
  /** The facts that the ledger has now. */
  readonly meant: readonly MeantFact[];
  readonly changed: readonly string[];
}

/**
 * Records in the ledger that a published course is meant to have another courseCode, first subject or single
 * grade, by which apps on the official SDK name it. The present names come from the manifests and from the
 * overrides of environments.
 */
export function confirmCourseName(
  { node, was, reason }: ConfirmNameOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<ConfirmNameResult> {
  const opened = openCatalog(world);
  if (!opened.ok) return opened;
  const { workspace, read, ledger } = opened.value;
  const { catalog, files } = read;
  const courses = nameables(catalog).filter(({ kind }) => kind === 'course');
  const meant = nodeMeant(node, courses, { by: 'whole', kind: 'course' });
  if (!meant.ok) return meant;
  const { sourcedId } = meant.value;
  const address = addressOf('course', sourcedId);
  const steps = was.map(readStep);
  const wrong = steps.flatMap((step) => (step.ok ? [] : step.problems));
  if (wrong.length > 0) return { ok: false, problems: wrong };
  const why = reason.trim().replace(/\s+/g, ' ');
  const facts = steps.flatMap((step): readonly MeantFact[] => {
    if (!step.ok) return [];
    const { field, value } = step.value;
    return valuesNow(workspace, catalog, address, field).flatMap((now) => {
      if (now === value) return [];
      const known = { says: 'changes', sourcedId, kind: 'course', field } as const;
      return [{ ...known, was: value, ...(now !== undefined && { now }), reason: why }];
    });
  });
  const fresh = facts.filter((fact) => !isSaid(ledger?.ledger, fact));
  if (fresh.length === 0) return { ok: false, problems: [nothingNew(facts.length > 0)] };
  const changes = addLines(workspace, ledger, fresh, files);
  writeCatalog(workspace, changes);
  return checked({ address, meant: fresh, changed: writtenOf(changes) }, []);
}

function readStep(text: string): Checked<{ field: SdkIdentityField; value: string }> {
  const at = text.indexOf('=');
  const name = at === -1 ? text : text.slice(0, at);
  const field = sdkIdentityFields.find((one) => one === name);
  if (field && at !== -1 && text.length > at + 1) {
    return checked({ field, value: text.slice(at + 1) }, []);
  }
  const near = Object.entries(sdkManifestFields).find(([, one]) => one === name)?.[0];
  const guess = near ?? nearest(name, sdkIdentityFields);
  const wrong = problem('usage/wrong', {
    detail: `--was ${quoteShort(text)} is not FIELD=VALUE with one of ${sdkIdentityFields.join(', ')}.`,
    hint: `Write it so: --was ${guess ?? 'courseCode'}=${at === -1 ? 'OLD' : text.slice(at + 1) || 'OLD'}`,
  });
  return { ok: false, problems: [wrong] };
}

/** The present names of a course, in the manifests and in each environment. */
function valuesNow(
  workspace: Workspace,
  catalog: Catalog,
  address: Address,
  field: SdkIdentityField,
): readonly (string | undefined)[] {
  const { environments } = workspace.config;
  const all = [
    withDefaults(workspace, catalog),
    ...[...environments.values()].map((one) => fieldsFor(catalog, one)),
  ];
  const values = all.map(({ nodes }) => {
    const fields = nodes.get(address)?.entity.fields ?? {};
    return sdkIdentityOf(fields)[field];
  });
  return [...new Set(values)];
}

function isSaid(ledger: Ledger | undefined, fact: MeantFact): boolean {
  return (ledger?.meant ?? []).some(
    (one) =>
      one.sourcedId === fact.sourcedId &&
      one.field === fact.field &&
      one.was === fact.was &&
      one.now === fact.now &&
      one.reason === fact.reason,
  );
}

function nothingNew(isKnown: boolean): Problem {
  return isKnown
    ? problem('identity/other-state', {
        detail: 'Nothing to do: the ledger already has this line.',
        hint: 'If it happened again, give another reason: a line is valid only for the change that adds it.',
      })
    : problem('usage/wrong', {
        detail: 'The course still has that value, in the manifests and in every environment.',
        hint: 'Change it first, and give the old value after --was.',
      });
}
