import { readFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { Script } from 'node:vm';
import { readOwn, shrink, writeOwn } from '../files/own-file.ts';
import { type Part, packed, unpacked } from './pack.ts';

// The build makes this file CommonJS, too.
declare const require: (id: string) => unknown;

/** Where code that V8 compiled is kept. */
export interface Keeping {
  readonly folder: string;
  /** Stands for the code: what was kept of another build is of no use. */
  readonly build: string;
  /** What is run: most of what it needs another run of it needs again. */
  readonly command: string;
}

/**
 * Loads files that the build wrote, and what they require by relative paths, with what V8 compiled
 * of them in earlier runs. Node keeps only what V8 compiles when a file is loaded; most functions are
 * compiled when they are first called, and that is half of a short command's time.
 */
export function loaderOf(keeping: Keeping | undefined): (file: string) => unknown {
  const path = keeping && join(keeping.folder, nameOf(keeping));
  const kept = path === undefined ? new Map<string, Uint8Array>() : partsIn(path);
  const scripts = new Map<string, Script>();
  const modules = new Map<string, { exports: unknown }>();
  let isKnown = true;

  const compile = (file: string): Script => {
    // One build has each name once, wherever it is installed.
    const name = basename(file);
    const known = kept.get(name);
    // Nothing in them is beyond ASCII, and texts of one byte a character are ready at once.
    const source = readFileSync(file, 'latin1');
    const script = new Script(source, { filename: file, ...(known && { cachedData: known }) });
    if (!known || script.cachedDataRejected) isKnown = false;
    scripts.set(name, script);
    return script;
  };

  const load = (file: string): unknown => {
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const folder = dirname(file);
    // All of them lie in one folder: to join paths for each would take longer than to find the files.
    const requires = (id: string) =>
      id.startsWith('./') ? load(folder + sep + id.slice(2)) : require(id);
    compile(file).runInThisContext()(module.exports, requires, module, folder);
    return module.exports;
  };

  if (path !== undefined) {
    process.on('exit', () => {
      if (!isKnown) keep(path, [...unloaded(kept, scripts), ...compiled(scripts)]);
    });
  }
  return load;
}

const extension = '.compiled';
const ours = /^[0-9a-f]{16}-v[\w.+-]+\.compiled$/;

/** Bytes that all files may have together; one has about two million. */
const most = 64 * 1024 * 1024;

function nameOf({ build, command }: Keeping): string {
  return `${build.slice(0, 16)}-${process.version}-${process.arch}-${command}${extension}`;
}

function partsIn(path: string): ReadonlyMap<string, Uint8Array> {
  try {
    const bytes = readOwn(path, most);
    return bytes ? unpacked(bytes) : new Map();
  } catch {
    return new Map();
  }
}

/** What was kept of files that this run did not need. */
function unloaded(
  kept: ReadonlyMap<string, Uint8Array>,
  scripts: ReadonlyMap<string, Script>,
): Part[] {
  return [...kept].filter(([name]) => !scripts.has(name)).map(([name, data]) => ({ name, data }));
}

function compiled(scripts: ReadonlyMap<string, Script>): Part[] {
  return [...scripts].map(([name, script]) => ({ name, data: script.createCachedData() }));
}

function keep(path: string, parts: readonly Part[]): void {
  try {
    writeOwn(path, packed(parts));
    shrink(dirname(path), { ours, most });
  } catch {
    // The next run takes as long as this one.
  }
}
