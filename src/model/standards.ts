/**
 * Where records keep the standards of a node: keys joined by dots. Empty: the platform has no such
 * field.
 */
export interface StandardsPaths {
  readonly lesson: string;
  readonly resource: string;
}

/** How to ask for a standard by its identifier, to learn whether the platform knows it. */
export interface StandardsService {
  /** Path that the identifier is appended to. */
  readonly path: string;
  /** Key that wraps a standard in answers; empty: none. */
  readonly envelope: string;
  /** Key of a standard that holds its identifier. */
  readonly id: string;
}

/** A platform's answers about some standards. Those in neither set are unknown. */
export interface StandardsTold {
  readonly known: ReadonlySet<string>;
  readonly absent: ReadonlySet<string>;
  /** Why the others are unknown. */
  readonly why?: string;
}
