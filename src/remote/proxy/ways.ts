import { Agent as PlainAgent, request as plain } from 'node:http';
import { Agent, request as secure } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { Way, WayTo } from '../way.ts';
import { ProxyError } from './fault.ts';
import { chooseProxy, type NamedProxy } from './proxy.ts';
import { agentFor, TunnelAgent, type TunnelOptions } from './tunnel.ts';
import type { Env } from './variables.ts';

/** Ways by what the variables say. Throws for a URL whose variable is malformed: that is told before. */
export function waysBy(env: Env): WayTo {
  // Node's own agents would apply rules of their own if NODE_USE_ENV_PROXY is set.
  const direct = {
    'http:': { request: plain, options: { agent: new PlainAgent(own) } },
    'https:': { request: secure, options: { agent: new Agent(own) } },
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
    return isSecure
      ? through(
          agentOf(`tunnel ${proxy.address}`, () => new TunnelAgent(proxy)),
          signal,
        )
      : absolute(
          url,
          proxy,
          agentOf(proxy.address, () => agentFor(proxy)),
        );
  };
}

const own = { keepAlive: true, proxyEnv: {} };

function through(agent: PlainAgent, until: AbortSignal): Way {
  const options: TunnelOptions = { agent, until };
  return { request: secure, options };
}

/** The proxy is asked for the whole URL (RFC 9112, section 3.2.2). */
function absolute(url: URL, proxy: NamedProxy, agent: PlainAgent): Way {
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
    // Only a proxy answers it.
    refusal: ({ statusCode }) =>
      statusCode === 407 ? new ProxyError(proxy, { status: 407 }) : undefined,
  };
}
