import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { credentials } from './served-catalog.ts';
import { root, witnessOf } from './witness.ts';

/** What came of one call of a client. */
export interface CallRow {
  readonly client: string;
  readonly call: string;
  readonly answer: string;
  readonly verdict: Verdict;
  /** Whose fault it is, and which document says so. */
  readonly why?: string;
}

/** In the words of docs/interop.md. */
export const verdicts = ['right', 'client', 'absent', 'open', 'wrong'] as const;
export type Verdict = (typeof verdicts)[number];

const run = promisify(execFile);
const scripts = join(root, 'scripts/witnesses/python');

/** Runs a script of scripts/witnesses/python with the Python of a witness; the lines of JSON that it prints. */
export async function linesOf(
  witness: string,
  script: string,
  variables: Readonly<Record<string, string>>,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const python = witnessOf(witness)?.path ?? '';
  const { TIMEBACK_CLIENT_ID, TIMEBACK_CLIENT_SECRET } = credentials;
  const env = {
    ...{ PATH: process.env['PATH'], PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' },
    ...{ CLIENT: `${TIMEBACK_CLIENT_ID}:${TIMEBACK_CLIENT_SECRET}`, ...variables },
  };
  const options = { env, timeout: 560_000, maxBuffer: 1 << 26 };
  const { stdout } = await run(python, [join(scripts, script)], options);
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line));
}

/** The rows among the lines of a script. */
export function rowsIn(lines: readonly Readonly<Record<string, unknown>>[]): CallRow[] {
  return lines.filter((line): line is CallRow & Record<string, unknown> => 'verdict' in line);
}

const page = join(root, 'docs/interop.md');

/**
 * Holds the rows of a run against the table of docs/interop.md that has this name, or writes the table if
 * `npm run witnesses -- --write` asks for it.
 */
export function heldToPage(name: string, text: string): void {
  const written = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const [begin, end] = [`<!-- begin: ${name} -->\n`, `<!-- end: ${name} -->`];
  const from = written.indexOf(begin) + begin.length;
  const to = written.indexOf(end, from);
  if (from < begin.length || to < 0) throw new Error(`docs/interop.md has no table "${name}".`);
  if (process.env['TIMEBACK_WITNESSES_WRITE']) {
    writeFileSync(page, `${written.slice(0, from)}${text}${written.slice(to)}`);
    return;
  }
  // Each verdict that changed is a line of the difference; `npm run witnesses -- --write` takes it over.
  expect(text.split('\n')).toEqual(written.slice(from, to).split('\n'));
}

/** A table of calls, with the sum of each verdict above it. */
export function callTable(rows: readonly CallRow[]): string {
  const counted = verdicts.map((verdict) => {
    const count = rows.filter((row) => row.verdict === verdict).length;
    return `${count} ${verdict}`;
  });
  return [
    '',
    `${rows.length} calls: ${counted.join(', ')}.`,
    '',
    '| call | answer | verdict | |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ call, answer, verdict, why = '' }) =>
        `| \`${cell(call)}\` | ${cell(answer)} | ${verdict} | ${cell(why)} |`,
    ),
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
