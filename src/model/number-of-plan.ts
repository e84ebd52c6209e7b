/**
 * Whether a text is a plan's digest, or at least its first twelve digits: fewer might match another
 * plan.
 */
export function isPlanDigest(text: string): boolean {
  return /^[\da-f]{12,64}$/i.test(text);
}

/** A number of changes together with the plan in which they were counted. */
export interface NumberOfPlan {
  readonly count: number;
  /** Digest of the plan, or at least its first twelve digits. */
  readonly digest: string;
}

/** The text that `numberOfPlan` reads: `7@0123456789ab`. */
export function numberText({ count, digest }: NumberOfPlan): string {
  return `${count}@${digest.slice(0, 12)}`;
}

/** Reads `7@0123456789ab`; undefined for any other form. */
export function numberOfPlan(text: string): NumberOfPlan | undefined {
  const [, number, digest = ''] = /^(\d+)@(.*)$/.exec(text) ?? [];
  return number !== undefined && isPlanDigest(digest)
    ? { count: Number(number), digest }
    : undefined;
}
