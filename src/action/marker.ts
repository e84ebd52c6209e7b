import { canonicalJson, isObject, type Json, type JsonObject, parseJson } from '../model/json.ts';
import { defined, textUnder } from '../model/json-values.ts';
import type { Sha256 } from '../plan/digest.ts';

/**
 * What each state of a comment or issue means for the approval of its plan. A run marks an approval as used
 * before it sends anything, so that a run that dies leaves no open approval behind.
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

/** Whether the plan of the comment may still be applied. */
export function isOpen(state: PostState): boolean {
  return postStates[state] === 'open';
}

/** Whether something was, or may have been, sent with the approval. */
export function isApprovalUsed(state: PostState): boolean {
  return postStates[state] === 'spent';
}

/** A plan that a comment showed, and since when. */
export interface Showing {
  /** The beginning of the plan hash; `''` if the comment showed no plan to approve. */
  readonly plan: string;
  /** The time in ISO 8601 by GitHub's clock; absent until a later run has asked for it. */
  readonly at?: string;
  /** The same time by the runner's clock, for servers that do not tell theirs. */
  readonly by: string;
}

/** The hashes of a plan's parts, each the beginning of a SHA-256. */
export interface Prints {
  /** The plan hash. */
  readonly plan: string;
  /** The hash of the platform, the rows in force and the limits of the plan. */
  readonly place: string;
  /** The hashes of the changes one after the other; absent if they are too many for a comment. */
  readonly changes?: string;
}

/** What a comment remembers of the plans that it showed, for later runs. */
export interface History {
  /** The plans that were shown, oldest first; the last one is shown now. */
  readonly shown?: readonly Showing[];
  /** The changes that the comment shows now. */
  readonly current?: Prints;
  /** The changes that reviewers have seen, with which a new plan is compared. */
  readonly former?: Prints;
  /** When the run that wrote the plan began to read, by its own clock, in ISO 8601. */
  readonly read?: string;
  /** The approving reviews that the plan needs; absent: the reviews of the pull request decide. */
  readonly needs?: number;
}

/** The hidden first line of a comment or issue, for later runs. */
export interface Marker extends History {
  /** Folder and environment: a pull request has one comment for each. */
  readonly key: string;
  readonly state: PostState;
  readonly commit: string;
  /** The plan hash; absent if no plan can be applied. */
  readonly digest?: string;
  /** The labels that its plan asks for. */
  readonly labels?: readonly string[];
}

export interface MarkedText extends Marker {
  readonly text: string;
  /** Whether marker and text are unchanged since they were written. */
  readonly isIntact: boolean;
}

const version = 2;
const begin = '<!-- timeback-catalog ';
const end = ' -->';

/** A body that begins with its marker. A checksum over both shows an edit of either. */
export function withMarker(marker: Marker, text: string, sha256: Sha256): string {
  const plain: JsonObject = JSON.parse(JSON.stringify(marker));
  const json = JSON.stringify({ v: version, ...plain, sum: sumOf(plain, text, sha256) });
  // Two hyphens or an angle bracket would end the HTML comment early.
  const hidden = json.replaceAll('-', '\\u002d').replaceAll('>', '\\u003e');
  return `${begin}${hidden}${end}\n${text}`;
}

/** The key of the marker at the beginning of a body, of any version; undefined if it has no marker. */
export function markedKey(body: string): string | undefined {
  return textUnder(split(body).json, 'key');
}

function split(body: string): { readonly json?: JsonObject; readonly text: string } {
  const [line = '', ...rest] = body.replaceAll('\r\n', '\n').split('\n');
  const isMarked = line.startsWith(begin) && line.endsWith(end);
  const json = isMarked ? parseJson(line.slice(begin.length, -end.length)) : undefined;
  return { ...(isObject(json) && { json }), text: rest.join('\n') };
}

/** The marker and the text of a body; undefined if it has no marker of this version. */
export function readMarker(body: string, sha256: Sha256): MarkedText | undefined {
  const { json, text } = split(body);
  if (json?.['v'] !== version) return undefined;
  const { v: _, sum, ...said } = json;
  const { state } = said;
  const [key, commit] = [textUnder(said, 'key'), textUnder(said, 'commit')];
  if (key === undefined || !isPostState(state) || commit === undefined) return undefined;
  const labels = Array.isArray(said['labels'])
    ? said['labels'].filter((one) => typeof one === 'string')
    : undefined;
  const marker = { key, state, commit, ...defined({ digest: textUnder(said, 'digest'), labels }) };
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

/**
 * The checksum of marker and text. Line ends and blanks at the end are left out, since servers change them.
 */
function sumOf(marker: JsonObject, text: string, sha256: Sha256): string {
  return sha256(canonicalJson([marker, text.trimEnd()]));
}
