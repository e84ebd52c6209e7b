import type { LocatedDocument } from '../document/parse.ts';
import { isObject, type Json } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import { writtenAddresses } from './whereabouts.ts';
import { environmentsOf } from './written.ts';

/**
 * The usual form of variable names. A value of another form may be the secret itself, and so may
 * capitals and digits without an underscore.
 */
const variableName = /^(?=[A-Z]+$|.*_)[A-Z][A-Z0-9_]{2,63}$/;

/** Keys that suggest a secret, anywhere in the config and in any spelling. */
const secretKey = /secret|passw|passphrase|api[-_]?key|authori[sz]ation|bearer|private[-_]?key/i;
const tokenKey = /^([a-z]+[-_]?)?token$/i;

/** Credentials written out in the config. Messages never repeat the value. */
export function checkSecrets(document: LocatedDocument, file: string): Problem[] {
  const credentials = environmentsOf(document).flatMap(([name, environment]) => [
    ...checkCredentials(name, environment['credentials']),
    ...writtenAddresses(environment).flatMap(({ path, text }) =>
      holdsCredentials(text) ? [found(['environments', name, ...path])] : [],
    ),
  ]);
  return [...credentials, ...checkKeys(document.value, [])];

  function checkCredentials(name: string, credentials: Json | undefined): Problem[] {
    const path = ['environments', name, 'credentials'];
    if (credentials === undefined) return [];
    if (!isObject(credentials)) return [found(path)];
    return Object.entries(credentials).flatMap(([key, value]) => {
      // The key itself may be secret, as in `{ id: secret }` with both written out.
      if (!/^[a-z][a-z_]{0,31}$/i.test(key)) return [found(path)];
      return isName(value) ? [] : [found([...path, key])];
    });
  }

  /** Checked before the schema, since a public secret is more urgent than an unknown key. */
  function checkKeys(value: Json, path: readonly string[]): Problem[] {
    if (path.length === 3 && path[2] === 'credentials') return [];
    if (Array.isArray(value)) return value.flatMap((item) => checkKeys(item, path));
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([key, held]) => {
      const at = [...path, key];
      const isSecret = secretKey.test(key) || tokenKey.test(key);
      return isSecret && !isObject(held) && !isName(held) ? [found(at)] : checkKeys(held, at);
    });
  }

  function found(path: readonly string[]): Problem {
    return problem('config/secret', {
      detail: `${path.join('.')} holds something else than the name of an environment variable in capitals.`,
      hint: 'Write for example `clientSecret: TIMEBACK_CLIENT_SECRET` and put the secret into that variable. If a secret was committed, have it replaced.',
      span: { file, start: document.pointAt(path) },
    });
  }
}

function isName(value: Json): boolean {
  return typeof value === 'string' && variableName.test(value);
}

/** `https://user:password@host`, or a key in the query. */
function holdsCredentials(value: string): boolean {
  const url = URL.parse(value, 'https://platform.invalid');
  if (!url) return /^\s*https?:.*@/i.test(value);
  const keys = [...url.searchParams.keys()];
  return (
    url.username + url.password !== '' ||
    keys.some((key) => secretKey.test(key) || tokenKey.test(key))
  );
}
