#!/usr/bin/env node
// Runs on whatever Node a person has, so it uses nothing that an old one lacks, and loads the rest
// only when it will work.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { cacheFor } from './cache-folder.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [first, ...others] = process.argv.slice(2);
const isHelp = (first === '--help' || first === '-h') && others.length === 0;
/** Written by the build. */
const help = join(import.meta.dirname, 'help.txt');

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `timeback-catalog needs Node 22.18 or newer, and this is Node ${process.versions.node}.`,
  );
  process.exitCode = 1;
} else if ((first === '--version' || first === '-V') && others.length === 0) {
  // Scripts ask for it often; nothing has to be loaded to answer.
  console.log(packageJson.version);
} else if (isHelp && !process.stdout.isTTY && existsSync(help)) {
  // In a terminal the lines are as long as it is wide; elsewhere they are the same each time.
  process.stdout.write(readFileSync(help));
} else {
  void start();
}

// The build makes this file CommonJS, too.
declare const require: (id: string) => unknown;

async function start(): Promise<void> {
  const place = await cacheFor(process.env);
  // Written by the build from main.ts, apart from this file, which may not need it.
  const { main } = require(join(import.meta.dirname, 'cli/main.cjs')) as typeof import('./main.ts');
  await main(place);
}
