import { quoteShort } from '../../document/place.ts';
import { nearest } from '../../document/validate.ts';
import type { MeantFact } from '../../identity/ledger/line.ts';
import { sdkManifestFields } from '../../identity/sdk-identity.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type Address, addressOf } from '../../model/node.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { type SdkIdentityField, sdkIdentityFields, sdkIdentityOf } from '../../model/sdk/values.ts';
import { readCatalog, readLedger } from '../../run/catalog/catalog-files.ts';
import { addLines, writeLedger, writtenOf } from '../../run/catalog/minting.ts';
import { fieldsFor, withDefaults } from '../../run/catalog/target.ts';
import { openWorkspace, type Workspace } from '../../run/catalog/workspace.ts';
import { nameables, nodeMeant } from '../../run/naming.ts';
import type { World } from '../../run/world.ts';

export interface ConfirmNameOptions {
  /** The course, by its id, address or whole title. */
  readonly node: string;
  /** What it went by before: `courseCode=MATH-3`, `subject=Math`, `grade=3`. */
  readonly was: readonly string[];
  readonly reason: string;
}

export interface ConfirmNameResult {
  readonly address: Address;
  /** What the ledger says now. */
  readonly meant: readonly MeantFact[];
  readonly changed: readonly string[];
}

/**
 * Writes into the ledger that a published course was meant to get another courseCode, first subject or
 * single grade, which apps on the official SDK name it by. What it goes by now is read from the
 * manifests, and from what environments lay over them.
 */
export function confirmCourseName(
  { node, was, reason }: ConfirmNameOptions,
  world: Pick<World, 'cwd' | 'sources'>,
): Checked<ConfirmNameResult> {
  const workspace = openWorkspace(world);
  if (!workspace.ok) return workspace;
  const read = readCatalog(workspace.value);
  const found = readLedger(workspace.value);
  if (!read.ok || !found.ok) return { ok: false, problems: [...read.problems, ...found.problems] };
  const { catalog, files } = read.value;
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
    return valuesNow(workspace.value, catalog, address, field).flatMap((now) => {
      if (now === value) return [];
      const known = { says: 'changes', sourcedId, kind: 'course', field } as const;
      return [{ ...known, was: value, ...(now !== undefined && { now }), reason: why }];
    });
  });
  const fresh = facts.filter((fact) => !isSaid(found.value?.ledger, fact));
  if (fresh.length === 0) return { ok: false, problems: [nothingNew(facts.length > 0)] };
  const changes = addLines(workspace.value, found.value, fresh, files);
  writeLedger(workspace.value, changes);
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

/** What a course goes by, in the manifests and in each environment. */
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
