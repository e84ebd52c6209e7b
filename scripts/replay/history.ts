import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { revisionFault, stateFault } from './state-form.ts';

/** A whole catalog as its authors had it. */
export interface State {
  readonly courses: readonly Course[];
}

/** The state after one commit. */
export interface Revision extends State {
  readonly rev: string;
  /** The date in ISO 8601. */
  readonly date: string;
  readonly message_subject: string;
}

/** What all nodes of a history have. */
export interface Written {
  /** A human name, such as a slug or a path, which may change. */
  readonly key: string;
  /** The value by which the authors recognise the node, correct or not; absent if they wrote none. */
  readonly uuid?: string;
  readonly title: string;
}
export interface Course extends Written {
  readonly subject?: string;
  readonly grades?: readonly string[];
  readonly units: readonly Unit[];
}
export interface Unit extends Written {
  readonly lessons: readonly Lesson[];
}
export interface Lesson extends Written {
  readonly description?: string;
  readonly minutes?: number;
}

/**
 * The revisions in a file, oldest first: one JSON object for each line, plain or compressed by gzip. Throws
 * in words if a line is incomplete, or if the lines are not in the order of time: what happened between two
 * revisions needs both of them whole.
 */
export function readHistory(file: string): readonly Revision[] {
  const revisions = linesOf(file).map(({ value, at }) => {
    if (isRevision(value)) return value;
    throw new Error(
      value === undefined
        ? `${at} is no whole JSON object: the line was cut off.`
        : `${at} is no revision: ${revisionFault(value)}.`,
    );
  });
  if (revisions.length === 0) throw new Error(`${file} has no revision in it.`);
  const fault = orderFault(revisions);
  if (fault !== undefined) throw new Error(`${file}: ${fault}`);
  return revisions;
}

/** The state in a file of courses, or the last state of a history. */
export function readLastState(file: string): State {
  const whole = parsed(textOf(file));
  if (isState(whole)) return whole;
  if (whole !== undefined) throw new Error(`${file} is no catalog: ${stateFault(whole)}.`);
  const last = readHistory(file).at(-1);
  if (last) return last;
  throw new Error(`${file} has no revision in it.`);
}

function linesOf(file: string) {
  return textOf(file)
    .split('\n')
    .map((line, index) => ({ line, at: `${file}:${index + 1}` }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, at }) => ({ value: parsed(line), at }));
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isCompressed ? unpacked(file, bytes) : bytes).toString('utf8');
}

function unpacked(file: string, bytes: Uint8Array): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    throw new Error(`${file} cannot be unpacked: the archive was cut off or damaged.`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRevision(value: unknown): value is Revision {
  return revisionFault(value) === undefined;
}

function isState(value: unknown): value is State {
  return value !== undefined && stateFault(value) === undefined;
}

/** Milliseconds by which the clocks of two committers may differ. */
const mostBack = 24 * 60 * 60 * 1000;

function orderFault(revisions: readonly Revision[]): string | undefined {
  const seen = new Set<string>();
  let before: Revision | undefined;
  for (const revision of revisions) {
    const { rev, date } = revision;
    if (seen.has(rev)) return `the revision ${rev} stands in it twice.`;
    if (before && Date.parse(before.date) - Date.parse(date) >= mostBack) {
      return `${rev} of ${date} stands after ${before.rev} of ${before.date}; the oldest comes first.`;
    }
    seen.add(rev);
    before = revision;
  }
  return undefined;
}
