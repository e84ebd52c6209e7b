import type { Json } from '../model/json.ts';

/** What the API answers, as data. Without `body` the answer has none. */
export interface Answer {
  readonly status: number;
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

export function toResponse({ status, body, headers = {} }: Answer): Response {
  return body === undefined
    ? new Response(null, { status, headers })
    : Response.json(body, { status, headers });
}
