import { randomBytes } from 'node:crypto';
import type { EmulatorClient } from './client.ts';
import type { Scope } from './dialect.ts';

/** What the bearer of a token may do. */
export interface Session {
  readonly client: EmulatorClient;
  readonly scopes: readonly Scope[];
}

/** Issued access tokens. They live in memory: a restart ends them all. */
export interface Tokens {
  readonly lifetimeSeconds: number;
  issue(session: Session): string;
  /** The grant of a token; undefined if it is unknown or expired. */
  find(token: string): Session | undefined;
  expireAll(): void;
}

export function createTokens(lifetimeSeconds: number, now: () => Date): Tokens {
  const sessions = new Map<string, Session & { readonly expires: number }>();
  return {
    lifetimeSeconds,
    issue: (session) => {
      const token = randomBytes(32).toString('base64url');
      sessions.set(token, { ...session, expires: now().getTime() + lifetimeSeconds * 1000 });
      return token;
    },
    find: (token) => {
      const session = sessions.get(token);
      if (session === undefined || now().getTime() < session.expires) return session;
      sessions.delete(token);
      return undefined;
    },
    expireAll: () => sessions.clear(),
  };
}
