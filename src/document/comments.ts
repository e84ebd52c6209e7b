import {
  type Document,
  isCollection,
  isDocument,
  isMap,
  isNode,
  isScalar,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

/** A comment as the parser stores it: lines without `#`. */
type Comment = string | null | undefined;

/** Joins two comments, one below the other. */
export function joined(a: Comment, b: Comment): string | null {
  return a && b ? `${a}\n${b}` : a || b || null;
}

/** The node after an entry or a whole collection. */
type Follower = Node | Document;

/**
 * Moves comments and blank lines below an empty value to the node that follows. The parser attaches
 * them to the empty value, and would write them back beside it.
 */
export function releaseComments(document: Document, text: string): void {
  release(document.contents, document, text);
}

function release(collection: unknown, after: Follower, text: string): void {
  if (!isCollection(collection) || collection.flow) return;
  const entries = entriesOf(collection);
  for (const [index, { value }] of entries.entries()) {
    const next = entries[index + 1]?.start;
    const follower = isNode(next) ? next : after;
    if (isCollection(value)) release(value, follower, text);
    if (!isScalar(value) || value.source !== '') continue;
    const gap = gapBelow(value, follower, text);
    value.spaceBefore = false;
    if (!isNode(next) && reaches(gap, collection, text)) endWith(collection, gap, follower);
    else startWith(follower, gap);
    if (value.comment) value.comment = gap.beside;
  }
}

/** The entries of a map or list, each with its first node and its value. */
function entriesOf(collection: YAMLMap | YAMLSeq): { start: unknown; value: unknown }[] {
  return isMap(collection)
    ? collection.items.map(({ key, value }) => ({ start: key, value }))
    : collection.items.map((value) => ({ start: value, value }));
}

/** The text between an empty value and its follower. */
interface Gap {
  readonly beside: string | null;
  readonly lines: readonly string[];
  /** Whether the parser attached the comments to the value. */
  readonly isTaken: boolean;
}

function gapBelow({ range, comment }: Scalar, follower: Follower, text: string): Gap {
  const end = isDocument(follower) ? range?.[2] : follower.range?.[0];
  const [first = '', ...below] = text.slice(range?.[0], end).split('\n');
  // The last piece precedes the follower on its own line.
  const lines = isDocument(follower) ? below : below.slice(0, -1);
  const hash = first.indexOf('#');
  return {
    beside: hash === -1 ? null : first.slice(hash + 1),
    lines: lines.filter((line) => !/^\s*-[\s-]*$/.test(line)),
    isTaken: Boolean(comment),
  };
}

/** Whether a comment is indented like the entries of the collection that ends here. */
function reaches({ lines }: Gap, { range }: YAMLMap | YAMLSeq, text: string): boolean {
  const offset = range?.[0] ?? 0;
  const column = offset - text.lastIndexOf('\n', offset - 1) - 1;
  return column > 0 && lines.some((line) => line.search(/\S/) >= column);
}

function endWith(collection: YAMLMap | YAMLSeq, gap: Gap, follower: Follower): void {
  if (isNode(follower) && gap.lines.at(-1)?.trim() === '') follower.spaceBefore = true;
  if (gap.isTaken) collection.comment = joined(commentOf(gap).trimEnd(), collection.comment);
}

function startWith(follower: Follower, gap: Gap): void {
  if (isDocument(follower)) {
    if (gap.isTaken) follower.comment = joined(commentOf(gap).trimEnd(), follower.comment);
    return;
  }
  if (gap.lines[0]?.trim() === '') follower.spaceBefore = true;
  else if (gap.isTaken) follower.spaceBefore = false;
  if (gap.isTaken) follower.commentBefore = commentOf(gap);
}

/** Comment lines and the blank lines among them, without blank lines before. */
function commentOf({ lines }: Gap): string {
  const first = lines.findIndex((line) => line.trim() !== '');
  const kept = first === -1 ? [] : lines.slice(first);
  return kept.map((line) => line.trim().slice(1)).join('\n');
}
