import { type Entry, hasUsableUuid, kinds } from './entry.ts';

/** Which entry of the revision before each entry continues. */
export interface Lineage {
  /** Entries whose identity the authors did not change: the same uuid, or none before and after. */
  readonly untouched: ReadonlyMap<Entry, Entry>;
  /** Entries with the same key, or the same title, in the same course, and another identity. */
  readonly rewritten: ReadonlyMap<Entry, Entry>;
}

/** Tells whether an entry continues an older one, given what is known about its course and unit. */
type Rule = (entry: Entry, old: Entry, known: ReadonlyMap<Entry, Entry>) => boolean;

const sameParent: Rule = ({ parent }, old, known) => (parent && known.get(parent)) === old.parent;
const sameCourse: Rule = ({ course }, old, known) => (course && known.get(course)) === old.course;
const sameKey: Rule = (entry, old) => entry.written.key === old.written.key;
const sameTitle: Rule = (entry, old) => entry.written.title === old.written.title;
const both =
  (a: Rule, b: Rule): Rule =>
  (entry, old, known) =>
    a(entry, old, known) && b(entry, old, known);

/** Rules for entries without a usable identity: key or title must say which node it is. */
const named: readonly Rule[] = [
  both(sameParent, sameKey),
  both(sameCourse, sameKey),
  both(sameParent, sameTitle),
  both(sameCourse, sameTitle),
];
/** Rules for several places with one uuid: those that stayed come first, and the rest moved. */
const placed: readonly Rule[] = [...named, sameParent, sameCourse, sameKey, () => true];

/** Pairs the entries of two revisions, parents before children, each at most once. */
export function lineageOf(entries: readonly Entry[], before: readonly Entry[]): Lineage {
  const known = new Map<Entry, Entry>();
  const untouched = new Map<Entry, Entry>();
  const rewritten = new Map<Entry, Entry>();
  for (const kind of kinds) {
    const isKind = (entry: Entry) => entry.kind === kind;
    const free = new Set(before.filter(isKind));
    const mine = entries.filter(isKind);
    const link = (found: Map<Entry, Entry>, [entry, old]: readonly [Entry, Entry]) => {
      found.set(entry, old);
      known.set(entry, old);
      free.delete(old);
    };
    const olds = Map.groupBy(free, ({ written: { uuid } }) => uuid);
    for (const [uuid, group] of Map.groupBy(mine, ({ written }) => written.uuid)) {
      const rules = group.every(hasUsableUuid) ? placed : named;
      for (const pair of paired(group, olds.get(uuid) ?? [], { rules, known })) {
        link(untouched, pair);
      }
    }
    const left = mine.filter((entry) => !untouched.has(entry));
    const rules = [both(sameCourse, sameKey), both(sameCourse, sameTitle)];
    for (const pair of paired(left, [...free], { rules, known })) link(rewritten, pair);
  }
  return { untouched, rewritten };
}

function paired(
  entries: readonly Entry[],
  olds: readonly Entry[],
  { rules, known }: { readonly rules: readonly Rule[]; readonly known: ReadonlyMap<Entry, Entry> },
): (readonly [Entry, Entry])[] {
  const found = new Map<Entry, Entry>();
  const taken = new Set<Entry>();
  for (const rule of rules) {
    for (const entry of entries) {
      if (found.has(entry)) continue;
      const old = olds.find((each) => !taken.has(each) && rule(entry, each, known));
      if (!old) continue;
      found.set(entry, old);
      taken.add(old);
    }
  }
  return [...found];
}
