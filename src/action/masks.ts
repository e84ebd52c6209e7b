import type { Workspace } from '../commands/workspace.ts';
import type { World } from '../commands/world.ts';
import { defaultCredentials } from '../config/environment.ts';
import { redacting } from '../remote/http/redact.ts';
import type { Inputs } from './inputs.ts';

/** What nobody may be shown. */
export interface Masks {
  /** Takes every secret out of a text. GitHub masks logs, and no comments. */
  readonly scrub: (text: string) => string;
  readonly secrets: readonly string[];
}

/** Knows the token and the secrets of every environment of the config. */
export function masksOf(
  { token }: Pick<Inputs, 'token'>,
  workspace: Workspace | undefined,
  { env }: Pick<World, 'env'>,
): Masks {
  const environments = [...(workspace?.config.environments.values() ?? [])];
  const pairs = environments.flatMap((one) => (one.type === 'platform' ? one.credentials : []));
  const found = [...defaultCredentials, ...pairs].flatMap((names) => {
    const secret = env[names.clientSecret]?.trim();
    // An id may be named: where both are one text, the secret is none.
    return secret && secret !== env[names.clientId]?.trim() ? [secret] : [];
  });
  const secrets = [...new Set([...found, ...(token ? [token.reveal()] : [])])];
  return { secrets, scrub: redacting(secrets) };
}
