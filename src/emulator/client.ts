import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * A registered application. `canWrite: false`: its tokens only read. `scopes`: its tokens have only
 * these.
 */
export interface EmulatorClient {
  readonly id: string;
  readonly secret: string;
  readonly canWrite?: boolean;
  readonly scopes?: readonly string[];
}

/** The client of an emulator that is created without clients. */
export const defaultClient: EmulatorClient = { id: 'emulator', secret: 'emulator' };

/**
 * Finds the client with this id and secret. Takes equally long for a wrong secret as for a right
 * one.
 */
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
