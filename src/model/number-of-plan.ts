/** The digest of a plan, or its first twelve digits and more: fewer might be those of another. */
export function isPlanDigest(text: string): boolean {
  return /^[\da-f]{12,64}$/i.test(text);
}

/** A number of changes, bound to the plan they were counted in. */
export interface NumberOfPlan {
  readonly count: number;
  /** Of the plan, or its first twelve digits and more. */
  readonly digest: string;
}

/** As `numberOfPlan` reads it: `7@0123456789ab`. */
export function numberText({ count, digest }: NumberOfPlan): string {
  return `${count}@${digest.slice(0, 12)}`;
}

/** Reads `7@0123456789ab`; undefined where a text is of another form. */
export function numberOfPlan(text: string): NumberOfPlan | undefined {
  const [, number, digest = ''] = /^(\d+)@(.*)$/.exec(text) ?? [];
  return number !== undefined && isPlanDigest(digest)
    ? { count: Number(number), digest }
    : undefined;
}
