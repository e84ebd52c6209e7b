// `npm run merges`: how often two branches that add ids conflict, with the ledger in one file and in a folder
// for each course.
//
//   npm run merges [-- --samples 400] [--write]
//   npm run build && npm run merges -- --cost 5     what checking such a folder takes against one file
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { costOf } from './merges/cost.ts';
import { tableOf } from './merges/table.ts';

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '400' },
    /** The number of rounds of checking 100,000 lessons; replaces the table. */
    cost: { type: 'string' },
    /** Whether to write the table into docs/identity.md. */
    write: { type: 'boolean', default: false },
  },
});
const samples = Number(values.samples);
if (!Number.isInteger(samples) || samples < 1) {
  console.error('--samples takes a whole number from 1.');
  process.exit(64);
}
if (values.cost !== undefined) {
  console.log(await costOf(Number(values.cost), (round) => console.error(round)));
  process.exit();
}
const table = tableOf(samples, (row) => console.error(row));
console.log(table);
if (values.write) {
  const page = new URL('../docs/identity.md', import.meta.url);
  const [start, end] = ['<!-- merges -->\n', '<!-- /merges -->'];
  const text = readFileSync(page, 'utf8');
  const [before, rest] = [text.indexOf(start) + start.length, text.indexOf(end)];
  if (before < start.length || rest < before)
    throw new Error('docs/identity.md has no place for it');
  writeFileSync(page, `${text.slice(0, before)}\n${table}\n\n${text.slice(rest)}`);
}
