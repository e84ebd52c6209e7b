import { createRequire } from 'node:module';
import type { ApiDocument } from './openapi.ts';
import { type Running, start } from './program.ts';

const require = createRequire(import.meta.url);
const program = require.resolve('@stoplight/prism-cli');

/**
 * Starts Prism with an OpenAPI document on a free port of this machine, as its own users do: `mock`
 * answers from the document, `proxy` passes on to a server and refuses what the document does not allow.
 * Ended when the test is, unless `begin` starts it otherwise.
 */
export async function startPrism(
  [command, ...options]: readonly ['mock' | 'proxy', ...string[]],
  document: ApiDocument,
  { cwd, begin = start }: { readonly cwd: string; readonly begin?: typeof start },
): Promise<Pick<Running, 'kill'> & { readonly url: string }> {
  const own = ['--host', '127.0.0.1', '--port', '0'];
  const args = [program, command, document.file(), ...options, ...own];
  const running = begin(process.execPath, args, { cwd });
  let said = '';
  await running.until(({ stdout, stderr }) => {
    said = stdout + stderr;
    return said.includes('Prism is listening on');
  });
  const [, url = ''] = /Prism is listening on (http:\S+:\d+)/.exec(said) ?? [];
  return { url, kill: running.kill };
}
