import type { Json } from '../model/json.ts';

/** An answer of the API as data. An answer without `body` is empty. */
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
