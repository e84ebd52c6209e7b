import { nearest } from '../../document/nearest.ts';
import { kinds } from '../../model/node.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { type ProblemCode, problemCodes, type Severity } from '../../model/problem-codes.ts';

/** What a problem means, whichever file or node it is about. */
export interface ExplainedCode {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly summary: string;
  /** Why the rule exists and how to mend it. */
  readonly help: string;
}

const codes = Object.keys(problemCodes).filter(isCode);

/** As it stands between the brackets of a message; with the brackets as well, as it is copied. */
export function explainCode(what: string): ExplainedCode | undefined {
  const code = bare(what);
  if (!isCode(code)) return undefined;
  const { severity, summary, help } = problemCodes[code];
  return { code, severity, summary, help };
}

/** A code that does not exist, where the text can only mean one; addresses begin with a kind. */
export function unknownCode(what: string): Problem | undefined {
  const code = bare(what);
  const [area, name] = code.split('/');
  const isAddress = kinds.some((kind) => kind === area);
  if (!name || isAddress || !codes.some((each) => each.startsWith(`${area}/`))) return undefined;
  const near = nearest(code, codes);
  return problem('usage/wrong', {
    detail: `There is no problem with the code "${code}".`,
    hint: near === undefined ? inArea(area) : `Did you mean "${near}"?`,
  });
}

function inArea(area = ''): string {
  return `With ${area}/ begin: ${codes.filter((code) => code.startsWith(`${area}/`)).join(', ')}.`;
}

function bare(what: string): string {
  return what.replace(/^(?:error|warning)?\[(.*)\]:?$/i, '$1').toLowerCase();
}

function isCode(text: string): text is ProblemCode {
  return Object.hasOwn(problemCodes, text);
}
