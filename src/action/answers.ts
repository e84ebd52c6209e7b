// What GitHub says is text from outside: numbers and ids of commits become parts of addresses.

/** The full id of a commit. */
export function isCommit(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
}

/** The number of a pull request, a comment or an issue. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** A commit as people read it. */
export function short(commit: string): string {
  return commit.slice(0, 7);
}
