// `npm run smoke`: packs the package, installs it elsewhere, and does with it what a person does on the first
// day, on each runtime that it supports.
//
//   npm run smoke                    all of them, installed from npm in one version each
//   npm run smoke -- node22 bun      some of them
//   npm run smoke -- this            the Node that runs this
//   npm run smoke -- out/a.tgz       a package that is packed already, on the Node that runs this
//   npm run smoke -- ./a-program     a program of its own, such as the binary of a release
import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { installedElsewhere, packed, startFileIn } from './smoke/package.ts';
import { type SmokeProgram, smoke } from './smoke/run.ts';
import { installed, runtimes } from './smoke/runtimes.ts';

const root = join(import.meta.dirname, '..');
const named = process.argv.slice(2);
const names = named.length > 0 ? named : runtimes.map(({ name }) => name);

const made = names.every(isPath) ? undefined : packed(root);
const archive = made ?? names.find(isArchive);
const elsewhere = archive && installedElsewhere(resolve(archive));
try {
  for (const name of names) {
    const faults = await smoke(programOf(name));
    console.log(`${name}: ${faults.length === 0 ? 'all right' : `${faults.length} wrong`}`);
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) process.exitCode = 1;
  }
} finally {
  for (const folder of [made && dirname(made), elsewhere]) {
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
}

function programOf(name: string): SmokeProgram {
  const startFile = startFileIn(elsewhere ?? '');
  if (isPath(name) && !isArchive(name)) return { name, words: [resolve(name)] };
  if (name === 'this' || isArchive(name)) return { name, words: [process.execPath, startFile] };
  const runtime = runtimes.find((one) => one.name === name);
  if (!runtime) {
    throw new Error(
      `There is no ${name}: ${runtimes.map((one) => one.name).join(', ')}, this, or ./PATH.`,
    );
  }
  return { name, words: [installed(runtime), startFile] };
}

function isPath(name: string): boolean {
  return /[/\\]/.test(name);
}

function isArchive(name: string): boolean {
  return name.endsWith('.tgz');
}
