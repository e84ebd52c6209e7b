/**
 * Indices of a longest run of numbers that does not fall, in ascending order: patience sorting, n log n.
 * `strict`: neighbours in the run may not be equal either. Numbers that are `undefined` are never in it.
 */
export function longestRisingRun(
  numbers: readonly (number | undefined)[],
  { strict }: { readonly strict: boolean },
): number[] {
  const ends: { readonly index: number; readonly number: number }[] = [];
  const previous = new Map<number, number | undefined>();
  const fits = (earlier: number, later: number) => (strict ? earlier < later : earlier <= later);
  numbers.forEach((number, index) => {
    if (number === undefined) return;
    let low = 0;
    let high = ends.length;
    const last = ends.at(-1);
    // Nearly always everything is in order already.
    if (last && fits(last.number, number)) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (fits(ends[middle]?.number ?? 0, number)) low = middle + 1;
      else high = middle;
    }
    previous.set(index, ends[low - 1]?.index);
    ends[low] = { index, number };
  });
  const run: number[] = [];
  for (let at = ends.at(-1)?.index; at !== undefined; at = previous.get(at)) run.push(at);
  return run.reverse();
}
