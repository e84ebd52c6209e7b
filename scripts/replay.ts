// `npm run replay`: commits every revision of a real history, has it checked, accepts and publishes it,
// and holds what was reported against what is known of the history.
//
//   npm run replay -- FILE [--limit N] [--write]
//
// FILE is JSONL, plain or compressed by gzip, one revision a line; `NAME.events.json` beside it is the
// ground truth. Ends with 1 where an event was missed or a revision could not be published cleanly.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readGroundTruth } from './replay/ground-truth.ts';
import { readHistory } from './replay/history.ts';
import { replayPage, tables } from './replay/page.ts';
import { provenanceOf } from './replay/provenance.ts';
import { replay, type Step } from './replay/replay.ts';
import { score } from './replay/score.ts';

const { file, limit, write } = readArguments();
const provenance = provenanceOf(file);
if (write && !provenance)
  fail(`scripts/replay/provenance.ts does not know the licence of ${file}.`);
const revisions = readRevisions();
// Only an exit, and no signal, has the scratch folder removed.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
const started = performance.now();
const steps = await replay(revisions, showProgress);
// In fives, so that the page stays as it is from one run to the next.
const minutes = 5 * Math.ceil((performance.now() - started) / 300_000);
const rows = score(steps, readGroundTruth(file));
const replayed = { steps, rows, minutes };
console.log(tables(replayed, provenance));
if (write && provenance) {
  writeFileSync(join(import.meta.dirname, '../docs/replay.md'), replayPage(replayed, provenance));
}
const isSound = rows.every(({ missed }) => missed.length === 0);
const isPublished = steps.every(({ publication }) => publication.faults.length === 0);
process.exitCode = isSound && isPublished ? 0 : 1;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { limit: { type: 'string' }, write: { type: 'boolean', default: false } },
    });
    const [path, ...others] = positionals;
    const first = values.limit === undefined ? undefined : Number(values.limit);
    if (path === undefined || others.length > 0) return fail('Name one FILE.');
    if (!existsSync(path)) return fail(`There is no ${path}.`);
    if (first !== undefined && !(Number.isInteger(first) && first > 0)) {
      return fail('--limit takes a whole number from 1.');
    }
    if (first !== undefined && values.write) return fail('--write takes the whole history.');
    return { file: path, limit: first, write: values.write };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function readRevisions() {
  try {
    return readHistory(file).slice(0, limit);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(reason: string): never {
  console.error(`${reason}\nnpm run replay -- FILE [--limit N] [--write]`);
  process.exit(64);
}

/** One line that is written over on a terminal; now and then a line elsewhere. */
function showProgress({ revision }: Step, count: number): void {
  const text = `${count} of ${revisions.length}  ${revision.rev.slice(0, 10)}  ${revision.date.slice(0, 10)}`;
  const isLast = count === revisions.length;
  if (process.stderr.isTTY) process.stderr.write(`\r${text}${isLast ? '\n' : ''}`);
  else if (isLast || count % 25 === 0) process.stderr.write(`${text}\n`);
}
