import { guesser } from '../../document/validate.ts';
import { type LedgerChanges, removeIds, reviveIds } from '../../identity/ledger/edit.ts';
import type { LedgerFact } from '../../identity/ledger/line.ts';
import { foundPlacements, withoutEntries } from '../../manifest/format.ts';
import { retiring } from '../../model/id-commands.ts';
import type { PlacementEntry } from '../../model/ledger.ts';
import { type Address, type IdKey, idKey } from '../../model/node.ts';
import { placementsListed, resolvePlacements } from '../../model/placements.ts';
import {
  type Checked,
  checked,
  failure,
  type Problem,
  problem,
  wrongUsage,
} from '../../model/problem.ts';
import { readBase } from '../../run/catalog/base.ts';
import type { OpenCatalog } from '../../run/catalog/catalog-files.ts';
import { addLines, withChanges, writtenOf } from '../../run/catalog/minting.ts';
import { writeCatalog } from '../../run/catalog/workspace.ts';
import type { Retirement, RetireOptions } from './nodes.ts';

const prefix = 'placement/';

/**
 * The ids of the placements that a command names, as `placement/ID`; undefined if it names nodes. Problems:
 * it names both.
 */
export function placementsNamed(names: readonly string[]): Checked<readonly string[] | undefined> {
  const ids = names.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  if (ids.length === 0) return checked(undefined, []);
  if (ids.length === names.length) return checked([...new Set(ids)], []);
  return wrongUsage(
    'Some of these are placements and some are not.',
    'Name the placements in a command of their own.',
  );
}

/** The ledger with some facts, and with the chosen ids forgotten or live again, as `type` says. */
export function ledgerWith(
  facts: readonly LedgerFact[],
  type: Retirement['type'],
  keys: readonly IdKey[],
  { workspace, read, ledger }: OpenCatalog,
): LedgerChanges {
  const added = addLines(workspace, ledger, facts, read.files);
  if (type === 'retire') return added;
  const texts = withChanges(ledger?.texts ?? new Map(), added);
  const change = type === 'undo' ? reviveIds : removeIds;
  return new Map([...added, ...change(texts, keys)]);
}

/** The retired placements, and the files that changed, for the report. */
interface RetiredPlacements {
  readonly ids: readonly string[];
  readonly changed: readonly string[];
  /** With `undo`: the nodes whose list is empty, so that the next plan would take all their placements out. */
  readonly emptied: readonly Address[];
}

/** Removes placements from lists of resources and records it in the ledger. Writes all files, or none. */
export function retirePlacements(
  ids: readonly string[],
  { retirement, base }: RetireOptions,
  retiringNow: OpenCatalog,
): Checked<RetiredPlacements> {
  const { workspace, read, ledger } = retiringNow;
  const found = foundPlacements(read.files);
  const resolved = resolvePlacements(
    found.map(({ written }) => written),
    ledger?.ledger,
  );
  const entries = found.flatMap((one, index) => {
    const sourcedId = resolved[index]?.sourcedId;
    return sourcedId === undefined ? [] : [{ ...one, sourcedId }];
  });
  const known = new Map<string, PlacementEntry>([
    ...entries.map(
      ({ sourcedId, written: { parent, resource } }) =>
        [sourcedId, { sourcedId, parent, resource }] as const,
    ),
    ...(ledger?.ledger.placements ?? []),
  ]);
  const guess = guesser(() => known.keys());
  const unknown = ids.filter((id) => !known.has(id)).map((id) => unknownId(id, guess(id)));
  if (unknown.length > 0) return { ok: false, problems: unknown };
  const published = retirement.type === 'retire' ? [] : publishedAt(ids, retirement.type, base);
  if (published.length > 0) return { ok: false, problems: published };

  const chosen = new Set(ids);
  const facts = ids.flatMap((id): LedgerFact[] => {
    const entry = known.get(id);
    if (!entry || retirement.type !== 'retire') return [];
    const { parent, resource } = entry;
    const { reason } = retirement;
    return [{ says: 'placement', state: 'retired', sourcedId: id, parent, resource, reason }];
  });
  const keys = ids.map((id) => idKey('placement', id));
  const lines = ledgerWith(facts, retirement.type, keys, retiringNow);
  const going =
    retirement.type === 'undo' ? [] : entries.filter((one) => chosen.has(one.sourcedId));
  const goingFrom = Map.groupBy(going, ({ source }) => source);
  const changed = read.files.flatMap((source) => {
    const paths = goingFrom.get(source)?.map(({ path }) => path) ?? [];
    const text = withoutEntries(source, paths);
    return text === undefined ? [] : [{ file: source.file, text }];
  });
  if (changed.length === 0 && lines.size === 0) {
    const detail = 'Nothing to do: the ledger already has it, and no manifest places it.';
    return failure('identity/other-state', { detail });
  }
  writeCatalog(workspace, [...changed.map(({ file, text }) => [file, text] as const), ...lines]);
  const parents = new Set(ids.map((id) => known.get(id)?.parent));
  const emptied = [...read.catalog.nodes].flatMap(([address, { entity }]) => {
    const { kind, sourcedId, fields } = entity;
    const isHolder = (kind === 'lesson' || kind === 'unit') && parents.has(sourcedId);
    const isEmpty = placementsListed(fields['resources'])?.length === 0;
    return retirement.type === 'undo' && isHolder && isEmpty ? [address] : [];
  });
  const files = [...changed.map(({ file }) => file), ...writtenOf(lines)];
  return checked({ ids, changed: files, emptied }, []);

  /** Problems of placements, or of their retirements, that the base knows: they may have been published. */
  function publishedAt(
    names: readonly string[],
    type: 'never-published' | 'undo',
    ref: string | undefined,
  ): readonly Problem[] {
    if (ref === undefined) {
      const detail = 'This needs proof that it was not published. For a placement, use --base REF.';
      return [problem('usage/wrong', { detail })];
    }
    const then = readBase(workspace, ref, read);
    if (!then.ok) return then.problems;
    const { ledger: before } = then.value;
    return names.flatMap((id) => {
      const line = before?.placements.get(id);
      const isKnown = type === 'undo' ? line?.state === 'retired' : line !== undefined;
      if (!isKnown) return [];
      return [
        problem('retire/published', {
          detail: `The placement "${id}" is ${type === 'undo' ? 'retired' : 'known'} at ${ref}, so it was or may have been published.`,
          hint:
            type === 'undo'
              ? 'Place the resource again without a `sourcedId`: `timeback-catalog fmt` gives it a new one.'
              : `A published id can only be retired: ${retiring([`${prefix}${id}`])}.`,
        }),
      ];
    });
  }
}

function unknownId(id: string, near: string | undefined): Problem {
  return problem('reference/missing', {
    detail: `The placement "${id}" is neither in the manifests nor in the ledger.`,
    ...(near !== undefined && { hint: `Did you mean "${prefix}${near}"?` }),
  });
}
