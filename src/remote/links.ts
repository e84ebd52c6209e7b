import pLimit, { type LimitFunction } from 'p-limit';
import type { LinkAnswer } from '../model/links.ts';
import { type Checked, systemCodeOf } from '../model/problem.ts';
import { causeOf } from './http/network-errors.ts';
import {
  type HostRules,
  judgingLookup,
  PrivateHostError,
  whyPrivate,
} from './http/private-hosts.ts';
import type { Token } from './http/token.ts';
import {
  type AttemptResult,
  direct,
  type HttpRequest,
  isSuccess,
  type Network,
  type Outbound,
  type OutboundFor,
  sendOnce,
} from './http/transport.ts';

/** How addresses are checked. */
export interface LinkAsking extends HostRules {
  readonly signal: AbortSignal;
  /** How requests leave this machine; absent: directly. */
  readonly network?: Network;
  /** Used instead of the network if it is given. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /**
   * The QTI service of tests and items, which is asked with the token of the platform; absent: there is none.
   */
  readonly qti?: { readonly baseUrl: string; readonly token: () => Promise<Checked<Token>> };
}

/** How many addresses are checked, and how fast. */
export const linkLimits = {
  /** The most different addresses that are checked in one run. */
  addresses: 5000,
  /** Requests in parallel in all; `parallelOfHost` is the same for one host. */
  parallel: 8,
  parallelOfHost: 2,
  redirects: 5,
  /** Milliseconds to wait for one answer. */
  time: 10_000,
  /** Unanswered requests in a row after which a host is not asked again. */
  unanswered: 3,
} as const;

/** What a run remembers of one host. */
interface Host {
  readonly turn: LimitFunction;
  unanswered: number;
  /** Why the host is not asked again; absent: it is still asked. */
  over?: string;
}

/**
 * Checks whether addresses can be reached, by HEAD, or by GET if a host refuses HEAD; bodies are not kept. No
 * credentials are sent, except to the QTI service that the environment names: its tests and items are asked
 * as documented, by GET with the token. Redirects are followed; each is judged like the address itself.
 */
export async function askForLinks(
  urls: readonly string[],
  asking: LinkAsking,
): Promise<ReadonlyMap<string, LinkAnswer>> {
  const all = pLimit(linkLimits.parallel);
  const hosts = new Map<string, Host>();
  const answers = urls.map(async (text, index): Promise<[string, LinkAnswer]> => {
    if (index >= linkLimits.addresses) {
      return [text, unknown(`${linkLimits.addresses} addresses were asked for before it`)];
    }
    return [text, await answerTo(text)];
  });
  return new Map(await Promise.all(answers));

  async function answerTo(text: string): Promise<LinkAnswer> {
    const url = URL.parse(text);
    if (!url || !/^https?:$/.test(url.protocol)) return wrong('it is not an http or https address');
    if (url.username + url.password !== '') return wrong('it contains a user name or a password');
    url.hash = '';
    const ofQti = asking.qti && pathBelow(url, asking.qti.baseUrl);
    return ofQti !== undefined && qtiPath.test(ofQti) ? askQti(url) : follow(url, 'HEAD', 0);
  }

  async function askQti(url: URL): Promise<LinkAnswer> {
    const token = await asking.qti?.token();
    if (!token?.ok) return unknown(token?.problems[0]?.detail ?? 'there is no token');
    const authorization = `Bearer ${token.value.secret.reveal()}`;
    const sent = await send(url, 'GET', { authorization });
    if ('verdict' in sent) return sent;
    const { status } = sent;
    // The target of a redirect would be asked without the token, so it is not followed.
    return isRedirect(status) ? there(`${status}`) : byStatus(status);
  }

  async function follow(url: URL, method: 'HEAD' | 'GET', hops: number): Promise<LinkAnswer> {
    const sent = await send(url, method, {});
    if ('verdict' in sent) return sent;
    const { status, location } = sent;
    if (isRedirect(status) && location !== null) {
      if (hops >= linkLimits.redirects)
        return unknown(`more than ${linkLimits.redirects} redirects`);
      const next = URL.parse(location, url.href);
      if (!next || !/^https?:$/.test(next.protocol) || next.username + next.password !== '')
        return unknown(`${status} redirects to an address that is not http or https`);
      next.hash = '';
      return follow(next, 'HEAD', hops + 1);
    }
    // Some hosts answer this status only to HEAD.
    return method === 'HEAD' && headNotTaken.includes(status)
      ? follow(url, 'GET', hops)
      : byStatus(status);
  }

  /** Sends one request when its turn comes; a verdict if nothing was sent or no answer came. */
  async function send(
    url: URL,
    method: 'HEAD' | 'GET',
    headers: HttpRequest['headers'],
  ): Promise<LinkAnswer | { readonly status: number; readonly location: string | null }> {
    const bare = url.hostname.replace(/^\[|\]$/g, '');
    const why = whyPrivate(bare, asking) ?? (await whyBehindProxy(bare));
    if (why !== undefined) return notAsked(why);
    const host = hostOf(url.host);
    return host.turn(() =>
      all(async () => {
        if (asking.signal.aborted) return unknown('the run was interrupted');
        if (host.over !== undefined) return unknown(host.over);
        const request = { method, url: url.href, headers: { ...usual, ...headers } } as const;
        const ended = await sendOnce(
          { ...request, expects: 'status' },
          {
            ...{ fetch: asking.fetch, signal: asking.signal, time: linkLimits.time },
            outboundFor: judgedRoute(asking),
          },
        );
        return read(ended, host);
      }),
    );
  }

  function read(ended: AttemptResult, host: Host) {
    if (ended.type === 'answered') {
      host.unanswered = 0;
      const { status, headers } = ended;
      if (status === 429 || status === 503) {
        host.over = `the host asks to stop (${status})`;
        return unknown(host.over);
      }
      return { status, location: headers.get('location') };
    }
    const cause = ended.type === 'lost' ? ended.cause : undefined;
    if (cause instanceof PrivateHostError) return notAsked(cause.message);
    if (systemCodeOf(cause) === 'ENOTFOUND') {
      return { verdict: 'gone', why: 'there is no such host' } as const;
    }
    host.unanswered += 1;
    if (host.unanswered >= linkLimits.unanswered) {
      host.over = `the host left ${host.unanswered} requests unanswered`;
    }
    if (ended.type === 'lost') return unknown(causeOf(cause));
    if (ended.type === 'out of time')
      return unknown(`no answer within ${linkLimits.time / 1000} seconds`);
    return unknown(ended.type === 'interrupted' ? 'the run was interrupted' : 'no usable answer');
  }

  function hostOf(name: string): Host {
    const known = hosts.get(name) ?? { turn: pLimit(linkLimits.parallelOfHost), unanswered: 0 };
    hosts.set(name, known);
    return known;
  }

  /**
   * Why a host may not be asked behind a proxy. The proxy looks hosts up itself; this looks them up
   * beforehand as well, which is all that can be done here.
   */
  async function whyBehindProxy(name: string): Promise<string | undefined> {
    if (!asking.network) return undefined;
    const { lookup } = process.getBuiltinModule('node:dns/promises');
    const found = await lookup(name, { all: true }).catch(() => []);
    return found.flatMap(({ address }) => whyPrivate(address, asking) ?? [])[0];
  }
}

const usual = { accept: '*/*', 'accept-encoding': 'identity' };

/** Statuses that a host may give to HEAD although a GET would succeed. */
const headNotTaken: readonly number[] = [400, 403, 404, 405, 501];

/** Paths of tests, items and stimuli by their identifiers, as the documents of the QTI service name them. */
const qtiPath = /^\/(assessment-tests|assessment-items|stimuli)\/[^/]+$/;

/** The path of an address below a base address; undefined if it is not below it. */
function pathBelow(url: URL, baseUrl: string): string | undefined {
  const base = URL.parse(baseUrl);
  const root = base?.pathname.replace(/\/$/, '') ?? '';
  const isBelow = base && url.origin === base.origin && url.pathname.startsWith(`${root}/`);
  return isBelow ? url.pathname.slice(root.length) : undefined;
}

function judgedRoute({ network, ...rules }: LinkAsking): OutboundFor {
  const lookup = judgingLookup(rules);
  return (url, signal) => {
    const route: Outbound = network?.outboundFor(url, signal) ?? { ...direct(url), options: {} };
    // The proxy of plain requests is looked up too, and it may have a private address.
    return route.blame ? route : { ...route, options: { ...route.options, lookup } };
  };
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function byStatus(status: number): LinkAnswer {
  if (isSuccess(status)) return there(`${status}`);
  if (status === 404 || status === 410) return { verdict: 'gone', why: `${status}` };
  if (status === 401 || status === 403 || status === 407) {
    return unknown(`the host asks for a login (${status})`);
  }
  return unknown(`the host answers ${status}`);
}

function there(why: string): LinkAnswer {
  return { verdict: 'there', why };
}

function wrong(why: string): LinkAnswer {
  return { verdict: 'wrong', why };
}

function unknown(why: string): LinkAnswer {
  return { verdict: 'unknown', why };
}

function notAsked(why: string): LinkAnswer {
  return unknown(`it was not requested: it points to ${why}`);
}
