import type { Problem } from '../../model/problem.ts';
import {
  type Block,
  type Document,
  problems as listed,
  paragraph,
  type Section,
  section,
} from '../document.ts';
import { writeHtml } from '../html.ts';
import { jsonText } from '../json/read-json.ts';
import { problemsToJson } from '../json/results-json.ts';
import type { Format, Look } from '../look.ts';
import { writeMarkdown } from '../markdown.ts';
import { writeTerminal } from '../terminal.ts';
import { count } from '../words/wording.ts';

/** The document of problems in reading order, with their number and further lines. */
export function problemsDocument(
  problems: readonly Problem[],
  summary: readonly string[] = [],
): Document {
  return {
    title: problems.length === 0 ? 'No problems' : 'Problems',
    isUntitled: true,
    sections: [
      ...(problems.length === 0
        ? []
        : [section('body', listed(problems)), section('tally', ...countsOf(problems))]),
      ...summary.map((line) => section('ending', paragraph(line))),
    ],
  };
}

/** The problems in a summary: `3 warnings: content/title-long (2), remote/org-unknown`. */
export function problemKinds(problems: readonly Problem[]): Section {
  const ofCode = Map.groupBy(problems, ({ code }) => code);
  const named = [...ofCode].map(([code, all]) =>
    all.length === 1 ? code : `${code} (${all.length})`,
  );
  return section('warning', ...countsOf(problems, `: ${named.join(', ')}`));
}

/** The numbers of problems, `2 errors, 1 warning`, with further words; empty if there are none. */
function countsOf(problems: readonly Problem[], more = ''): Block[] {
  const counts = (['error', 'warning'] as const).flatMap((wanted) => {
    const { length } = problems.filter(({ severity }) => severity === wanted);
    return length > 0 ? count(length, wanted) : [];
  });
  return counts.length === 0 ? [] : [{ block: 'tally', text: `${counts.join(', ')}${more}` }];
}

/**
 * Writes problems in each format: a complete text that ends with a line break; empty if there are none,
 * except as JSON. Separate from the other renderers, since many commands show nothing else.
 */
export const problemsIn: Readonly<
  Record<Format, (problems: readonly Problem[], look: Look, summary?: readonly string[]) => string>
> = {
  human: (problems, look) => writeTerminal(problemsDocument(problems), look),
  json: (problems, { sources }) => jsonText(problemsToJson(problems, sources)),
  markdown: (problems, look, summary) => writeMarkdown(problemsDocument(problems, summary), look),
  html: (problems, look, summary) => writeHtml(problemsDocument(problems, summary), look),
};
