import type { Answer } from './answer.ts';
import type { Api, Visit } from './api.ts';
import type { Right } from './dialect.ts';

/** Context of an endpoint beside the request. */
export interface Means {
  readonly api: Api;
  /** A named part of the path; empty if the path has none of that name. */
  readonly param: (name: string) => string;
}

/** A route of a dialect that is not a collection of records. */
export interface Endpoint {
  readonly paths: readonly string[];
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly right: Right;
  readonly answer: (visit: Visit, means: Means) => Answer | Promise<Answer>;
}
