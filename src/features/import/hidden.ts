import { nodeInWords } from './account.ts';
import { leaveOut, type OutlineNode, placedOnlyIn, type SourceOutline } from './imported.ts';

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

/** Names the nodes that the source hides from students, or leaves them out. */
export function chooseHidden(
  outline: SourceOutline,
  choice: HiddenChoice,
): { readonly outline: SourceOutline; readonly hidden: readonly HiddenNode[] } {
  const hidden = outline.courses.flatMap(hiddenIn);
  if (choice === 'take') {
    return {
      outline,
      hidden: hidden.map((node) => ({
        what: nodeInWords(node),
        at: node.at,
        why: node.hidden ?? '',
        below: countBelow(node),
      })),
    };
  }
  const unplaced = placedOnlyIn(outline.courses, (node) => node.hidden !== undefined);
  const leftOut = [
    ...hidden.flatMap((node) => leaveOut({ node, why: node.hidden ?? '' }, outline.account)),
    ...[...unplaced].flatMap((node) => leaveOut({ node, why: onlyHidden }, outline.account)),
  ];
  const shown = (nodes: readonly OutlineNode[]): OutlineNode[] =>
    nodes
      .filter((node) => node.hidden === undefined && !unplaced.has(node))
      .map((node) => ({
        ...node,
        children: shown(node.children),
        resources: shown(node.resources),
      }));
  return {
    outline: {
      ...outline,
      courses: shown(outline.courses),
      leftOut: [...outline.leftOut, ...leftOut],
    },
    hidden: [],
  };
}

const onlyHidden = 'only nodes hidden from students place it';

/** The topmost hidden nodes: everything below them is hidden with them. */
function hiddenIn(node: OutlineNode): OutlineNode[] {
  return node.hidden === undefined ? node.children.flatMap(hiddenIn) : [node];
}

function countBelow({ children }: OutlineNode): number {
  return children.reduce((sum, child) => sum + 1 + countBelow(child), 0);
}
