/**
 * Which parts of a text stay where not all have room: whole parts are left out, largest first, until
 * the rest fits. Gives the indices of those that stay.
 */
export function keepWithin(sizes: readonly number[], room: number): ReadonlySet<number> {
  const bySize = sizes.map((_, index) => index).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  const gone = bySize.findIndex((index) => {
    if (total <= room) return true;
    total -= sizes[index] ?? 0;
    return false;
  });
  return new Set(gone === -1 ? [] : bySize.slice(gone));
}

/** How many characters lines take, with their line breaks. */
export function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
