import type { NamedProxy } from './proxy.ts';

/** A proxy that cannot be reached, or that refuses: whatever is behind it never heard of the request. */
export class ProxyError extends Error {
  readonly code = 'ERR_PROXY_TUNNEL';
  readonly proxy: Pick<NamedProxy, 'address' | 'variable'>;
  /** What the proxy answered; absent where there was no answer. */
  readonly status: number | undefined;

  constructor(
    { address, variable }: Pick<NamedProxy, 'address' | 'variable'>,
    why: { readonly status: number } | { readonly cause: unknown },
  ) {
    super('the proxy does not let it through', 'cause' in why ? { cause: why.cause } : {});
    this.proxy = { address, variable };
    this.status = 'status' in why ? why.status : undefined;
  }
}
