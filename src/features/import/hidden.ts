import { nodeInWords } from './account.ts';
import {
  branchOf,
  leaveOut,
  type OutlineNode,
  placedOnlyIn,
  type SourceOutline,
} from './imported.ts';

/** What happens to nodes that are hidden from students in the source. */
export type HiddenChoice = 'take' | 'leave-out';

/** A node that is hidden from students in the source and imported all the same. */
export interface HiddenNode {
  /** The node in words: `the lesson "Rivers"`. */
  readonly what: string;
  readonly at: string;
  readonly why: string;
  /** The number of nodes below it, which are hidden with it. */
  readonly below: number;
}

/** The outline without the nodes that the source hides from students. */
export function withoutHidden(outline: SourceOutline): SourceOutline {
  return without(outline, ({ hidden }) => hidden, 'only nodes hidden from students place it');
}

/** The imported nodes that the source hides from students; everything below them is hidden with them. */
export function hiddenIn(
  { courses }: SourceOutline,
  imported: readonly OutlineNode[],
): readonly HiddenNode[] {
  const taken = new Set(imported);
  const countBelow = ({ children }: OutlineNode): number =>
    children.reduce((sum, child) => sum + (taken.has(child) ? 1 : 0) + countBelow(child), 0);
  const found = topmost(courses, (node) => (taken.has(node) ? node.hidden : undefined));
  return found.map(({ node, why }) => ({
    what: nodeInWords(node),
    at: node.at,
    why,
    below: countBelow(node),
  }));
}

/** The outline without the nodes of which the source says that they are not there any more. */
export function withoutGone<Outline extends SourceOutline>(outline: Outline): Outline {
  return without(outline, ({ gone }) => gone, 'only nodes that are skipped place it');
}

/** An outline without some nodes, all that is below them, and the resources that only these place. */
function without<Outline extends SourceOutline>(
  outline: Outline,
  whyOut: WhyOut,
  unplacedBecause: string,
): Outline {
  const { courses, account } = outline;
  const out = topmost(courses, whyOut);
  if (out.length === 0) return outline;
  const unplaced = placedOnlyIn(courses, (node) => whyOut(node) !== undefined);
  const isOut = new Set([...out.map(({ node }) => node), ...unplaced]);
  const kept = (nodes: readonly OutlineNode[]): OutlineNode[] =>
    nodes
      .filter((node) => !isOut.has(node))
      .map((node) => ({ ...node, children: kept(node.children), resources: kept(node.resources) }));
  const leftOut = [
    ...out.flatMap((part) => leaveOut(part, account)),
    ...[...unplaced].flatMap((node) => leaveOut({ node, why: unplacedBecause }, account)),
  ];
  return {
    ...outline,
    courses: kept(courses),
    leftOut: [...outline.leftOut, ...leftOut],
    omitted: [...(outline.omitted ?? []), ...[...isOut].flatMap(branchOf)],
  };
}

/** Why a node is not wanted; undefined if it is. */
type WhyOut = (node: OutlineNode) => string | undefined;

/** The topmost unwanted nodes: everything below them goes with them. */
function topmost(
  nodes: readonly OutlineNode[],
  whyOut: WhyOut,
): readonly { readonly node: OutlineNode; readonly why: string }[] {
  return nodes.flatMap((node) => {
    const why = whyOut(node);
    return why === undefined
      ? topmost([...node.children, ...node.resources], whyOut)
      : [{ node, why }];
  });
}
