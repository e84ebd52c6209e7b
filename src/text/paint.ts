import type { Style } from './document.ts';
import type { Look } from './look.ts';

/** Select Graphic Rendition: the code that starts a style and the one that ends it. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const satisfies Record<Style, readonly [number, number]>;

/** Colours text where the look allows it. Text from outside must have been escaped before. */
export function paint(style: Style, text: string, look: Look): string {
  if (!look.colour || text === '') return text;
  const [start, end] = codes[style];
  return `\u001b[${start}m${text}\u001b[${end}m`;
}
