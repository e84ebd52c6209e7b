import { canonicalJson, isObject, parseJson } from '../model/json.ts';
import type { Sha256 } from '../plan/digest.ts';

/**
 * What became of the plan that a comment shows, or of the drift in an issue. Of a plan: whether it may
 * still be applied. A run says that it takes an approval before it sends anything, so that one which
 * dies leaves no approval behind.
 */
const states = {
  planned: 'open',
  failed: 'none',
  secretless: 'none',
  applying: 'spent',
  applied: 'spent',
  partly: 'spent',
  refused: 'open',
  drift: 'none',
  settled: 'none',
} as const;
export type State = keyof typeof states;

/** Whether the plan may still be applied. */
export function isOpen(state: State): boolean {
  return states[state] === 'open';
}

/** Whether something was, or may have been, sent under the approval. */
export function isSpent(state: State): boolean {
  return states[state] === 'spent';
}

/** What a comment says to later runs, unseen by readers. */
export interface Marker {
  /** Folder and environment: one comment for each of a pull request. */
  readonly key: string;
  readonly state: State;
  /** The commit that was planned. */
  readonly commit: string;
  /** Of the plan; absent where there is none that could be applied. */
  readonly digest?: string;
}

export interface MarkedText extends Marker {
  readonly text: string;
  /** Whether marker and text are as they were written. */
  readonly isIntact: boolean;
}

const version = 1;
const begin = '<!-- timeback-catalog ';
const end = ' -->';

/** A body that begins with its marker. The sum over both tells an edit of either. */
export function withMarker(marker: Marker, text: string, sha256: Sha256): string {
  const sum = sumOf(marker, text, sha256);
  const json = JSON.stringify({ v: version, ...marker, sum });
  // Two hyphens or an angle bracket would end the comment early.
  const hidden = json.replaceAll('-', '\\u002d').replaceAll('>', '\\u003e');
  return `${begin}${hidden}${end}\n${text}`;
}

/** The marker that a body begins with; undefined where it has none of this version. */
export function readMarker(body: string, sha256: Sha256): MarkedText | undefined {
  const [line = '', ...rest] = body.replaceAll('\r\n', '\n').split('\n');
  if (!line.startsWith(begin) || !line.endsWith(end)) return undefined;
  const json = parseJson(line.slice(begin.length, -end.length));
  if (!isObject(json) || json['v'] !== version) return undefined;
  const { key, state, commit, digest, sum } = json;
  if (typeof key !== 'string' || !isState(state) || typeof commit !== 'string') return undefined;
  const marker = { key, state, commit, ...(typeof digest === 'string' && { digest }) };
  const text = rest.join('\n');
  return { ...marker, text, isIntact: sum === sumOf(marker, text, sha256) };
}

function isState(state: unknown): state is State {
  return typeof state === 'string' && Object.hasOwn(states, state);
}

/** Line ends and blanks at the end are the server's business. */
function sumOf(marker: Marker, text: string, sha256: Sha256): string {
  const { key, state, commit, digest = '' } = marker;
  return sha256(canonicalJson([key, state, commit, digest, text.trimEnd()]));
}
