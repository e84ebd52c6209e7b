const second = 1000;
const minute = 60 * second;

/** `45 seconds`, `3 minutes`, `2 hours`: in the largest unit that does not round much away. */
export function durationText(ms: number): string {
  if (ms < 1.5 * minute) return numbered(ms / second, 'second');
  return ms < 90 * minute ? numbered(ms / minute, 'minute') : numbered(ms / (60 * minute), 'hour');
}

function numbered(amount: number, unit: string): string {
  const count = Math.max(1, Math.round(amount));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

export function timesText(times: number): string {
  return times === 2 ? 'twice' : `${times} times`;
}
