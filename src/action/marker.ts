import { canonicalJson, isObject, type Json, type JsonObject, parseJson } from '../model/json.ts';
import { defined, textUnder } from '../model/json-values.ts';
import type { Sha256 } from '../plan/digest.ts';

/**
 * What became of the plan that a comment shows, or of the drift in an issue. Of a plan: whether it may
 * still be applied. A run says that it takes an approval before it sends anything, so that one which
 * dies leaves no approval behind.
 */
const postStates = {
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
export type PostState = keyof typeof postStates;

/** Whether the plan may still be applied. */
export function isOpen(state: PostState): boolean {
  return postStates[state] === 'open';
}

/** Whether something was, or may have been, sent under the approval. */
export function isApprovalUsed(state: PostState): boolean {
  return postStates[state] === 'spent';
}

/** From when on a comment showed a plan. */
export interface Showing {
  /** The beginning of its digest; `''` stands for a comment without a plan to approve. */
  readonly plan: string;
  /** ISO 8601, by the clock of GitHub. Absent until a later run has asked when the comment was written. */
  readonly at?: string;
  /** The same by the clock of the runner, for servers that do not say. */
  readonly by: string;
}

/** A plan without its texts: its parts by the beginnings of their SHA-256. */
export interface Prints {
  /** Its digest. */
  readonly plan: string;
  /** Where it is sent, by which rows, and what narrowed it. */
  readonly place: string;
  /** One after the other, in order; absent if they are too many for a comment. */
  readonly changes?: string;
}

/** What a comment keeps of the plans that it showed, for the runs after it. */
export interface History {
  /** Oldest first; the last one is what the comment shows now. */
  readonly shown?: readonly Showing[];
  /** The changes that the comment shows now. */
  readonly current?: Prints;
  /** The changes that "on top" is said of: those that reviewers have seen. */
  readonly former?: Prints;
  /** When the run that wrote the plan began to read, by its own clock; ISO 8601. */
  readonly read?: string;
  /** Approving reviews that the plan takes; absent: as many as the pull request is used to. */
  readonly needs?: number;
}

/** What a comment says to later runs, unseen by readers. */
export interface Marker extends History {
  /** Folder and environment: one comment for each of a pull request. */
  readonly key: string;
  readonly state: PostState;
  /** The commit that was planned. */
  readonly commit: string;
  /** Of the plan; absent if there is none that could be applied. */
  readonly digest?: string;
}

export interface MarkedText extends Marker {
  readonly text: string;
  /** Whether marker and text are as they were written. */
  readonly isIntact: boolean;
}

const version = 2;
const begin = '<!-- timeback-catalog ';
const end = ' -->';

/** A body that begins with its marker. The sum over both tells an edit of either. */
export function withMarker(marker: Marker, text: string, sha256: Sha256): string {
  const plain: JsonObject = JSON.parse(JSON.stringify(marker));
  const json = JSON.stringify({ v: version, ...plain, sum: sumOf(plain, text, sha256) });
  // Two hyphens or an angle bracket would end the comment early.
  const hidden = json.replaceAll('-', '\\u002d').replaceAll('>', '\\u003e');
  return `${begin}${hidden}${end}\n${text}`;
}

/** The key of the marker that a body begins with, of whatever version; undefined if it has none. */
export function markedKey(body: string): string | undefined {
  return textUnder(split(body).json, 'key');
}

function split(body: string): { readonly json?: JsonObject; readonly text: string } {
  const [line = '', ...rest] = body.replaceAll('\r\n', '\n').split('\n');
  const isMarked = line.startsWith(begin) && line.endsWith(end);
  const json = isMarked ? parseJson(line.slice(begin.length, -end.length)) : undefined;
  return { ...(isObject(json) && { json }), text: rest.join('\n') };
}

/** The marker that a body begins with; undefined if it has none of this version. */
export function readMarker(body: string, sha256: Sha256): MarkedText | undefined {
  const { json, text } = split(body);
  if (json?.['v'] !== version) return undefined;
  const { v: _, sum, ...said } = json;
  const { state } = said;
  const [key, commit] = [textUnder(said, 'key'), textUnder(said, 'commit')];
  if (key === undefined || !isPostState(state) || commit === undefined) return undefined;
  const marker = { key, state, commit, ...defined({ digest: textUnder(said, 'digest') }) };
  const isIntact = sum === sumOf(said, text, sha256);
  return { ...marker, ...historyIn(said), text, isIntact };
}

function historyIn({ shown, current, former, read, needs }: JsonObject): History {
  return defined({
    shown: Array.isArray(shown) ? shown.flatMap(showingIn) : undefined,
    current: printsIn(current),
    former: printsIn(former),
    read: typeof read === 'string' ? read : undefined,
    needs: typeof needs === 'number' ? needs : undefined,
  });
}

function showingIn(json: Json): Showing[] {
  const [plan, by] = [textUnder(json, 'plan'), textUnder(json, 'by')];
  if (plan === undefined || by === undefined) return [];
  return [{ plan, ...defined({ at: textUnder(json, 'at') }), by }];
}

function printsIn(json: Json | undefined): Prints | undefined {
  const [plan, place] = [textUnder(json, 'plan'), textUnder(json, 'place')];
  if (plan === undefined || place === undefined) return undefined;
  return { plan, place, ...defined({ changes: textUnder(json, 'changes') }) };
}

function isPostState(state: unknown): state is PostState {
  return typeof state === 'string' && Object.hasOwn(postStates, state);
}

/** Line ends and blanks at the end are the server's business. */
function sumOf(marker: JsonObject, text: string, sha256: Sha256): string {
  return sha256(canonicalJson([marker, text.trimEnd()]));
}
