import { type Draft, type DraftValue, isDraft } from './seats.ts';

/**
 * The items of a list with the wanted ones among them. `follow`: in the wanted order, what nobody
 * wants stays behind the one that it stood behind. Otherwise, and where the list takes in files,
 * what is there keeps its place, and what is new comes behind the wanted one before it.
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
 * `base` with what only `others` holds, each behind the one that it stands behind there. What
 * stands behind none comes first, or before `first`, or last where the two have nothing in common.
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
