/**
 * Where the records of a platform keep the standards of a node: keys with dots between them. Empty: the
 * platform takes none.
 */
export interface StandardsPaths {
  readonly lesson: string;
  readonly resource: string;
}

/** How one standard is asked for by its identifier, to learn whether the platform knows it. */
export interface StandardsService {
  /** The identifier follows it. */
  readonly path: string;
  /** The key that wraps one standard in an answer; empty: none does. */
  readonly envelope: string;
  /** The key of a standard that holds its identifier. */
  readonly id: string;
}

/** What a platform told of some standards; what is in neither set it did not tell. */
export interface StandardsTold {
  readonly known: ReadonlySet<string>;
  readonly absent: ReadonlySet<string>;
  /** Why it did not tell of the others. */
  readonly why?: string;
}
