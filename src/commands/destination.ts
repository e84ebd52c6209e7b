import type { Environment } from '../config/environment.ts';
import type { Destination } from '../model/destination.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { type Rows, rowsUnder } from '../remote/dialects/open-dialect.ts';

/**
 * Where an environment's requests go and how they are shaped: all that its config and this version
 * decide, whatever the manifests say. Nothing is judged, so a config that is refused has one, too.
 */
export function destinationOf(environment: Environment): Destination {
  const { name, org, dialect } = environment;
  const own = {
    ...(org !== undefined && { org }),
    overrides: environment.overrides.map(({ of, fields }): JsonObject => ({ of, fields })),
  };
  if (environment.type === 'emulator') {
    // It serves inside this process: no port and no folder makes it another one.
    const address = `emulator:${name}`;
    const rows = rowsUnder(dialect, new Map());
    return { baseUrl: address, tokenUrl: address, credentials: [], ...rows, ...own };
  }
  const { baseUrl, credentials, facts } = environment;
  const values = new Map<string, Json>([...facts].map(([row, { value }]) => [row, value]));
  const rows = rowsUnder(dialect, values);
  const tokenUrl = tokenAddress(environment.tokenUrl, baseUrl, rows);
  return { baseUrl: addressOf(baseUrl), tokenUrl, credentials, ...rows, ...own };
}

function tokenAddress(written: string | undefined, baseUrl: string, { rows }: Rows): string {
  const place = written ?? String(rows['token.path']);
  return URL.parse(place, baseUrl)?.href ?? place;
}

/** As it will be used, in one spelling; as it is written where it is no address. */
function addressOf(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  if (!url) return baseUrl;
  return url.pathname === '/' && url.search + url.hash === '' ? url.origin : url.href;
}
