import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * A registered application. One with `canWrite: false` gets tokens that only read; one with `scopes`
 * gets these and no others.
 */
export interface EmulatorClient {
  readonly id: string;
  readonly secret: string;
  readonly canWrite?: boolean;
  readonly scopes?: readonly string[];
}

/** The client of an emulator that is given none. */
export const defaultClient: EmulatorClient = { id: 'emulator', secret: 'emulator' };

/** The client with this id and secret. Takes as long for a wrong secret as for a right one. */
export function authenticate(
  clients: readonly EmulatorClient[],
  id: string,
  secret: string,
): EmulatorClient | undefined {
  const client = clients.find((candidate) => candidate.id === id);
  const equal = timingSafeEqual(digest(client?.secret ?? ''), digest(secret));
  return equal ? client : undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
