import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import type { JsonObject } from '../../../model/json.ts';
import type { Api, Call, EmulatorClient, Endpoint, RequestNotes, Visit } from './api.ts';
import type { Collection, Right } from './collection.ts';
import { materialise } from './events/facts.ts';
import { type EmulatorAnswer, toResponse } from './http.ts';
import { answerGet, createListing } from './list.ts';
import { placement } from './placements.ts';
import { answerDelete, answerPost, answerPut } from './records.ts';
import { type AccessTokens, issueToken } from './tokens.ts';
import { type Status, statusPage } from './traffic.ts';

export interface AppParts {
  /** One for each dialect. All share the same data. */
  readonly apis: readonly [Api, ...Api[]];
  readonly clients: readonly EmulatorClient[];
  readonly tokens: AccessTokens;
  /** JSON that `GET /` answers to programs. */
  readonly about: JsonObject;
  /** What `GET /` shows to a person in a browser. */
  readonly status: () => Status;
}

/** Bindings of a request: the notes of its endpoint. */
type Env = { Bindings: RequestNotes };

/** Builds the routes of the API. */
export function createApp({ apis, clients, tokens, about, status }: AppParts): Hono<Env> {
  const { dialect } = apis[0];
  const app = new Hono<Env>();
  app.get('/', async (context) =>
    accepts(context, { header: 'Accept', supports: [json, page], default: json }) === page
      ? context.html(await statusPage(status()), 200, pageHeaders)
      : toResponse({ status: 200, body: about }),
  );
  for (const api of apis) addRoutes(app, api, { clients, tokens });
  app.notFound(({ req }) => toResponse(dialect.refusal(404, `There is nothing at ${req.path}.`)));
  app.onError(({ message }) => toResponse(dialect.refusal(500, `The emulator failed: ${message}`)));
  return app;
}

function addRoutes(
  app: Hono<Env>,
  api: Api,
  { clients, tokens }: Pick<AppParts, 'clients' | 'tokens'>,
): void {
  const { dialect } = api;
  app.post(dialect.tokenPath, async ({ req }) =>
    toResponse(await issueToken(req.raw, { clients, tokens, dialect })),
  );
  app.all(dialect.tokenPath, () => notAllowed(['POST'], api));
  const list = createListing(api);
  for (const collection of dialect.collections) {
    const { path, alsoAt = [] } = collection;
    const endpoints = endpointsOf(collection, list);
    const add = (paths: string[], methods: Methods) => {
      for (const [method, answer] of Object.entries(methods)) {
        const right = method === 'GET' ? (collection.right ?? 'read') : 'write';
        app.on(method, paths, (context) =>
          answerVisit(context, { api, tokens, right }, (visit) => {
            if (collection.isDerived) materialise(api, visit.client.id);
            const refused = withoutAddOn(collection, api);
            if (refused) return refused;
            const sourcedId = context.req.param('sourcedId') ?? '';
            return answer({ ...visit, collection, sourcedId }, api);
          }),
        );
      }
      for (const path of paths) app.all(path, () => notAllowed(Object.keys(methods), api));
    };
    add([path, ...alsoAt], endpoints.many);
    add([`${path.replace(/\/$/, '')}/:sourcedId`], endpoints.one);
  }
  for (const endpoint of dialect.endpoints ?? []) addEndpoint(app, endpoint, { api, tokens });
}

/** The answer of a platform that lacks the Resources add-on for this client. */
function withoutAddOn(
  { name, path }: Collection,
  { behaviour, dialect }: Api,
): EmulatorAnswer | undefined {
  const status = name === 'resource' || name === placement ? behaviour.resources : undefined;
  if (status === undefined) return undefined;
  const said = {
    403: 'This client has no access to resources.',
    404: `There is nothing at ${path}.`,
  };
  return dialect.refusal(status, said[status]);
}

function addEndpoint(
  app: Hono<Env>,
  { paths, method, right, answer }: Endpoint,
  { api, tokens }: { readonly api: Api; readonly tokens: AccessTokens },
): void {
  app.on(method, [...paths], (context) =>
    answerVisit(context, { api, tokens, right }, (visit) => {
      if (right === 'read events') materialise(api, visit.client.id);
      return answer(visit, { api, param: (name) => context.req.param(name) ?? '' });
    }),
  );
  for (const path of paths) app.all(path, () => notAllowed([method], api));
}

type Methods = Readonly<
  Record<string, (call: Call, api: Api) => EmulatorAnswer | Promise<EmulatorAnswer>>
>;

/** Answers of a collection by HTTP method. */
function endpointsOf(
  { fixed, isDerived, isMadeByPost }: Collection,
  list: Methods[string],
): { readonly many: Methods; readonly one: Methods } {
  if (fixed || isDerived) return { many: { GET: list }, one: { GET: answerGet } };
  return isMadeByPost
    ? {
        many: { GET: list, POST: answerPost },
        one: { GET: answerGet, PUT: answerPut, DELETE: answerDelete },
      }
    : { many: { GET: list }, one: { GET: answerGet, PUT: answerPut } };
}

const json = 'application/json';
const page = 'text/html';
/** The page loads and runs nothing, whatever a title holds. */
const pageHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'cache-control': 'no-store',
};

interface Guard {
  readonly api: Api;
  readonly tokens: AccessTokens;
  readonly right: Right;
}

async function answerVisit(
  { req, env }: Context<Env>,
  { api, tokens, right }: Guard,
  answer: (visit: Visit) => EmulatorAnswer | Promise<EmulatorAnswer>,
): Promise<Response> {
  const { refusal } = api.dialect;
  const authorization = req.header('authorization') ?? '';
  const [, token = ''] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  const session = tokens.find(token);
  if (session === undefined) {
    const refused = refusal(401, 'The access token is missing, unknown or expired.');
    return toResponse({ ...refused, headers: { 'www-authenticate': 'Bearer' } });
  }
  if (!session.scopes.some(({ grants }) => grants.includes(right))) {
    const scope = api.dialect.scopes.find(({ grants }) => grants.includes(right))?.name;
    return toResponse(refusal(403, `The access token lacks the scope ${scope}.`));
  }
  return toResponse(await answer({ request: req.raw, client: session.client, exchange: env }));
}

function notAllowed(methods: readonly string[], { dialect }: Api): Response {
  const refused = dialect.refusal(405, `Only ${methods.join(' and ')} can be used here.`);
  return toResponse({ ...refused, headers: { allow: methods.join(', ') } });
}
