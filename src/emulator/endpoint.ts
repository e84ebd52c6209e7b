import type { Answer } from './answer.ts';
import type { Api, Visit } from './api.ts';
import type { Right } from './dialect.ts';

/** What an endpoint may look at beside the request. */
export interface Means {
  readonly api: Api;
  /** A part of the path; empty where there is none of that name. */
  readonly param: (name: string) => string;
}

/** Something that a dialect answers and that is no collection of records. */
export interface Endpoint {
  readonly paths: readonly string[];
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly right: Right;
  readonly answer: (visit: Visit, means: Means) => Answer | Promise<Answer>;
}
