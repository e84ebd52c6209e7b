import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { TrieRouter } from 'hono/router/trie-router';
import type { JsonObject } from '../../../model/json.ts';
import {
  type AbsentPart,
  type Api,
  type Call,
  type EmulatorClient,
  type Endpoint,
  findVisible,
  isOpenTo,
  type Looking,
  type NestedList,
  type RequestNotes,
  type Visit,
} from './api.ts';
import {
  type Collection,
  isMadeByPost,
  pathOfOne,
  pathsOfList,
  type Right,
  type Scope,
} from './collection.ts';
import { materialise } from './events/facts.ts';
import { type EmulatorAnswer, toResponse } from './http.ts';
import { answerGet, createListing } from './list.ts';
import { placement } from './placements.ts';
import { answerDelete, answerPost, answerPut } from './records.ts';
import { pageHeaders, statusPage } from './status-page.ts';
import type { Entry } from './store.ts';
import { type AccessTokens, issueToken } from './tokens.ts';
import type { Status } from './traffic.ts';

export interface AppParts {
  /** The APIs, one for each dialect. All share the same data. */
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
  // Other routers build an index first, which costs more than it saves for the few requests of an emulator.
  const app = new Hono<Env>({ router: new TrieRouter() });
  app.get('/', async (context) =>
    accepts(context, { header: 'Accept', supports: [json, page], default: json }) === page
      ? context.html(
          await statusPage(status(), { at: originOf(context), clients }),
          200,
          pageHeaders,
        )
      : toResponse({ status: 200, body: about }),
  );
  const scopes = apis.flatMap((api) => api.dialect.scopes);
  for (const api of apis) addRoutes(app, api, { clients, tokens, scopes });
  app.notFound(({ req }) => toResponse(dialect.refusal(404, `There is nothing at ${req.path}.`)));
  app.onError(({ message }) => toResponse(dialect.refusal(500, `The emulator failed: ${message}`)));
  return app;
}

/** One method of a path. */
interface Route {
  readonly path: string;
  readonly method: string;
  readonly right: Right;
  readonly answer: (
    visit: Visit,
    context: Context<Env>,
  ) => EmulatorAnswer | Promise<EmulatorAnswer>;
}

/** All routes of an API. Literal segments come before parameters that would match them too. */
function addRoutes(
  app: Hono<Env>,
  api: Api,
  {
    clients,
    tokens,
    scopes,
  }: Pick<AppParts, 'clients' | 'tokens'> & { readonly scopes: readonly Scope[] },
): void {
  const { dialect } = api;
  const { tokenPath, endpoints = [], nested = [], absent = [], collections } = dialect;
  app.post(tokenPath, async ({ req, env }) =>
    noted(await issueToken(req.raw, { clients, tokens, dialect, scopes }), env),
  );
  app.all(tokenPath, () => notAllowed(['POST'], api));
  const list = createListing(api);
  const isSpeltOut = ({ paths }: AbsentPart) => paths.every((path) => !path.endsWith('*'));
  for (const part of absent.filter(isSpeltOut)) addAbsent(app, part, api);
  const routes = [
    ...endpoints.flatMap((one) => routesOfEndpoint(one, api)),
    ...nested.flatMap((one) => routesOfNested(one, list, api)),
    ...collections.flatMap((one) => routesOf(one, list, api)),
  ];
  for (const [path, all] of Map.groupBy(routes, (route) => route.path)) {
    const byMethod = new Map(all.map((route) => [route.method, route]));
    app.all(path, (context) => {
      const { method } = context.req;
      const route = byMethod.get(method === 'HEAD' ? 'GET' : method);
      if (!route) return notAllowed([...byMethod.keys()], api);
      const { right, answer } = route;
      return answerVisit(context, { api, tokens, right }, (visit) => answer(visit, context));
    });
  }
  for (const part of absent.filter((one) => !isSpeltOut(one))) addAbsent(app, part, api);
}

/** The reason for paths that the documents describe and the emulator does not have. */
export function absentText({ what, advice }: Pick<AbsentPart, 'what' | 'advice'>): string {
  return [`The emulator has no ${what}.`, ...(advice === undefined ? [] : [advice])].join(' ');
}

function addAbsent(app: Hono<Env>, part: AbsentPart, { dialect }: Api): void {
  const { paths, method } = part;
  const text = `${absentText(part)} docs/emulator.md lists what it has.`;
  const answer = () => toResponse(dialect.refusal(501, text));
  for (const path of paths) {
    if (method === undefined) app.all(path, answer);
    else app.on(method, path, answer);
  }
}

function routesOf(collection: Collection, list: Methods[string], api: Api): readonly Route[] {
  const endpoints = endpointsOf(collection, list);
  const routes = (path: string, methods: Methods) =>
    Object.entries(methods).map(([method, answer]): Route => {
      const right = method === 'GET' ? (collection.right ?? 'read') : 'write';
      const answered: Route['answer'] = (visit, { req }) => {
        if (collection.isDerived) materialise(api, visit.client.id);
        const refused = withoutAddOn(collection, api);
        if (refused) return refused;
        return answer({ ...visit, collection, sourcedId: req.param('sourcedId') ?? '' }, api);
      };
      return { path, method, right, answer: answered };
    });
  return [
    ...listPaths(collection, api).flatMap((path) => routes(path, endpoints.many)),
    ...routes(`${pathOfOne(collection)}/:sourcedId`, endpoints.one),
  ];
}

/** The paths at which a list is found. */
function listPaths(collection: Collection, { behaviour: { slashes } }: Api): readonly string[] {
  if (slashes === 'written') return [collection.path];
  return slashes === 'unwritten' ? [pathOfOne(collection)] : pathsOfList(collection);
}

function routesOfNested(nested: NestedList, list: Methods[string], api: Api): readonly Route[] {
  const collection = api.dialect.collections.find(({ name }) => name === nested.of);
  const into = api.dialect.collections.find(({ name }) => name === nested.adds?.to);
  if (!collection) return [];
  const { adds } = nested;
  const right = collection.right ?? 'read';
  const listed: Route['answer'] = (visit, { req }) => {
    if (collection.isDerived) materialise(api, visit.client.id);
    const call = nestedCall(nested, { visit, collection, ids: idsInPath(nested, req) }, api);
    return 'refusal' in call ? call.refusal : list(call.call, api);
  };
  const added: Route['answer'] = (visit, { req }) => {
    const ids = idsInPath(nested, req);
    const call = nestedCall(nested, { visit, collection, ids }, api);
    if ('refusal' in call) return call.refusal;
    if (!into || !adds) return api.dialect.refusal(404, `There is nothing at ${req.path}.`);
    const laidOver = adds.laid(ids);
    return answerPost({ ...visit, collection: into, sourcedId: '', laidOver }, api);
  };
  const paths = [nested.path, `${nested.path}/`];
  return paths.flatMap((path): readonly Route[] => [
    { path, method: 'GET', right, answer: listed },
    ...(adds ? [{ path, method: 'POST', right: 'write', answer: added } as const] : []),
  ]);
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

function routesOfEndpoint({ paths, method, right, answer }: Endpoint, api: Api): readonly Route[] {
  const answered: Route['answer'] = (visit, { req }) => {
    if (right === 'read events') materialise(api, visit.client.id);
    return answer(visit, { api, param: (name) => req.param(name) ?? '' });
  };
  return paths.map((path) => ({ path, method, right, answer: answered }));
}

type Methods = Readonly<
  Record<string, (call: Call, api: Api) => EmulatorAnswer | Promise<EmulatorAnswer>>
>;

/** Answers of a collection by HTTP method. */
function endpointsOf(
  collection: Collection,
  list: Methods[string],
): { readonly many: Methods; readonly one: Methods } {
  if (collection.made === 'by nobody') return { many: { GET: list }, one: { GET: answerGet } };
  return isMadeByPost(collection)
    ? {
        many: { GET: list, POST: answerPost },
        one: { GET: answerGet, PUT: answerPut, DELETE: answerDelete },
      }
    : { many: { GET: list }, one: { GET: answerGet, PUT: answerPut } };
}

const json = 'application/json';
const page = 'text/html';
function originOf({ req }: Context<Env>): string {
  return new URL(req.url).origin;
}

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
    return noted({ ...refused, headers: { 'www-authenticate': 'Bearer' } }, env);
  }
  if (!session.scopes.some(({ grants }) => grants.includes(right))) {
    const scope = api.dialect.scopes.find(({ grants }) => grants.includes(right))?.name;
    return noted(refusal(403, `The access token lacks the scope ${scope}.`), env);
  }
  return noted(await answer({ request: req.raw, client: session.client, exchange: env }), env);
}

/** The answer as a response. The body of a refusal is noted for the request log. */
function noted(answer: EmulatorAnswer, exchange: RequestNotes): Response {
  if (answer.status >= 400 && answer.body !== undefined) exchange.refusal = answer.body;
  return toResponse(answer);
}

function notAllowed(methods: readonly string[], { dialect }: Api): Response {
  const refused = dialect.refusal(405, `Only ${methods.join(' and ')} can be used here.`);
  return toResponse({ ...refused, headers: { allow: methods.join(', ') } });
}

type Ids = Readonly<Record<string, string>>;

/** The names in the path of a nested list: those of the collections that its ids belong to. */
function namesIn({ path }: NestedList): readonly string[] {
  return [...path.matchAll(/:(\w+)/g)].flatMap(([, name]) => name ?? []);
}

/** The ids in a request for a nested list, by the names in its path. */
function idsInPath(
  nested: NestedList,
  request: { readonly param: (name: string) => string | undefined },
): Ids {
  return Object.fromEntries(namesIn(nested).map((name) => [name, request.param(name) ?? '']));
}

/** The call that lists the records below those in a path; the answer 404 if one of them does not exist. */
function nestedCall(
  nested: NestedList,
  {
    visit,
    collection,
    ids,
  }: { readonly visit: Visit; readonly collection: Collection; readonly ids: Ids },
  api: Api,
): { readonly call: Call } | { readonly refusal: EmulatorAnswer } {
  const { collections, refusal } = api.dialect;
  for (const [name, sourcedId] of Object.entries(ids)) {
    const above = collections.find((one) => one.name === name);
    const isThere = above && findVisible(api, visit.client, { collection: above, sourcedId });
    if (!isThere) return { refusal: refusal(404, `There is no ${name} "${sourcedId}".`) };
  }
  const holds = nested.holds(ids, lookingFor(visit, api));
  const { alsoAs: listedAlsoAs } = nested;
  return {
    call: {
      ...visit,
      collection,
      sourcedId: '',
      isListed: ({ record }: Entry) => holds(record),
      ...(listedAlsoAs !== undefined && { listedAlsoAs }),
    },
  };
}

/** The records in stored form, as far as a client sees them. */
function lookingFor({ client }: Pick<Visit, 'client'>, { store }: Api): Looking {
  return {
    find: (name, sourcedId) => {
      const entry = store.find(name, sourcedId);
      return entry && isOpenTo(client, entry) ? entry : undefined;
    },
    all: (name) => store.list({ names: [name], owner: client.id, withRetired: false }),
  };
}
