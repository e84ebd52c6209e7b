import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import type { JsonObject } from '../model/json.ts';
import { type Answer, toResponse } from './answer.ts';
import type { Api, Call, Exchange } from './api.ts';
import type { EmulatorClient } from './client.ts';
import type { Collection } from './dialect.ts';
import { answerGet } from './get.ts';
import { createListing } from './list.ts';
import { answerPut } from './put.ts';
import { type Status, statusPage } from './status-page.ts';
import { issueToken } from './token-endpoint.ts';
import type { Tokens } from './tokens.ts';

export interface AppParts {
  readonly api: Api;
  readonly clients: readonly EmulatorClient[];
  readonly tokens: Tokens;
  /** What `GET /` tells a program. */
  readonly about: JsonObject;
  /** What it shows a person in a browser. */
  readonly status: () => Status;
}

/** The bindings of a request are what its endpoint may take notes on. */
type Env = { Bindings: Exchange };
type Endpoint = (call: Call) => Answer | Promise<Answer>;

/** The routes of the API. */
export function createApp({ api, clients, tokens, about, status }: AppParts): Hono<Env> {
  const { dialect } = api;
  const { read, write } = dialect.scopes;
  const app = new Hono<Env>();
  app.get('/', async (context) =>
    accepts(context, { header: 'Accept', supports: [json, page], default: json }) === page
      ? context.html(await statusPage(status()), 200, pageHeaders)
      : toResponse({ status: 200, body: about }),
  );
  app.post(dialect.tokenPath, async ({ req }) =>
    toResponse(await issueToken(req.raw, { clients, tokens, dialect })),
  );
  app.all(dialect.tokenPath, () => notAllowed(['POST'], api));
  const list = createListing(api);
  for (const collection of dialect.collections) {
    const { path, fixed } = collection;
    const one = `${path}/:sourcedId`;
    const endpoint = (scope: string, answer: Endpoint) => (context: Context<Env>) =>
      answerCall(context, answer, { api, tokens, collection, scope });
    app.get(path, endpoint(read, list));
    app.all(path, () => notAllowed(['GET'], api));
    app.get(
      one,
      endpoint(read, (call) => answerGet(call, api)),
    );
    if (!fixed)
      app.put(
        one,
        endpoint(write, (call) => answerPut(call, api)),
      );
    app.all(one, () => notAllowed(fixed ? ['GET'] : ['GET', 'PUT'], api));
  }
  app.notFound(({ req }) => toResponse(dialect.refusal(404, `There is nothing at ${req.path}.`)));
  app.onError(({ message }) => toResponse(dialect.refusal(500, `The emulator failed: ${message}`)));
  return app;
}

const json = 'application/json';
const page = 'text/html';
/** Whatever a title says, the page loads nothing and runs nothing. */
const pageHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'cache-control': 'no-store',
};

interface Guard {
  readonly api: Api;
  readonly tokens: Tokens;
  readonly collection: Collection;
  readonly scope: string;
}

async function answerCall(
  { req, env }: Context<Env>,
  answer: Endpoint,
  { api, tokens, collection, scope }: Guard,
): Promise<Response> {
  const { refusal } = api.dialect;
  const authorization = req.header('authorization') ?? '';
  const [, token = ''] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  const session = tokens.find(token);
  if (session === undefined) {
    const refused = refusal(401, 'The access token is missing, unknown or expired.');
    return toResponse({ ...refused, headers: { 'www-authenticate': 'Bearer' } });
  }
  if (!session.scopes.includes(scope)) {
    return toResponse(refusal(403, `The access token lacks the scope ${scope}.`));
  }
  const { client } = session;
  const sourcedId = req.param('sourcedId') ?? '';
  return toResponse(
    await answer({ request: req.raw, collection, client, sourcedId, exchange: env }),
  );
}

function notAllowed(methods: readonly string[], { dialect }: Api): Response {
  const refused = dialect.refusal(405, `Only ${methods.join(' and ')} can be used here.`);
  return toResponse({ ...refused, headers: { allow: methods.join(', ') } });
}
