import { quoted } from '../document/wording.ts';
import { parentKind, plural } from '../model/kind.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import { isName } from './content.ts';
import { type Comparison, type Leaf, laterParent, leafKey, leavesOf } from './state.ts';
import { normalTitle, overlap, titleLikeness, wordLikeness } from './words.ts';

/** How much a node now is like a node before, and what says so. */
export interface Likeness {
  /** From 0, nothing in common, to 1. */
  readonly score: number;
  /** In plain words, for the message: `same title`, `same place in unit "Main ideas"`. */
  readonly matched: readonly string[];
  /** What the score is made of, each from 0 to 1; absent where it says nothing either way. */
  readonly parts: Readonly<Partial<Record<Aspect, number>>>;
}

export type Aspect = 'title' | 'place' | 'text' | 'children';

/** A place alone is weak: what was taken out and what was put in there may be two things. */
const weights = { title: 4, place: 2, text: 3, children: 4 } as const satisfies Record<
  Aspect,
  number
>;

/** From here on a part counts as evidence and is worth saying. */
export const telling = 0.5;

/** A title that differs in case, blanks or punctuation only, or not at all. */
export const sameTitle = 0.95;

interface Part {
  readonly value: number;
  readonly matched: readonly string[];
}

/** Compares two nodes of one kind; `b` is the later one. Exchanging the states changes no score. */
export function likeness(a: SnapshotNode, b: SnapshotNode, comparison: Comparison): Likeness {
  const found: Record<Aspect, Part | undefined> = {
    title: titlePart(a, b),
    place: placePart(a, b, comparison),
    text: textPart(a, b, comparison),
    children: childrenPart(a, b, comparison),
  };
  const aspects = ['title', 'place', 'text', 'children'] as const;
  const present = aspects.flatMap((aspect) => {
    const part = found[aspect];
    return part ? [{ aspect, part }] : [];
  });
  const sum = (worth: (each: (typeof present)[number]) => number) =>
    present.reduce((total, each) => total + worth(each), 0);
  return {
    score: sum((each) => weights[each.aspect] * each.part.value) / sum((e) => weights[e.aspect]),
    matched: present.flatMap(({ part }) => part.matched),
    parts: Object.fromEntries(present.map(({ aspect, part }) => [aspect, part.value])),
  };
}

/** Whether it hangs under the same node, be it under another id. */
export function isSameParent(a: SnapshotNode, b: SnapshotNode, comparison: Comparison): boolean {
  return laterParent(a, comparison) === b.parent;
}

function titlePart(a: SnapshotNode, b: SnapshotNode): Part {
  const normal = normalTitle(a.title);
  if (normal === '' || normalTitle(b.title) === '') return { value: 0, matched: [] };
  if (a.title === b.title) return { value: 1, matched: ['same title'] };
  if (normal === normalTitle(b.title)) {
    return { value: sameTitle, matched: ['title differs only in case, blanks or punctuation'] };
  }
  // Less than the same words in the same order, however many are shared.
  const value = titleLikeness(a.title, b.title) * 0.9;
  return { value, matched: value < telling ? [] : ['similar title'] };
}

/** 1 for the same place, less for the same parent, 0 for another; undefined where there are no places. */
export function placeLikeness(
  a: SnapshotNode,
  b: SnapshotNode,
  comparison: Comparison,
): number | undefined {
  if (b.kind === 'course' || b.kind === 'resource' || b.parent === undefined) return undefined;
  if (!isSameParent(a, b, comparison)) return 0;
  return a.position === b.position ? 1 : 0.6;
}

function placePart(a: SnapshotNode, b: SnapshotNode, comparison: Comparison): Part | undefined {
  const value = placeLikeness(a, b, comparison);
  if (value === undefined || b.kind === 'course' || b.kind === 'resource') return undefined;
  if (value === 0 || b.parent === undefined) return { value: 0, matched: [] };
  const parent = `${parentKind[b.kind]} ${quoted(comparison.after.nodes.get(b.parent)?.title ?? '')}`;
  return { value, matched: [value === 1 ? `same place in ${parent}` : `same ${parent}`] };
}

function textPart(a: SnapshotNode, b: SnapshotNode, comparison: Comparison): Part | undefined {
  const [ours, theirs] = [tellingLeaves(a, comparison), tellingLeaves(b, comparison)];
  if (ours.length === 0 || theirs.length === 0) return undefined;
  const keys = new Set(theirs.map((leaf) => leafKey(b, leaf)));
  const shared = ours.filter((leaf) => keys.has(leafKey(a, leaf)));
  const matched = [...new Set(shared.map(({ path }) => `same ${path}`))].slice(0, 3);
  if (shared.some(isName)) return { value: 1, matched };
  const value = shared.length / Math.max(ours.length, theirs.length);
  const prose = proseLikeness(ours, theirs);
  if (value >= prose.value) return { value, matched };
  // Equal text is similar as well, which need not be said.
  return { value: prose.value, matched: matched.length > 0 ? matched : prose.matched };
}

/** What few nodes carry on either side; the rest is the house style. */
function tellingLeaves(node: SnapshotNode, { before, after }: Comparison): readonly Leaf[] {
  const once = new Map(leavesOf(node).map((leaf) => [leafKey(node, leaf), leaf]));
  return [...once.values()].filter(
    (leaf) => before.isTelling(node, leaf) && after.isTelling(node, leaf),
  );
}

/** Shorter texts share words by chance. */
const shortestProse = 30;

/** The best likeness of two long texts under one name, for text that was edited. */
function proseLikeness(ours: readonly Leaf[], theirs: readonly Leaf[]): Part {
  const others = proseIn(theirs);
  const best = [...proseIn(ours)]
    .map(([path, text]) => ({ path, value: wordLikeness(text, others.get(path) ?? '') * 0.9 }))
    .reduce((a, b) => (b.value > a.value ? b : a), { path: '', value: 0 });
  if (best.value < telling) return { value: 0, matched: [] };
  return { value: best.value, matched: [`similar ${best.path}`] };
}

function proseIn(leaves: readonly Leaf[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const leaf of leaves) {
    // The words of a path are the folders it lies in.
    if (!isName(leaf)) texts.set(leaf.path, `${texts.get(leaf.path) ?? ''} ${leaf.value}`);
  }
  return new Map([...texts].filter(([, text]) => text.length >= shortestProse));
}

/** Nothing shared says nothing: the children may have lost their ids as well. */
function childrenPart(a: SnapshotNode, b: SnapshotNode, comparison: Comparison): Part | undefined {
  if (b.kind !== 'course' && b.kind !== 'unit') return undefined;
  const ours = new Set(comparison.before.children.get(a.sourcedId));
  const theirs = new Set(comparison.after.children.get(b.sourcedId));
  const value = overlap(ours, theirs);
  if (value === 0) return undefined;
  const child = b.kind === 'course' ? plural.unit : plural.lesson;
  return { value, matched: value < telling ? [] : [`same ${child} in it`] };
}
