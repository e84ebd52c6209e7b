// `npm run structure`: measures of the sources, to compare the structure before and after a change.
//
//   npm run structure -- [--tree FOLDER] [--suite SECONDS] [--files | --functions]
//   npm run structure -- --shrink
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { shrinkExceptions } from './structure/exceptions.ts';
import { traceFlows } from './structure/flows.ts';
import { measuresOf } from './structure/measures.ts';
import { sourceModules } from './structure/sources.ts';
import { namedFiles, shrinkWords } from './structure/words.ts';

const { values } = parseArgs({
  options: {
    /** Another checkout with its packages installed; absent: this one. */
    tree: { type: 'string', default: resolve(import.meta.dirname, '..') },
    /** Seconds that the whole suite takes, measured elsewhere: adds a row. */
    suite: { type: 'string' },
    /** Whether to list the files that each flow passes. */
    files: { type: 'boolean', default: false },
    /** Whether to list the functions that each flow passes, in order. */
    functions: { type: 'boolean', default: false },
    /** Whether to remove past exceptions from the lists of test/house instead of measuring. */
    shrink: { type: 'boolean', default: false },
  },
});
const tree = resolve(values.tree);
if (values.shrink) {
  shrinkExceptions(tree, sourceModules(tree));
  shrinkWords(tree, namedFiles(tree));
} else await printMeasures();

async function printMeasures(): Promise<void> {
  const flows = await traceFlows(tree);
  const rows: readonly (readonly [string, string])[] = [
    ...measuresOf(tree),
    ...(values.suite === undefined ? [] : [['seconds of the suite', values.suite] as const]),
    ...flows.map(
      ({ name, functions, callbacks, files }) =>
        [
          name,
          `${functions.length} functions (and ${callbacks} callbacks), ${files.length} files`,
        ] as const,
    ),
  ];
  console.log(`| measure | value |\n| --- | --- |`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  if (values.files || values.functions) {
    for (const { name, files, functions } of flows) {
      console.log(`\n${name}:\n  ${(values.functions ? functions : files).join('\n  ')}`);
    }
  }
}
