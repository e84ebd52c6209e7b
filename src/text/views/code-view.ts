import type { ProblemCode, Severity } from '../../model/problem-codes.ts';
import { type Document, paragraph, section } from '../document.ts';

/** What is known of a problem code, and the exit code of a run that ends with it. */
export interface CodeText {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly summary: string;
  readonly help: string;
  readonly exit: number;
}

const words = {
  error: { word: 'Error', style: 'red' },
  warning: { word: 'Warning', style: 'yellow' },
} as const;

/** A problem code: what it means, what to do, and how the command ends. */
export function codeDocument({ code, severity, summary, help, exit }: CodeText): Document {
  const { word, style } = words[severity];
  const effect =
    severity === 'warning'
      ? 'A warning: the command goes on.'
      : `The command that meets it ends with exit code ${exit}.`;
  return {
    title: code,
    sections: [
      section('body', paragraph([{ text: `${word}[${code}]`, style }, `: ${summary}`])),
      section('body', { block: 'prose', text: help }),
      section('body', paragraph(effect)),
    ],
  };
}
