/** How many requests are in flight at once. A value: each answer gives the next one. */
export interface Pace {
  readonly limit: number;
  /** How often it was slowed. A request belongs to the round in which it was sent. */
  readonly round: number;
  /** Answers since the limit last changed. */
  readonly run: number;
}

/** So many answers for each place there is, before one more is tried. */
const patientRounds = 4;

export function startPace(most: number): Pace {
  return { limit: most, round: 0, run: 0 };
}

/**
 * After a 429: half of what was in flight, and at least one. Once for a burst: refusals of requests
 * that were sent before the last slowing say nothing new.
 */
export function slowed(
  pace: Pace,
  refused: { readonly round: number; readonly inFlight: number },
): Pace {
  if (refused.round !== pace.round) return pace;
  const limit = Math.max(1, Math.floor(Math.min(pace.limit, refused.inFlight) / 2));
  return { limit, round: pace.round + 1, run: 0 };
}

/** After any other answer: one more at once when a run of them went well, up to `most`. */
export function quickened(pace: Pace, most: number): Pace {
  if (pace.limit >= most) return pace;
  const run = pace.run + 1;
  return run < pace.limit * patientRounds
    ? { ...pace, run }
    : { ...pace, limit: pace.limit + 1, run: 0 };
}
