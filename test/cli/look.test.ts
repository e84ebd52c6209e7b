import { expect, test } from 'vitest';
import { lookOf } from '../../src/cli/terminal.ts';
import { noSources } from '../../src/document/place.ts';

const stream = process.stdout;

test.each([
  { env: {}, platform: 'linux', unicode: true },
  { env: { LANG: 'en_GB.UTF-8' }, platform: 'linux', unicode: true },
  { env: { LC_ALL: 'C.utf8' }, platform: 'linux', unicode: true },
  { env: { LANG: 'C' }, platform: 'linux', unicode: false },
  { env: { LANG: 'de_DE.ISO-8859-1' }, platform: 'linux', unicode: false },
  { env: { LANG: 'de_DE.UTF-8', LC_ALL: 'POSIX' }, platform: 'linux', unicode: false },
  { env: { LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }, platform: 'linux', unicode: true },
  { env: { TERM: 'linux', LANG: 'en_GB.UTF-8' }, platform: 'linux', unicode: false },
  { env: {}, platform: 'win32', unicode: false },
  { env: { WT_SESSION: '1' }, platform: 'win32', unicode: true },
  { env: { TERM_PROGRAM: 'vscode' }, platform: 'win32', unicode: true },
  { env: { TERM: 'cygwin' }, platform: 'win32', unicode: false },
  { env: { LANG: 'en_US.UTF-8' }, platform: 'win32', unicode: true },
] as const)('$platform with $env shows Unicode: $unicode', ({ env, platform, unicode }) => {
  const terminal = { stdin: process.stdin, stdout: stream, stderr: stream, env, platform };
  expect(lookOf(stream, { terminal, world: { sources: noSources } }, {}).unicode).toBe(unicode);
});
