/**
 * How far a source can be trusted. A: documentation of the API itself. B: documentation of a sibling API of
 * the platform, or the source of its official SDK. C: a standard. D: a client of others that reports having
 * seen it live.
 */
type Tier = 'A' | 'B' | 'C' | 'D';

/** One source of rows. */
interface Source {
  /** The tier; undefined if no readable document says it. */
  readonly tier: Tier | undefined;
  /** The day on which it was last read or run: `2026-11-28`. */
  readonly date: string;
}

/**
 * Every source that a row names. A row may name several, separated by `; `, each with a remark in brackets.
 */
const sources = {
  unverified: { tier: undefined, date: '2026-11-28' },
  'Partner API developer guide': { tier: 'A', date: '2026-11-21' },
  'Partner API product overview': { tier: 'A', date: '2026-11-21' },
  'Partner API curriculum page': { tier: 'A', date: '2026-11-21' },
  'Partner API rostering page': { tier: 'A', date: '2026-11-28' },
  'Partner API reference, events page': { tier: 'A', date: '2026-11-28' },
  'OpenAPI document': { tier: 'B', date: '2026-11-28' },
  'OpenAPI document of CASE': { tier: 'B', date: '2026-11-21' },
  'Resources Metadata document': { tier: 'B', date: '2026-11-21' },
  'official SDK': { tier: 'B', date: '2026-11-28' },
  'Caliper 1.2': { tier: 'C', date: '2026-11-28' },
  'reported by a client': { tier: 'D', date: '2026-11-28' },
} as const satisfies Record<string, Source>;

/** The sources that a row names, in order. Throws an Error if one is not in the table. */
export function sourcesOf(named: string): readonly (Source & { readonly name: string })[] {
  return named.split('; ').map((each) => {
    const name = each.replace(/ \(.*\)$/, '');
    const source = Object.entries(sources).find(([known]) => known === name)?.[1];
    if (!source) throw new Error(`scripts/generate/fact-sources.ts has no source "${name}".`);
    return { name, ...source };
  });
}
