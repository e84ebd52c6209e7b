/** Distance between fresh neighbours: room for inserting without touching a sibling. */
const step = 10;

/**
 * The numbers that put siblings in the wanted order while changing as few of them as can be.
 *
 * Takes the present numbers in the wanted order (`undefined`: new, moved here, or without one) and
 * gives all numbers. Order is compared, numbers are not: if the present numbers already rise,
 * they stay whatever they are.
 */
export function sortOrders(present: readonly (number | undefined)[]): number[] {
  const kept = rises(present) ? present.map((_, index) => index) : longestKept(present);
  const anchors: Anchor[] = kept.map((index) => ({ index, number: present[index] ?? 0 }));
  const result: number[] = [];
  let before: Anchor | undefined;
  for (const anchor of [...anchors, undefined]) {
    const count = (anchor?.index ?? present.length) - result.length;
    result.push(...between(before?.number, anchor?.number, count));
    if (anchor) result.push(anchor.number);
    before = anchor;
  }
  return result;
}

interface Anchor {
  readonly index: number;
  readonly number: number;
}

/** Whether siblings are in order as they stand. */
export function rises(numbers: readonly (number | undefined)[]): boolean {
  return numbers.every((number, index) => {
    const before = numbers[index - 1];
    return number !== undefined && (index === 0 || (before !== undefined && before < number));
  });
}

/**
 * The most siblings that can keep their numbers. Two may both stay if whole numbers are left for
 * everything between them, that is if `number - index` does not fall from one to the other. Below
 * zero there would be no room for what stands before without negative numbers.
 */
function longestKept(present: readonly (number | undefined)[]): number[] {
  const rooms = present.map((number, index) => (number === undefined ? undefined : number - index));
  return longestRun(
    rooms.map((room) => (room !== undefined && room < 0 ? undefined : room)),
    (room, value) => room > value,
  );
}

/** The siblings whose present numbers already put them in the wanted order among each other. */
export function inOrder(present: readonly (number | undefined)[]): ReadonlySet<number> {
  return new Set(longestRun(present, (number, value) => number >= value));
}

/**
 * Indices of a longest run of values in which none is `beyond` the next, in n log n (patience
 * sorting). Absent values take no part.
 */
function longestRun(
  values: readonly (number | undefined)[],
  beyond: (earlier: number, value: number) => boolean,
): number[] {
  const tails: { readonly index: number; readonly value: number }[] = [];
  const previous = new Map<number, number | undefined>();
  values.forEach((value, index) => {
    if (value === undefined) return;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (beyond(tails[middle]?.value ?? 0, value)) high = middle;
      else low = middle + 1;
    }
    previous.set(index, tails[low - 1]?.index);
    tails[low] = { index, value };
  });
  const run: number[] = [];
  for (let at = tails.at(-1)?.index; at !== undefined; at = previous.get(at)) run.push(at);
  return run.reverse();
}

/** `count` whole numbers strictly between two neighbours, spread evenly; open ends go by steps. */
function between(low: number | undefined, high: number | undefined, count: number): number[] {
  if (high === undefined) {
    const start = Math.floor(low ?? 0);
    return Array.from({ length: count }, (_, index) => start + step * (index + 1));
  }
  const first = Math.floor(low ?? -1) + 1;
  const room = Math.ceil(high) - first;
  return Array.from(
    { length: count },
    (_, index) => first + Math.floor((room * (2 * index + 1)) / (2 * count)),
  );
}
