import { type Problem, problem } from '../model/problem.ts';
import { breakInTitle, isTitle } from '../model/title.ts';
import { spanIn, titleOf, type WrittenNode } from './node.ts';

/** Reports titles that show nothing or span several lines. */
export function checkTitles(nodes: readonly WrittenNode[]): Problem[] {
  return nodes.flatMap((node) => {
    const { title } = node.value;
    // The schema reports titles that are empty or not texts.
    if (typeof title !== 'string' || title === '') return [];
    if (!isTitle(title)) return [blank(node)];
    const found = breakInTitle(title);
    return found === undefined ? [] : [broken(node, found)];
  });
}

function blank(node: WrittenNode): Problem {
  return problem('title/blank', {
    detail: `The title of this ${node.kind} holds no letter, no digit and no sign, so nobody can tell it from others.`,
    hint: 'Write the name that people know it by.',
    span: spanIn(node, ['title'], 'value'),
  });
}

function broken(node: WrittenNode, found: string): Problem {
  return problem('title/broken', {
    detail: `The title of the ${titleOf(node)} holds ${found}, which lists and reports show as they please.`,
    hint: 'Write it on one line, with blanks between the words.',
    span: spanIn(node, ['title'], 'value'),
  });
}
