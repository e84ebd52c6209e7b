import { quoted } from '../document/wording.ts';
import {
  type Ledger,
  type LedgerEntry,
  type PlacementLine,
  placementKey,
  type Replacement,
} from '../model/ledger.ts';
import type { Problem } from '../model/problem.ts';
import type { LedgerFact } from './ledger-line.ts';
import { contradiction } from './ledger-problem.ts';

/** What a line says and where it stands. */
export interface PlacedFact {
  readonly fact: LedgerFact;
  readonly file: string;
  readonly line: number;
}

type OfState = Extract<LedgerFact, { says: 'live' | 'retired' | 'released' | 'taken' }>;

interface Gathered extends Omit<Ledger, 'where'> {
  readonly contradictions: readonly Problem[];
}

/**
 * What all lines say together. Lines are added and never changed, so that of several about one node
 * the strongest counts: what was retired was live before. What cannot all be so is a contradiction,
 * and of it the first counts.
 */
export function gatherFacts(facts: readonly PlacedFact[]): Gathered {
  const entries = new Map<string, LedgerEntry>();
  const placed: PlacementLine[] = [];
  const replacements: Replacement[] = [];
  const contradictions: Problem[] = [];
  for (const { fact, file, line } of facts) {
    const place = { file, line };
    if (fact.says === 'placement') {
      const { sourcedId, lesson, resource } = fact;
      placed.push({ sourcedId, lesson, resource, ...place });
    } else if (fact.says === 'replaces') {
      const { says: _, ...replacement } = fact;
      replacements.push({ ...replacement, ...place });
    } else {
      const entry = entryOf(fact, place);
      const before = entries.get(entry.sourcedId);
      const doubt = before && doubtOf(before, entry);
      if (doubt) contradictions.push(contradiction(before, entry, doubt));
      else entries.set(entry.sourcedId, before ? stronger(before, entry) : entry);
    }
  }
  const { contradictions: more, ...placements } = gatherPlacements(placed);
  return { entries, ...placements, replacements, contradictions: [...contradictions, ...more] };
}

function entryOf(fact: OfState, place: { file: string; line: number }): LedgerEntry {
  const { sourcedId, kind } = fact;
  switch (fact.says) {
    case 'live':
      return { sourcedId, kind, state: 'live', ...place };
    case 'taken':
      return { sourcedId, kind, state: 'live', from: fact.name, ...place };
    case 'released':
      return { sourcedId, kind, state: 'released', to: fact.name, ...reasonOf(fact), ...place };
    case 'retired':
      return { sourcedId, kind, state: 'retired', ...reasonOf(fact), ...place };
  }
}

function reasonOf({ reason }: { readonly reason?: string }): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}

/** What keeps two lines about a node from both being so, for the words of a contradiction. */
function doubtOf(a: LedgerEntry, b: LedgerEntry): readonly [string, string] | undefined {
  if (a.kind !== b.kind) return [`is a ${a.kind}`, `it is a ${b.kind}`];
  const ends = [a, b].map(({ state }) => state);
  if (ends.includes('released') && ends.includes('retired'))
    return [`is ${a.state}`, `it is ${b.state}`];
  const elsewhere = [a, b].map(({ to, from }) =>
    to !== undefined ? `lives in ${to}` : from !== undefined ? `came from ${from}` : undefined,
  );
  const [first, second] = elsewhere;
  return first !== undefined && second !== undefined && first !== second
    ? [first, `it ${second}`]
    : undefined;
}

const strength = { live: 0, released: 1, retired: 2 };

/** Of equals the first, but one that says where a node came from says more than one that does not. */
function stronger(a: LedgerEntry, b: LedgerEntry): LedgerEntry {
  const from = a.from ?? b.from;
  const isMore =
    strength[b.state] > strength[a.state] ||
    (a.from === undefined && b.from !== undefined && a.state === b.state);
  return { ...(isMore ? b : a), ...(from !== undefined && { from }) };
}

interface GatheredPlacements {
  readonly placements: ReadonlyMap<string, string>;
  readonly placementLines: readonly PlacementLine[];
  readonly contradictions: readonly Problem[];
}

/**
 * Ids of placements are told apart among each other only: that of a node may look the same. Of lines
 * about one of them the first counts.
 */
function gatherPlacements(lines: readonly PlacementLine[]): GatheredPlacements {
  const byId = new Map<string, PlacementLine>();
  const byKey = new Map<string, PlacementLine>();
  const contradictions: Problem[] = [];
  for (const line of lines) {
    const { sourcedId, lesson, resource } = line;
    const key = placementKey(lesson, resource);
    const [sameId, sameKey] = [byId.get(sourcedId), byKey.get(key)];
    if (sameId && sameId === sameKey) continue;
    if (sameId) {
      const words = [`places ${placed(sameId)}`, `it places ${placed(line)}`] as const;
      contradictions.push(contradiction(sameId, line, words));
    } else if (sameKey) {
      const words = [`places ${placed(line)}`, `${quoted(sourcedId)} does`] as const;
      contradictions.push(contradiction(sameKey, line, words));
    } else {
      byId.set(sourcedId, line);
      byKey.set(key, line);
    }
  }
  const placements = new Map([...byKey].map(([key, { sourcedId }]) => [key, sourcedId]));
  return { placements, placementLines: [...byId.values()], contradictions };
}

function placed({ lesson, resource }: PlacementLine): string {
  return `the resource ${quoted(resource)} in the lesson ${quoted(lesson)}`;
}
