// `npm run replay`: commits every revision of a real history, checks, accepts and publishes it, and compares
// the reports with what is known about the history.
//
//   npm run replay -- FILE [--limit N] [--write]
//   npm run replay -- --swaps FILE...
//
// FILE is JSONL, plain or compressed by gzip, one revision a line; `NAME.events.json` beside it is the
// ground truth. Ends with 1 if an event was missed or a revision could not be published cleanly.
//
// With --swaps FILE is a catalog in JSON, a history whose last state counts, or a folder with a config.
// The ids of neighbouring lessons are exchanged, handed on, rotated and shifted, one accident at a time,
// and judged as `check --base` judges. Ends with 1 if more than 0.5 % of the swaps or of the hand-ons of
// a FILE pass without a word.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readGroundTruth } from './replay/ground-truth.ts';
import { readHistory } from './replay/history.ts';
import { replayPage, tables } from './replay/page.ts';
import { provenanceOf } from './replay/provenance.ts';
import { replay, type Step } from './replay/replay.ts';
import { score } from './replay/score.ts';
import { catalogOf } from './replay/swaps/catalog-of.ts';
import { isLeaky, swapsReport } from './replay/swaps/report.ts';
import { stageOf } from './replay/swaps/stage.ts';
import { tryAll } from './replay/swaps/trial.ts';

const usage = `npm run replay -- FILE [--limit N] [--write]
npm run replay -- --swaps FILE...`;

const asked = readArguments();
process.exitCode = asked.swaps ? trySwaps(asked.files) : await replayHistory(asked);

function trySwaps(files: readonly string[]): number {
  const leaks = files.map((file) => {
    const trials = tryAll(stageOf(readOrFail(() => catalogOf(file))));
    console.log(`${file}\n\n${swapsReport(trials)}\n`);
    return isLeaky(trials);
  });
  return leaks.some(Boolean) ? 1 : 0;
}

interface History {
  readonly file: string;
  readonly limit: number | undefined;
  readonly write: boolean;
}

async function replayHistory({ file, limit, write }: History): Promise<number> {
  const provenance = provenanceOf(file);
  if (write && !provenance) {
    fail(`scripts/replay/provenance.ts does not know the licence of ${file}.`);
  }
  const revisions = readOrFail(() => readHistory(file)).slice(0, limit);
  // Only an exit, and no signal, removes the scratch folder.
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  const started = performance.now();
  const steps = await replay(revisions, progressOf(revisions.length));
  // Rounded up to five minutes, so that the page stays the same between runs.
  const minutes = 5 * Math.ceil((performance.now() - started) / 300_000);
  const rows = score(steps, readGroundTruth(file));
  const replayed = { steps, rows, minutes };
  console.log(tables(replayed, provenance));
  if (write && provenance) {
    writeFileSync(join(import.meta.dirname, '../docs/replay.md'), replayPage(replayed, provenance));
  }
  const isSound = rows.every(({ missed }) => missed.length === 0);
  const isPublished = steps.every(({ publication }) => publication.faults.length === 0);
  return isSound && isPublished ? 0 : 1;
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        limit: { type: 'string' },
        write: { type: 'boolean', default: false },
        swaps: { type: 'boolean', default: false },
      },
    });
    const { swaps, write } = values;
    const [file, ...others] = positionals;
    const limit = values.limit === undefined ? undefined : Number(values.limit);
    if (file === undefined || (others.length > 0 && !swaps)) return fail('Name one FILE.');
    const missing = positionals.find((path) => !existsSync(path));
    if (missing !== undefined) return fail(`There is no ${missing}.`);
    if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
      return fail('--limit takes a whole number from 1.');
    }
    if (limit !== undefined && write) return fail('--write takes the whole history.');
    if (swaps && (limit !== undefined || write)) return fail('--swaps takes no other option.');
    return { swaps, files: positionals, file, limit, write };
  } catch (error) {
    return fail(inWords(error));
  }
}

function readOrFail<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return fail(inWords(error));
  }
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(reason: string): never {
  console.error(`${reason}\n${usage}`);
  process.exit(64);
}

/** Shows progress in one line of a terminal, or now and then in a line elsewhere. */
function progressOf(total: number) {
  return ({ revision }: Step, count: number): void => {
    const text = `${count} of ${total}  ${revision.rev.slice(0, 10)}  ${revision.date.slice(0, 10)}`;
    const isLast = count === total;
    if (process.stderr.isTTY) process.stderr.write(`\r${text}${isLast ? '\n' : ''}`);
    else if (isLast || count % 25 === 0) process.stderr.write(`${text}\n`);
  };
}
