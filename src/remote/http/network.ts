import { type Checked, checked } from '../../model/problem.ts';
import type { Network } from './transport.ts';

const variables = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];

/**
 * Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY for the addresses that will be used. Undefined if no variable
 * names a proxy; the code for proxies is loaded only if one does. Problems: `environment/proxy` if a variable
 * is not an address.
 */
export async function openNetwork(
  env: Readonly<Record<string, string | undefined>>,
  addresses: readonly string[],
): Promise<Checked<Network | undefined>> {
  if (!variables.some((name) => env[name]?.trim())) return checked(undefined, []);
  const { networkBy } = await import('./proxy.ts');
  return networkBy(env, addresses);
}
