import { type Draft, type DraftValue, isDraft } from './seats.ts';

/**
 * Merges wanted items into a list. `follow`: the list takes the wanted order, and other items stay
 * behind their former neighbour. Otherwise, and if the list includes files, present items keep
 * their places, and new ones follow the wanted item before them.
 */
export function arranged(
  present: readonly DraftValue[],
  wanted: readonly Draft[],
  follow: boolean,
): DraftValue[] {
  const includes = present.some((item) => isDraft(item) && 'include' in item);
  return follow && !includes
    ? woven(wanted, present)
    : woven(present, wanted, firstShared(present, wanted));
}

function firstShared(present: readonly DraftValue[], wanted: readonly Draft[]) {
  const there = new Set(present);
  return wanted.find((item) => there.has(item)) ?? null;
}

/**
 * `base` with the items that only `others` holds, each behind its neighbour there. An item without
 * such a neighbour comes before `first`, or last if the lists have nothing in common.
 */
function woven(
  base: readonly DraftValue[],
  others: readonly DraftValue[],
  first: DraftValue = base[0] ?? null,
): DraftValue[] {
  const known = new Set(base);
  const behind = new Map<DraftValue | undefined, DraftValue[]>();
  let anchor: DraftValue | undefined;
  for (const item of others) {
    const group = behind.get(anchor);
    if (known.has(item)) anchor = item;
    else if (group) group.push(item);
    else behind.set(anchor, [item]);
  }
  const leading = behind.get(undefined) ?? [];
  const result = base.flatMap((item) => [
    ...(item === first && leading.length > 0 ? leading : []),
    item,
    ...(behind.get(item) ?? []),
  ]);
  return !known.has(first) ? [...result, ...leading] : result;
}
