import type { LocatedDocument } from '../document/parse.ts';
import { type Problem, problem } from '../model/problem.ts';
import { builtIn } from './environment.ts';
import { environmentsOf } from './written.ts';

/** Environments that do not say which platform they are, or say it twice. */
export function checkAddresses(document: LocatedDocument, file: string): Problem[] {
  return environmentsOf(document).flatMap(([name, { emulator, baseUrl }]) => {
    const known = builtIn.some((standing) => standing.name === name);
    if ((emulator === true) !== (baseUrl !== undefined) || (known && emulator !== true)) return [];
    return [
      problem('schema/missing-field', {
        detail: `environments.${name} must say where it publishes: either \`baseUrl\` or \`emulator: true\`${emulator ? ', not both' : ''}.`,
        hint: 'Write for example `baseUrl: https://api.alpha-1edtech.ai`.',
        span: { file, start: document.pointAt(['environments', name]) },
      }),
    ];
  });
}

/** Addresses that credentials must not be sent to. */
export function checkUrls(document: LocatedDocument, file: string): Problem[] {
  return environmentsOf(document).flatMap(([name, environment]) =>
    ['baseUrl', 'tokenUrl'].flatMap((key) => {
      const url = environment[key];
      if (typeof url !== 'string' || isSafe(url)) return [];
      if (key === 'tokenUrl' && url.startsWith('/')) return [];
      return [
        problem('config/insecure-url', {
          detail: `environments.${name}.${key} is no https address: the client secret would cross the network unencrypted.`,
          hint: 'Write an https address, for example https://api.alpha-1edtech.ai.',
          span: { file, start: document.pointAt(['environments', name, key]) },
        }),
      ];
    }),
  );
}

function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const loopback = /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}
