import { basename } from 'node:path';
import type { Metafile } from 'esbuild';

/**
 * Puts files that are loaded together into one, since to find, read and compile a file of its own takes Node
 * longer than to run most of them. `files` has the code of each by name, such as `chunk-X.cjs`; `metafile` says
 * which of them import each other. `packs` has modules of src by the name of a pack: the pack gets the files
 * of these modules and all that they import at once, except what an earlier pack has. A file that is no
 * import of others stays as it is, since it is loaded by its name.
 */
export function packed(
  files: ReadonlyMap<string, string>,
  { outputs }: Metafile,
  packs: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, string> {
  const outputOf = new Map(
    Object.entries(outputs).map(([path, output]) => [fileOf(path), output] as const),
  );
  const packOf = new Map<string, string>();
  for (const [pack, modules] of Object.entries(packs)) {
    const visit = (file: string): void => {
      if (packOf.has(file)) return;
      packOf.set(file, pack);
      for (const { kind, path } of outputOf.get(file)?.imports ?? []) {
        if (kind === 'import-statement') visit(fileOf(path));
      }
    };
    for (const module of modules) {
      const made = [...outputOf].find(([, { entryPoint }]) => entryPoint === module);
      if (made === undefined) throw new Error(`The build makes no file for ${module}.`);
      visit(made[0]);
    }
  }
  for (const file of packOf.keys()) if (!isImported(file, files)) packOf.delete(file);
  const code = (file: string) =>
    (files.get(file) ?? '').replace(required, (whole, name: string) => {
      const pack = packOf.get(name);
      if (pack === undefined) return whole;
      const load = pack === packOf.get(file) ? '__load' : `require("./${pack}.cjs")`;
      return `${load}("${name}")`;
    });
  const single = [...files.keys()].filter((file) => !packOf.has(file));
  return new Map([
    ...single.map((file) => [file, code(file)] as const),
    ...Object.keys(packs).map((pack) => {
      const members = [...packOf].filter(([, its]) => its === pack);
      return [`${pack}.cjs`, packOfCode(members.map(([file]) => [file, code(file)]))] as const;
    }),
  ]);
}

const fileOf = (path: string) => basename(path).replace(/\.js$/, '.cjs');

const required = /require\("\.\/([\w-]+\.cjs)"\)/g;

const isImported = (file: string, files: ReadonlyMap<string, string>) =>
  [...files.values()].some((code) => code.includes(`require("./${file}")`));

/**
 * A file with the code of several, which exports a function that loads one by its name. Each is run at its
 * first use, as Node does it. The brackets around a function tell V8 that it is called at once, so that it is
 * not read twice.
 */
function packOfCode(members: readonly (readonly [file: string, code: string])[]): string {
  const functions = members.map(
    ([file, code]) => `"${file}":(function(module,exports){${code}\n})`,
  );
  return `"use strict";var __code={${functions.join(',')}},__loaded={};
function __load(file){var module=__loaded[file];if(module===undefined){module=__loaded[file]={exports:{}};__code[file](module,module.exports)}return module.exports}
module.exports=__load;
`;
}
