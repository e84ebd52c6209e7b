import type { Action } from '../../model/plan.ts';
import type { Look } from '../look.ts';
import { paint, type Style } from '../paint.ts';

interface Sign {
  readonly unicode: string;
  readonly ascii: string;
  readonly colour: Style;
}

/** What stands before a line, and in which colour. */
const signs = {
  create: { unicode: '+', ascii: '+', colour: 'green' },
  update: { unicode: '~', ascii: '~', colour: 'yellow' },
  move: { unicode: '↕', ascii: '>', colour: 'cyan' },
  reorder: { unicode: '↕', ascii: '>', colour: 'cyan' },
  retire: { unicode: '-', ascii: '-', colour: 'red' },
  released: { unicode: '→', ascii: '>', colour: 'cyan' },
  refused: { unicode: '!', ascii: '!', colour: 'red' },
} as const satisfies Record<Action | 'refused' | 'released', Sign>;

/** The sign of an action, or of a change that was refused; in colour where the look has it. */
export function sign(of: keyof typeof signs, look: Look): string {
  const { unicode, ascii, colour } = signs[of];
  return paint(colour, look.unicode ? unicode : ascii, look);
}

/** Stands between old and new. */
export function arrow(look: Look): string {
  return look.unicode ? '→' : '->';
}

/** Stands for what was left out. */
export function ellipsis(look: Look): string {
  return look.unicode ? '…' : '...';
}
