/**
 * `base` with the items that only `others` has, each behind the item that is before it there. Items before
 * all common ones are put before `first`, or at the end if `base` does not have it.
 */
export function woven<T>(
  base: readonly T[],
  others: readonly T[],
  first: T | null = base[0] ?? null,
): T[] {
  const known = new Set<T | null>(base);
  const behind = new Map<T | undefined, T[]>();
  let anchor: T | undefined;
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
