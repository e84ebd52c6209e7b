import type { ProblemCode, Severity } from '../../model/problem-codes.ts';
import { wrap } from '../fit.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';

/** What is known of a problem code, and the exit code of a run that ends with it. */
export interface CodeText {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly summary: string;
  readonly help: string;
  readonly exit: number;
}

const colours = { error: 'red', warning: 'yellow' } as const;
const words = { error: 'Error', warning: 'Warning' } as const;

/** A problem code for a terminal. All of its words are our own. */
export function codeToHuman({ code, severity, summary, help, exit }: CodeText, look: Look): string {
  const head = paint(colours[severity], `${words[severity]}[${code}]`, look);
  const effect =
    severity === 'warning'
      ? 'A warning: the command goes on.'
      : `The command that meets it ends with exit code ${exit}.`;
  const lines = [`${head}: ${summary}`, '', ...wrap(help, look.width), '', effect];
  return `${lines.join('\n')}\n`;
}
