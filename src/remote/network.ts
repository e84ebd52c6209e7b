import type { Route } from '../model/diagnosis.ts';
import { type Checked, checked, type Problem } from '../model/problem.ts';
import { type Env, namesProxy } from './proxy/variables.ts';
import type { WayTo } from './way.ts';

/** How requests leave this machine where variables name a proxy. */
export interface Network {
  readonly wayTo: WayTo;
  /** What the variables say of each host; hosts of which they say nothing are left out. */
  readonly routes: readonly Route[];
  /** User data of the proxies, which nobody may be shown. */
  readonly secrets: readonly string[];
}

/**
 * Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY for the addresses that will be asked for. Undefined where
 * none names a proxy: then nothing of this is loaded.
 */
export async function openNetwork(
  env: Env,
  addresses: readonly string[],
): Promise<Checked<Network | undefined>> {
  if (!namesProxy(env)) return checked(undefined, []);
  const { chooseProxy } = await import('./proxy/proxy.ts');
  const { waysBy } = await import('./proxy/ways.ts');
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
    : checked({ wayTo: waysBy(env), routes: [...routes.values()], secrets: [...secrets] }, []);
}
