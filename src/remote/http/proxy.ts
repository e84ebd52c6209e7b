import { Agent as PlainAgent, request as plain, type RequestOptions } from 'node:http';
import { Agent, request as secure } from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { urlToHttpOptions } from 'node:url';
import type { Route } from '../../model/drift.ts';
import { type Checked, checked, type Problem, problem } from '../../model/problem.ts';
import { ProxyError } from './network-errors.ts';
import type { Network, Outbound, OutboundFor } from './transport.ts';

/** The network that the variables describe for some addresses; undefined if they name no proxy. */
export function networkBy(env: Env, addresses: readonly string[]): Checked<Network | undefined> {
  if (!namesProxy(env)) return checked(undefined, []);
  const routes = new Map<string, Route>();
  const problems = new Map<string, Problem>();
  const secrets = new Set<string>();
  for (const url of addresses.map((address) => new URL(address))) {
    const chosen = chooseProxy(url, env);
    if (!chosen.ok) for (const one of chosen.problems) problems.set(one.detail, one);
    if (!chosen.ok || !chosen.value) continue;
    const to = url.origin;
    const { value } = chosen;
    if ('proxy' in value) for (const one of value.proxy.secrets) secrets.add(one);
    routes.set(
      to,
      'proxy' in value
        ? { to, proxy: value.proxy.address, variable: value.proxy.variable }
        : { to, variable: value.bypassedBy },
    );
  }
  return problems.size > 0
    ? { ok: false, problems: [...problems.values()] }
    : checked(
        { outboundFor: outboundBy(env), routes: [...routes.values()], secrets: [...secrets] },
        [],
      );
}

/** Without `proxyEnv`, Node's agents would apply their own rules if NODE_USE_ENV_PROXY is set. */
const ownAgent = { keepAlive: true, proxyEnv: {} };

/** A proxy that an environment variable names. */
interface NamedProxy {
  /** The address for messages, without user and password. */
  readonly address: string;
  readonly url: URL;
  readonly variable: string;
  /** The value of `Proxy-Authorization`; absent if the address has no user. */
  readonly authorization?: string;
  /** The password, and the encoded credentials of the header. */
  readonly secrets: readonly string[];
}

/** The proxy of one URL, or the variable that bypasses it; undefined if no variable is about this URL. */
type Choice = { readonly proxy: NamedProxy } | { readonly bypassedBy: string } | undefined;

/** Chooses the proxy for a URL. Problems: `environment/proxy` if a variable is not an address. */
export function chooseProxy(url: URL, env: Env): Checked<Choice> {
  const named = variableOf(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', env);
  if (!named) return checked(undefined, []);
  const exceptions = variableOf('NO_PROXY', env);
  if (exceptions && isBypassed(url, exceptions.value)) {
    return checked({ bypassedBy: exceptions.name }, []);
  }
  const proxy = readProxy(named);
  return proxy ? checked({ proxy }, []) : { ok: false, problems: [malformed(named)] };
}

/** Reads the address of a proxy. An address without a scheme is http, as in curl. */
function readProxy({ name, value }: Variable): NamedProxy | undefined {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isHttp || url.hostname === '') return undefined;
  // The address ended at a sign of the password, so the host would be a part of it.
  if ((url.pathname + url.search + url.hash).includes('@')) return undefined;
  const address = `${url.protocol}//${url.host}`;
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === '' && password === '') return { address, url, variable: name, secrets: [] };
  const encoded = Buffer.from(`${user}:${password}`).toString('base64');
  url.username = '';
  url.password = '';
  const authorization = `Basic ${encoded}`;
  return { address, url, variable: name, authorization, secrets: [password, encoded] };
}

/** A text without percent-encoding; unchanged if its percent signs encode nothing, as in a password. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The problem of a malformed variable. Its value is not shown, since it may hold a password. */
function malformed({ name }: Variable) {
  return problem('environment/proxy', {
    detail: `The environment variable ${name} is not the address of an HTTP proxy.`,
    hint: `Write it as http://HOST:PORT or https://HOST:PORT, with USER:PASSWORD@ before the host if the proxy asks for them (percent-encoded: %40 for @, %2F for /, %23 for #, %3F for ?), or unset ${name}.`,
  });
}

/**
 * Outbound routes according to the variables. Throws for a malformed variable, which `openNetwork` reports.
 */
function outboundBy(env: Env): OutboundFor {
  const direct = {
    'http:': { request: plain, options: { agent: new PlainAgent(ownAgent) } },
    'https:': { request: secure, options: { agent: new Agent(ownAgent) } },
  };
  const agents = new Map<string, PlainAgent>();
  const agentOf = (key: string, open: () => PlainAgent): PlainAgent => {
    const agent = agents.get(key) ?? open();
    agents.set(key, agent);
    return agent;
  };

  return (url, signal) => {
    const chosen = chooseProxy(url, env);
    if (!chosen.ok) throw new Error(chosen.problems[0]?.detail);
    const isSecure = url.protocol === 'https:';
    if (!chosen.value || !('proxy' in chosen.value)) return direct[isSecure ? 'https:' : 'http:'];
    const { proxy } = chosen.value;
    if (!isSecure)
      return absolute(
        url,
        proxy,
        agentOf(proxy.address, () => agentFor(proxy)),
      );
    const agent = agentOf(`tunnel ${proxy.address}`, () => new TunnelAgent(proxy));
    const options: TunnelOptions = { agent, until: signal };
    return { request: secure, options };
  };
}

/** A request to a proxy with the whole URL as its target (RFC 9112, section 3.2.2). */
function absolute(url: URL, proxy: NamedProxy, agent: PlainAgent): Outbound {
  const { authorization } = proxy;
  return {
    request: proxy.url.protocol === 'https:' ? secure : plain,
    options: {
      ...urlToHttpOptions(proxy.url),
      path: url.href,
      headers: {
        host: url.host,
        ...(authorization && { 'proxy-authorization': authorization }),
      },
      agent,
    },
    blame: (cause) => new ProxyError(proxy, { cause }),
    // Only a proxy answers with 407.
    refusal: ({ statusCode }) =>
      statusCode === 407 ? new ProxyError(proxy, { status: 407 }) : undefined,
  };
}

/** What a request through a tunnel adds to its options: Node hands them on to `createConnection`. */
interface TunnelOptions extends RequestOptions {
  /** Ends the wait for the proxy. Node does not hand the signal of the request on. */
  readonly until: AbortSignal;
}

/**
 * Connections to https hosts through a proxy (RFC 9110, section 9.3.6): the proxy is asked to connect,
 * and TLS goes from here to the host, so that the proxy sees neither credentials nor content.
 */
class TunnelAgent extends Agent {
  readonly #proxy: NamedProxy;

  constructor(proxy: NamedProxy) {
    super(ownAgent);
    this.#proxy = proxy;
  }

  override createConnection(
    options: TunnelOptions,
    callback: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // Node passes no stream with an error, but its types require one.
    const fail = callback as (error: Error) => void;
    const { url, authorization } = this.#proxy;
    const send = url.protocol === 'https:' ? secure : plain;
    const to = `${bracketed(options.host ?? '')}:${options.port}`;
    const asking = send(url, {
      method: 'CONNECT',
      path: to,
      headers: { host: to, ...(authorization && { 'proxy-authorization': authorization }) },
      agent: false,
      signal: options.until,
    });
    asking.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode < 300) {
        const within: RequestOptions & { socket: Duplex } = { ...options, socket };
        callback(null, super.createConnection(within) as Duplex);
        return;
      }
      socket.destroy();
      fail(new ProxyError(this.#proxy, { status: statusCode }));
    });
    asking.on('error', (cause) => fail(new ProxyError(this.#proxy, { cause })));
    asking.end();
    return undefined;
  }
}

/** Makes connections to a proxy itself, for hosts that are asked without TLS. */
function agentFor({ url }: NamedProxy): PlainAgent {
  return url.protocol === 'https:' ? new Agent(ownAgent) : new PlainAgent(ownAgent);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Whether NO_PROXY says that a URL is asked directly. Its entries are separated by commas or blanks:
 *
 * - `*`: every host.
 * - `example.org` and `.example.org`: that host and all below it, as in curl.
 * - `*.example.org`: all below it.
 * - `192.0.2.7`, `2001:db8::7`, `[2001:db8::7]`: that address.
 * - `10.0.0.0/8`, `2001:db8::/32`: the addresses of that network.
 * - An entry with `:PORT`, an IPv6 address in brackets: only that port.
 *
 * Names are never looked up: a name is not its address.
 */
export function isBypassed({ protocol, hostname, port }: URL, noProxy: string): boolean {
  const host = withoutBrackets(hostname.toLowerCase()).replace(/\.$/, '');
  const usual = protocol === 'https:' ? '443' : '80';
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const { name, at } = parted(entry);
      return (at === undefined || at === (port || usual)) && matches(host, name);
    });
}

/** Splits an entry into name and port. Several colons without brackets are an IPv6 address. */
function parted(entry: string): { readonly name: string; readonly at?: string } {
  const [, name = entry, at] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return { name, ...(at !== undefined && { at }) };
}

function matches(host: string, entry: string): boolean {
  if (entry === '*') return true;
  if (isIP(host)) return matchesAddress(host, withoutBrackets(entry));
  if (entry.startsWith('*.')) return host.endsWith(entry.slice(1));
  const name = entry.replace(/^\./, '').replace(/\.$/, '');
  return host === name || host.endsWith(`.${name}`);
}

function matchesAddress(host: string, entry: string): boolean {
  const [address = '', length = isIP(entry) === 6 ? '128' : '32'] = entry.split('/');
  const family = isIP(address);
  const bits = Number(length);
  if (!family || !Number.isInteger(bits) || bits > (family === 6 ? 128 : 32)) return false;
  const network = new BlockList();
  network.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4');
  return network.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** Values of environment variables by name; a variable without a value counts as not set. */
type Env = Readonly<Record<string, string | undefined>>;

/** An environment variable that is set, under the spelling that was used. */
interface Variable {
  readonly name: string;
  readonly value: string;
}

/**
 * Reads a variable in either spelling. The one in lower case wins if both are set, as in curl. In a CGI
 * program a request's header `Proxy` arrives as HTTP_PROXY, so HTTP_PROXY is ignored there.
 */
function variableOf(name: 'HTTP_PROXY' | 'HTTPS_PROXY' | 'NO_PROXY', env: Env) {
  const isForged = name === 'HTTP_PROXY' && env['REQUEST_METHOD'];
  const spellings = isForged ? [name.toLowerCase()] : [name.toLowerCase(), name];
  const [set] = spellings.flatMap((spelling): Variable[] => {
    const value = env[spelling]?.trim();
    return value ? [{ name: spelling, value }] : [];
  });
  return set;
}

/** Whether any variable names a proxy. */
function namesProxy(env: Env): boolean {
  return [variableOf('HTTP_PROXY', env), variableOf('HTTPS_PROXY', env)].some(Boolean);
}
