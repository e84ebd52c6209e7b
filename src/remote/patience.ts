/** How long and how often one request is tried. Times in milliseconds. */
export interface Patience {
  /** For one try, from sending to the last byte of the answer. */
  readonly oneTry: number;
  /** For all tries of a request and the pauses between them: no wait is longer. */
  readonly allTries: number;
  /** Tries after the first. */
  readonly repetitions: number;
  /** The same while the platform is in doubt. */
  readonly repetitionsInDoubt: number;
  /** Before the second try; doubles from try to try. */
  readonly firstPause: number;
  readonly longestPause: number;
}

/** Outlasts a platform that is restarted; ends within three minutes whatever is answered or not. */
export const patience: Patience = {
  oneTry: 60_000,
  allTries: 180_000,
  repetitions: 8,
  repetitionsInDoubt: 1,
  firstPause: 300,
  longestPause: 20_000,
};

/** For a look at a platform: whoever looks wants to know how it is now. */
export const patienceOfALook: Patience = {
  ...patience,
  oneTry: 20_000,
  allTries: 30_000,
  repetitions: 3,
};
