#!/usr/bin/env node
// This file runs on any version of Node, so it uses nothing that old ones lack, and loads the rest only if it
// will work.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { cacheFor, keepCompiled } from './cache-folder.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [first, ...others] = process.argv.slice(2);
const isHelp = (first === '--help' || first === '-h') && others.length === 0;
/** The help text, which the build writes. */
const help = join(import.meta.dirname, 'help.txt');

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `timeback-catalog needs Node 22.18 or newer, and this is Node ${process.versions.node}.`,
  );
  process.exitCode = 1;
} else if ((first === '--version' || first === '-V') && others.length === 0) {
  // Scripts ask for the version often; answering needs no other module.
  console.log(packageJson.version);
} else if (isHelp && !process.stdout.isTTY && existsSync(help)) {
  // On a terminal, lines are as long as it is wide; elsewhere the help is always the same.
  process.stdout.write(readFileSync(help));
} else {
  void start();
}

// The build converts this file to CommonJS too.
declare const require: (id: string) => unknown;

async function start(): Promise<void> {
  const place = await cacheFor(process.env);
  if (place.compiled !== undefined) keepCompiled(place.compiled);
  // The build writes this file from main.ts, separately, since this file may end without it.
  const { main } = require(join(import.meta.dirname, 'cli/main.cjs')) as typeof import('./main.ts');
  await main(place);
}
