import { type Document, isScalar, type Node, Scalar, type ScalarTag, visit } from 'yaml';
import { ExactNumber, numberFromText } from '../model/exact-number.ts';
import type { Json } from '../model/json.ts';
import { hazardOf } from './hazard.ts';

/** Tag that writes numbers with their exact text. It is never read, nor written as a tag. */
export const exactNumbers: ScalarTag = {
  tag: 'tag:timeback-catalog,2026:number',
  default: true,
  identify: (value) => value instanceof ExactNumber,
  resolve: numberFromText,
  stringify: ({ value }) => String(value),
};

/**
 * A value as YAML that all readers understand alike: ambiguous texts in quotes, lists of plain
 * values on one line. The document must have the tag `exactNumbers`.
 */
export function newNode(document: Document, value: Json): Node {
  const node = document.createNode(value, { aliasDuplicateObjects: false });
  visit(node, {
    Scalar: (_, scalar) => {
      if (isDoubtful(scalar)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
    Seq: (_, list) => {
      if (list.items.length > 0 && list.items.every((item) => isScalar(item))) list.flow = true;
    },
  });
  return node;
}

/** Whether readers differ about the value without quotes, or would not see it. */
function isDoubtful({ value }: Scalar): boolean {
  if (typeof value !== 'string') return false;
  return hazardOf(value) !== undefined || /[\u0080-\u009f\u2028\u2029\ufeff]|^\s|\s$/u.test(value);
}
