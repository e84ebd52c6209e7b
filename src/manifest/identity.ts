import { nearest } from '../document/nearest.ts';
import { quoted } from '../document/wording.ts';
import { type Problem, problem } from '../model/problem.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { sourcedIdOf, spanIn, titleOf, type WrittenNode } from './node.ts';
import { fieldOrder } from './structure.ts';

/** A node that cannot be told by its id, and why. */
export interface FaultyId {
  readonly node: WrittenNode;
  readonly problem: Problem;
}

/** Every node has an id that can be one, and no id belongs to two nodes. */
export function checkIdentity(nodes: readonly WrittenNode[]): Problem[] {
  return faultyIds(nodes).map(({ problem }) => problem);
}

/** The nodes of which that is not so. */
export function faultyIds(nodes: readonly WrittenNode[]): FaultyId[] {
  const first = new Map<string, WrittenNode>();
  return nodes.flatMap((node) => {
    const id = sourcedIdOf(node);
    // An id of another type is the schema's business.
    if (id === undefined) {
      return 'sourcedId' in node.value ? [] : [{ node, problem: missing(node) }];
    }
    const fault = unusable(node, id);
    if (fault) return [{ node, problem: fault }];
    const earlier = first.get(id);
    if (earlier) return [{ node, problem: duplicate(node, earlier) }];
    first.set(id, node);
    return [];
  });
}

function missing(node: WrittenNode): Problem {
  const isUnknown = (key: string) => !fieldOrder[node.kind].includes(key);
  const misspelt = nearest('sourcedId', Object.keys(node.value).filter(isUnknown));
  return problem('id/missing', {
    detail: `The ${titleOf(node)} has no sourcedId, so nothing can be published under it.`,
    hint:
      misspelt === undefined
        ? 'Run `timeback-catalog fmt`: it writes one.'
        : `If ${quoted(misspelt)} holds its id, call that key \`sourcedId\`.`,
    span: spanIn(node, []),
  });
}

function unusable(node: WrittenNode, id: string): Problem | undefined {
  const fault = sourcedIdFault(id);
  // The schema already says that a text is empty.
  if (!fault || id === '') return undefined;
  const span = spanIn(node, ['sourcedId'], 'value');
  switch (fault.type) {
    case 'placeholder':
      return problem('id/placeholder', {
        detail: `${quoted(id)} stands where the id of the ${titleOf(node)} should be.`,
        hint: 'Remove the line and run `timeback-catalog fmt`: it writes an id.',
        span,
      });
    case 'malformed':
      return problem('id/malformed', {
        detail: `The id of the ${titleOf(node)} ${fault.reason}.`,
        hint: 'Remove the line and run `timeback-catalog fmt`: it writes an id.',
        span,
      });
  }
}

function duplicate(node: WrittenNode, earlier: WrittenNode): Problem {
  const span = spanIn(node, ['sourcedId'], 'value');
  return problem('id/duplicate', {
    detail: `The ${titleOf(node)} has the id of the ${titleOf(earlier)}, ${sourcedIdOf(node)}.`,
    hint: 'If one is a copy of the other, remove the sourcedId of the copy and run `timeback-catalog fmt`.',
    span,
    related: { span: spanIn(earlier, ['sourcedId'], 'value'), note: 'first used here' },
  });
}
