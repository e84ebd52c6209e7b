import { CST, Parser } from 'yaml';

/** A list as its author wrote it, and the entry of the map that it is the value of. */
export interface WrittenList {
  readonly list: CST.BlockSequence | CST.FlowCollection;
  /** Absent where the list is the whole document, or stands in another list. */
  readonly entry?: CST.CollectionItem;
  /** The map that the entry stands in. */
  readonly map?: CST.BlockMap | CST.FlowCollection;
}

/** The tokens of the one document of a text that is known to be YAML: nothing of the text is lost. */
export function tokensOf(text: string): CST.Token | undefined {
  for (const token of new Parser().parse(text)) if (token.type === 'document') return token.value;
  return undefined;
}

/** The list at a path; undefined where something else stands there. */
export function listAt(
  root: CST.Token | undefined,
  path: readonly (string | number)[],
): WrittenList | undefined {
  let token = root;
  let found: Omit<WrittenList, 'list'> = {};
  for (const step of path) {
    const map = token;
    const entry = entryAt(token, step);
    const isInMap = typeof step === 'string' && (map?.type === 'block-map' || isFlow(map));
    found = entry && isInMap ? { entry, map } : {};
    token = entry?.value;
  }
  if (token?.type === 'block-seq') return { list: token, ...found };
  return isFlow(token) && token.start.source === '[' ? { list: token, ...found } : undefined;
}

function isFlow(token: CST.Token | undefined): token is CST.FlowCollection {
  return token?.type === 'flow-collection';
}

function entryAt(
  token: CST.Token | undefined,
  step: string | number,
): CST.CollectionItem | undefined {
  if (!CST.isCollection(token)) return undefined;
  if (typeof step === 'number')
    return token.type === 'block-map' ? undefined : entriesOf(token)[step];
  return token.items.find(
    ({ key }) => CST.isScalar(key) && CST.resolveAsScalar(key).value === step,
  );
}

/** The entries of a list: what else the parser counts as one holds only comments or a comma. */
export function entriesOf(
  list: CST.BlockSequence | CST.FlowCollection,
): readonly CST.CollectionItem[] {
  return list.type === 'block-seq'
    ? list.items.filter(({ start }) => start.some(({ type }) => type === 'seq-item-ind'))
    : list.items.filter(({ key, sep, value }) => key || sep || value);
}

/** Whether a token means something to a program, not only to people. */
function isMeant({ type }: CST.SourceToken): boolean {
  return type !== 'space' && type !== 'newline' && type !== 'comment';
}

/** Where an entry starts: behind the comma and comments before it, at its dash, key or value. */
export function startOf({ start, key, sep, value }: CST.CollectionItem): number {
  const mark = start.find((token) => isMeant(token) && token.type !== 'comma');
  return (mark ?? key ?? sep?.find(isMeant) ?? value)?.offset ?? 0;
}

/** Where an entry ends: behind its last character that is no blank and no comment. */
export function endOf({ start, key, sep, value }: CST.CollectionItem): number {
  if (value) return endOfToken(value);
  const mark = sep?.findLast(isMeant);
  if (mark) return endOfToken(mark);
  if (key) return endOfToken(key);
  const last = start.findLast(isMeant);
  return last ? endOfToken(last) : 0;
}

function endOfToken(token: CST.Token): number {
  switch (token.type) {
    case 'block-map':
    case 'block-seq':
      return token.items.reduce((end, item) => Math.max(end, endOf(item)), token.offset);
    case 'flow-collection':
      return closingOf(token) + 1;
    case 'block-scalar':
      return endOfHeader(token) + token.source.length;
    default:
      return token.offset + ('source' in token ? token.source.length : 0);
  }
}

function endOfHeader({ offset, props }: CST.BlockScalar): number {
  const last = props.at(-1);
  return last && 'source' in last ? last.offset + last.source.length : offset;
}

/** Where the colon behind a key stands. */
export function colonOf({ sep }: CST.CollectionItem): number | undefined {
  return sep?.find(({ type }) => type === 'map-value-ind')?.offset;
}

/** Where the bracket stands that closes a list or map. */
export function closingOf({ end, offset }: CST.FlowCollection): number {
  return (
    end.find(({ type }) => type === 'flow-seq-end' || type === 'flow-map-end')?.offset ?? offset
  );
}

/** The texts whose empty lines at the end count (`|+`, `>+`), from start to end. */
export function textsKeepingEnds(
  root: CST.Token | undefined,
): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  visit(root);
  return found;

  function visit(token: CST.Token | null | undefined): void {
    if (token?.type === 'block-scalar') {
      const keeps = token.props.some(
        (prop) => prop.type === 'block-scalar-header' && prop.source.includes('+'),
      );
      if (keeps) found.push([token.offset, endOfToken(token)]);
    } else if (CST.isCollection(token)) {
      for (const { value } of token.items) visit(value);
    }
  }
}
