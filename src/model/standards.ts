/**
 * Where the records of a platform keep the standards of a node: keys with dots between them. Empty: the
 * platform takes none.
 */
export interface StandardsPaths {
  readonly lesson: string;
  readonly resource: string;
}
