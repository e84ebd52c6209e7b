import type { Scopes } from '../model/diagnosis.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../model/json.ts';

/** The characters of a scope (RFC 6749, 3.3); longer ones are something else. */
const scope = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;
const most = 100;

/**
 * What a token is good for, if the platform says so: beside the token, or inside it where it is a
 * JWT. The payload is only read; what it claims is for the platform to verify.
 */
export function scopesOf(
  answer: JsonObject,
  token: string,
  clientSecret: string,
): Scopes | undefined {
  const secrets = [clientSecret, token, ...token.split('.')].filter(({ length }) => length >= 8);
  const harmless = (name: string) => !secrets.some((secret) => name.includes(secret));
  const beside = namesIn(answer['scope'] ?? answer['scopes'])?.filter(harmless);
  if (beside) return { from: 'answer', names: beside };
  const payload = payloadOf(token);
  const inside = namesIn(payload?.['scope'] ?? payload?.['scp'])?.filter(harmless);
  return inside && { from: 'token', names: inside };
}

/** Texts with blanks between them, or a list of texts. */
function namesIn(value: Json | undefined): string[] | undefined {
  if (typeof value !== 'string' && !Array.isArray(value)) return undefined;
  const names = typeof value === 'string' ? value.split(/\s+/) : value;
  const texts = names.filter((name): name is string => typeof name === 'string');
  return [...new Set(texts.filter((name) => scope.test(name)))].slice(0, most);
}

function payloadOf(token: string): JsonObject | undefined {
  const [, payload, , ...more] = token.split('.');
  if (payload === undefined || more.length > 0) return undefined;
  const json = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
  return isObject(json) ? json : undefined;
}
