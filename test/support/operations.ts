import fs from 'node:fs';
import { Session } from 'node:inspector/promises';
import { syncBuiltinESMExports } from 'node:module';
import { setFlagsFromString } from 'node:v8';

/** The compilers whose code leaves out most of what it passes. */
const optimising = ['opt', 'maglev'];

/**
 * How much was done, counted: how often the busiest place of each function below `src` was passed,
 * and how many elements and characters the built-in functions went through that loop by themselves.
 * The same in every run, on every machine. The emulator's own code is not counted.
 */
export async function countOperations(task: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  const builtIns = watchBuiltIns();
  for (const compiler of optimising) setFlagsFromString(`--no-${compiler}`);
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await task();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return builtIns.passed() + passedIn(result);
  } finally {
    builtIns.end();
    session.disconnect();
    // Other tests run in the same process.
    for (const compiler of optimising) setFlagsFromString(`--${compiler}`);
  }
}

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
}

function passedIn(scripts: readonly Script[]): number {
  let passed = 0;
  for (const { url, functions } of scripts) {
    if (!url.includes('/src/') || url.includes('/src/features/emulator/')) continue;
    // The busiest range alone: V8 leaves out ranges that were passed as often as what is around them.
    for (const { ranges } of functions) passed += Math.max(...ranges.map(({ count }) => count));
  }
  return passed;
}

type BuiltIn = (this: { readonly length: number }, ...given: unknown[]) => unknown;

/** Built-in functions that go through all they are called on; those with callbacks count by them. */
const looping: readonly (readonly [object, readonly string[]])[] = [
  [
    Array.prototype,
    ['includes', 'indexOf', 'lastIndexOf', 'splice', 'shift', 'unshift', 'concat', 'join'],
  ],
  [String.prototype, ['split', 'replace', 'replaceAll', 'matchAll', 'normalize']],
];

/** What `for … of`, `[...list]` and `new Set(list)` step through. */
const iterators: readonly object[] = [
  [][Symbol.iterator](),
  new Map().values(),
  new Set().values(),
].map((iterator) => Object.getPrototypeOf(iterator));

function watchBuiltIns() {
  let passed = 0;
  const undo: (() => void)[] = [];
  const watch = (owner: object, name: string, costOf: (all: number, result: unknown) => number) => {
    const described = Object.getOwnPropertyDescriptor(owner, name);
    if (!described) throw new Error(`there is no ${name}`);
    const original: BuiltIn = described.value;
    const watched: BuiltIn = function (...given) {
      const result = Reflect.apply(original, this, given);
      passed += costOf(this.length, result);
      return result;
    };
    Object.defineProperty(owner, name, { ...described, value: watched });
    undo.push(() => Object.defineProperty(owner, name, described));
  };
  for (const [owner, names] of looping) for (const name of names) watch(owner, name, (all) => all);
  // Copies what it gives, and passes over the rest.
  watch(Array.prototype, 'slice', (_, part) => (Array.isArray(part) ? part.length : 0));
  for (const owner of iterators) watch(owner, 'next', () => 1);
  return {
    passed: () => passed,
    end: () => {
      for (const put of undo) put();
    },
  };
}

/** How often files were asked for by the functions that read: paths, each as often as it was read. */
export function watchFiles(): { readonly read: readonly string[]; readonly end: () => void } {
  const read: string[] = [];
  const { openSync } = fs;
  const watched = (...given: Parameters<typeof openSync>) => {
    const [path, flags] = given;
    const isToRead =
      typeof flags === 'number' && (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) === 0;
    if (isToRead || flags === undefined || flags === 'r') read.push(String(path));
    return openSync(...given);
  };
  fs.openSync = watched;
  syncBuiltinESMExports();
  return {
    read,
    end: () => {
      fs.openSync = openSync;
      syncBuiltinESMExports();
    },
  };
}
