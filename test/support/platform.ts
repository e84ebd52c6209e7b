import { randomUUID } from 'node:crypto';
import { defaultClient, type Emulator } from '../../src/features/emulator/server/emulator.ts';
import type { Connection } from '../../src/remote/connection.ts';
import { type Correction, openDialect } from '../../src/remote/dialects/open-dialect.ts';
import { Secret } from '../../src/remote/http/redact.ts';
import { openRemote, type Remote } from '../../src/remote/remote.ts';

const url = 'http://emulator.invalid';

/** A connection to an emulator as function calls, with corrected facts if a test wants them. */
export function connectionTo(
  emulator: Emulator,
  parts: Partial<Connection> & {
    readonly facts?: Readonly<Record<string, Correction['value']>>;
  } = {},
): Connection {
  const { facts = {}, ...rest } = parts;
  const span = { file: 'timeback-catalog.yaml', start: { line: 1, column: 1 } };
  const corrections = Object.entries(facts).map(([row, value]) => [row, { value, span }] as const);
  const dialect = openDialect('partner', new Map(corrections));
  if (!dialect.ok) throw new Error(dialect.problems.map(({ detail }) => detail).join());
  return {
    platform: { name: 'test', url, dialect: 'partner' },
    baseUrl: url,
    dialect: dialect.value,
    tokenUrl: `${url}/auth/1.0/token`,
    credentials: { clientId: defaultClient.id, clientSecret: new Secret(defaultClient.secret) },
    parallelism: 8,
    now: () => new Date('2026-01-01T00:00:00Z'),
    requestId: randomUUID,
    fetch: emulator.fetch,
    signal: new AbortController().signal,
    ...rest,
  };
}

export function remoteTo(
  emulator: Emulator,
  parts: Parameters<typeof connectionTo>[1] = {},
): Remote {
  return openRemote(connectionTo(emulator, parts));
}
