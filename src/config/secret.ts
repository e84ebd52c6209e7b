import type { LocatedDocument } from '../document/parse.ts';
import { isObject, type Json } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import { environmentsOf } from './written.ts';

/** The usual form of variable names. What has another form may be the secret itself. */
const variableName = /^[A-Z][A-Z0-9_]{2,63}$/;

/** Credentials written out in the config. The messages never repeat the value. */
export function checkSecrets(document: LocatedDocument, file: string): Problem[] {
  return environmentsOf(document).flatMap(([name, environment]) => [
    ...checkCredentials(name, environment['credentials']),
    ...(hasUserInfo(environment['baseUrl']) ? [found(name, ['baseUrl'])] : []),
    ...(hasUserInfo(environment['tokenUrl']) ? [found(name, ['tokenUrl'])] : []),
  ]);

  function checkCredentials(name: string, credentials: Json | undefined): Problem[] {
    if (credentials === undefined) return [];
    if (!isObject(credentials)) return [found(name, ['credentials'])];
    return Object.entries(credentials)
      .filter(([, value]) => typeof value !== 'string' || !variableName.test(value))
      .map(([key]) => found(name, ['credentials', key]));
  }

  function found(name: string, path: readonly string[]): Problem {
    return problem('config/secret', {
      detail: `environments.${name}.${path.join('.')} holds something else than the name of an environment variable in capitals.`,
      hint: 'Write for example `clientSecret: TIMEBACK_CLIENT_SECRET` and put the secret into that variable. If a secret was committed, have it replaced.',
      span: { file, start: document.pointAt(['environments', name, ...path]) },
    });
  }
}

function hasUserInfo(url: unknown): boolean {
  return typeof url === 'string' && /^https?:\/\/[^/]*@/.test(url);
}
