import { Scalar, type ScalarTag, type Tags } from 'yaml';

/**
 * Changes the tags of a schema so that scalars from `text` are written back exactly as their author
 * wrote them (quotes, escapes, digits, line breaks), except for indentation.
 */
export function asWritten(text: string): (tags: Tags) => Tags {
  return (tags) =>
    tags.map((tag) => (typeof tag === 'string' || tag.collection ? tag : keeping(tag, text)));
}

function keeping(tag: ScalarTag, text: string): ScalarTag {
  const { stringify = ({ value }) => String(value) } = tag;
  return {
    ...tag,
    stringify: (node, context, onComment, onChompKeep) => {
      const block = blockParts(node, text);
      if (block === 'unclear' || !node.range) {
        return stringify(node, context, onComment, onChompKeep);
      }
      const { indent } = context;
      if (!block) return flowLines(text.slice(node.range[0], node.range[1]), indent);
      // The comment of a block scalar stands in its header.
      onComment?.();
      if (block.keepsEnd) onChompKeep?.();
      return [block.header, ...block.lines.map((line) => line && `${indent}${line}`)].join('\n');
    },
  };
}

/** Blanks around a line break mean nothing in plain and quoted scalars. */
function flowLines(written: string, indent: string): string {
  const [first = '', ...others] = written.split('\n').map((line) => line.trim());
  return [first, ...others.map((line) => line && `${indent}${line}`)].join('\n');
}

interface Block {
  readonly header: string;
  /** Lines without their common indentation. */
  readonly lines: readonly string[];
  /** Whether empty lines at the end belong to the text. */
  readonly keepsEnd: boolean;
}

/** The parts of a block scalar (`|` or `>`); `unclear` if its header gives the indentation. */
function blockParts(node: Scalar, text: string): Block | 'unclear' | undefined {
  if (node.type !== Scalar.BLOCK_LITERAL && node.type !== Scalar.BLOCK_FOLDED) return undefined;
  if (!node.range) return 'unclear';
  const [header = '', ...lines] = text.slice(node.range[0], node.range[1]).split('\n');
  const indent = lines.find((line) => line.trim() !== '')?.match(/^ */)?.[0].length;
  const [marks = ''] = header.split(' ');
  if (indent === undefined || /\d/.test(marks)) return 'unclear';
  const keepsEnd = marks.includes('+');
  const end = keepsEnd ? lines.length - 1 : lines.findLastIndex((line) => line !== '') + 1;
  return { header, keepsEnd, lines: lines.slice(0, end).map((line) => line.slice(indent)) };
}
