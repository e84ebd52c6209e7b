import { quoted } from '../document/wording.ts';
import { writtenNodes } from '../manifest/locate.ts';
import type { WrittenNode } from '../manifest/node.ts';
import { idIn } from '../model/address.ts';
import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { type Kind, parentKind } from '../model/kind.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { findNode, unknownNode } from './find-node.ts';
import type { ImportPlace } from './import-place.ts';
import type { NewOptions } from './new.ts';

/** The kind that a new node is written under; resources stand with a course as well. */
export function kindAbove(kind: Kind): Kind | undefined {
  if (kind === 'resource') return 'course';
  return kind === 'course' ? undefined : parentKind[kind];
}

/** What a new node is written under, and behind what. */
export interface Parent {
  readonly node: WrittenNode;
  readonly after?: WrittenNode;
}

/** undefined for a course, which hangs under nothing. */
export function parentOf(
  { kind, under, after }: NewOptions,
  { catalog, texts }: ImportPlace,
): Checked<Parent | undefined> {
  const above = kindAbove(kind);
  if (!above) {
    return under === undefined && after === undefined
      ? checked(undefined, [])
      : refused('A course hangs under nothing and has no order: leave out --in and --after.');
  }
  const written = writtenNodes(
    [...texts].map(([file, text]) => ({ file, bytes: new TextEncoder().encode(text) })),
  );
  const sibling = after === undefined ? undefined : findAs(after, kind, { catalog, written });
  if (sibling && !sibling.ok) return sibling;
  const candidates = [...catalog.nodes.values()].filter(({ entity }) => entity.kind === above);
  const only = candidates.length === 1 ? candidates[0]?.entity.sourcedId : undefined;
  const named = under ?? only;
  if (sibling) {
    const parent = sibling.value.parent;
    if (!parent)
      return refused(
        `The ${kind} "${after}" is a file of its own, so nothing can stand behind it: name the ${above} with --in.`,
      );
    if (under !== undefined) {
      const named = findAs(under, above, { catalog, written });
      if (!named.ok) return named;
      if (named.value !== parent)
        return refused(`The ${kind} "${after}" does not hang under "${under}": leave out --in.`);
    }
    return checked({ node: parent, after: sibling.value }, []);
  }
  if (named === undefined) {
    return refused(
      candidates.length === 0
        ? `There is no ${above} yet that a ${kind} could hang under.`
        : `There are ${candidates.length} ${above}s: say with --in or --after where the ${kind} belongs.`,
      candidateLines(candidates),
    );
  }
  const parent = findAs(named, above, { catalog, written });
  return parent.ok ? checked({ node: parent.value }, []) : parent;
}

function findAs(
  name: string,
  kind: Kind,
  { catalog, written }: { catalog: Catalog; written: ReadonlyMap<string, WrittenNode> },
): Checked<WrittenNode> {
  const address = findNode(name, catalog);
  const node = address && written.get(idIn(address));
  if (!address || !node) return { ok: false, problems: [unknownNode(name, catalog)] };
  if (node.kind !== kind)
    return refused(`"${address}" is a ${node.kind}, and a ${kind} is wanted here.`);
  return checked(node, []);
}

/** So many are named; who has more knows where to look. */
const named = 10;

function candidateLines(candidates: readonly CatalogNode[]): string | undefined {
  if (candidates.length === 0 || candidates.length > named) return undefined;
  const lines = candidates.map(({ entity: { sourcedId, fields } }) => {
    const { title } = fields;
    return `  --in ${sourcedId}  ${quoted(typeof title === 'string' ? title : '')}`;
  });
  return `One of these:\n${lines.join('\n')}`;
}

/** A command line that does not say where, or says what cannot be. */
export function refused(
  detail: string,
  hint?: string,
): {
  readonly ok: false;
  readonly problems: readonly Problem[];
} {
  return {
    ok: false,
    problems: [problem('usage/wrong', { detail, ...(hint !== undefined && { hint }) })],
  };
}
