/**
 * Compares file names in natural order: `unit-2` before `unit-10`. Digits compare as numbers, other
 * characters by code unit, so the order is the same on every machine.
 */
export function naturalOrder(a: string, b: string): number {
  const left = chunks(a);
  const right = chunks(b);
  for (const [index, chunk] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = areNumbers(chunk, other) ? byNumber(chunk, other) : byCodeUnit(chunk, other);
    if (order !== 0) return order;
  }
  // `2` and `02` are equal numbers but two files.
  return left.length - right.length || byCodeUnit(a, b);
}

function chunks(name: string): string[] {
  return name.match(/\d+|\D+/g) ?? [];
}

function areNumbers(a: string, b: string): boolean {
  return /^\d/.test(a) && /^\d/.test(b);
}

/** Compares digits of any length without converting them to numbers. */
function byNumber(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return x.length - y.length || byCodeUnit(x, y);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
