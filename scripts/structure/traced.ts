// Runs the command line of a source tree in this process. Every function of `src` reports whether one of its
// arguments holds a text, until that text leaves the process.
//
//   node traced.ts TREE TEXT OUT write|request WORDS…
import { readFileSync, writeFileSync } from 'node:fs';
import { ClientRequest } from 'node:http';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { instrumented } from './instrument.ts';

const [tree = '', text = '', out = '', until = '', ...words] = process.argv.slice(2);

/** The depth to which an argument is searched for the text. */
const depth = 7;
const bytesOfText = Buffer.from(text);
const passed = new Set<string>();
let isOver = false;

function holds(value: unknown, left: number, seen: Set<unknown>): boolean {
  if (typeof value === 'string') return value.includes(text);
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).includes(bytesOfText);
  }
  if (left === 0) return false;
  seen.add(value);
  if (value instanceof Map) {
    for (const [key, one] of value) {
      if (holds(key, left - 1, seen) || holds(one, left - 1, seen)) return true;
    }
    return false;
  }
  if (value instanceof Set || Array.isArray(value)) {
    for (const one of value) if (holds(one, left - 1, seen)) return true;
    return false;
  }
  for (const { value: one } of Object.values(Object.getOwnPropertyDescriptors(value))) {
    if (holds(one, left - 1, seen)) return true;
  }
  return false;
}

function enter(id: string, args: Iterable<unknown>): void {
  if (isOver || passed.has(id)) return;
  if (holds([...args], depth + 1, new Set())) passed.add(id);
}

type Callable = (...args: unknown[]) => unknown;

function arrow(id: string, wrapped: Callable): Callable {
  const reporting: Callable = (...args) => {
    enter(id, args);
    return wrapped(...args);
  };
  // Code that reads the name or the number of parameters must find those of the function.
  Object.defineProperty(reporting, 'name', { value: wrapped.name });
  Object.defineProperty(reporting, 'length', { value: wrapped.length });
  return reporting;
}

Object.assign(globalThis, { trace: { enter, arrow } });

const source = pathToFileURL(join(tree, 'src/')).href;
registerHooks({
  load(url, context, nextLoad) {
    const isOurs = url.startsWith(source) && url.endsWith('.ts') && !url.includes('/emulator/');
    if (!isOurs) return nextLoad(url, context);
    const path = fileURLToPath(url);
    const file = url.slice(source.length - 'src/'.length);
    const code = instrumented(file, readFileSync(path, 'utf8'));
    return { format: 'module-typescript', source: code, shortCircuit: true };
  },
});

function leaving(chunk: unknown, by: string): void {
  if (by === until && !isOver && holds(chunk, 1, new Set())) {
    isOver = true;
    writeFileSync(out, `[${[...passed].join(',')}]`);
  }
}

/** Makes a method of an object report the first argument of each call. */
function watch(owner: object, name: 'write' | 'end', by: string): void {
  const before: unknown = Reflect.get(owner, name);
  if (typeof before !== 'function') throw new TypeError(`no method ${name}`);
  Object.assign(owner, {
    [name](this: unknown, ...args: unknown[]) {
      leaving(args[0], by);
      return Reflect.apply(before, this, args);
    },
  });
}

watch(process.stdout, 'write', 'write');
watch(process.stderr, 'write', 'write');
watch(ClientRequest.prototype, 'write', 'request');
watch(ClientRequest.prototype, 'end', 'request');

process.argv.splice(2, Number.POSITIVE_INFINITY, ...words);
const { main } = await import(`${source}cli/main.ts`);
await main({});
