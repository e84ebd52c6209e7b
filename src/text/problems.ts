import type { Problem } from '../model/problem.ts';
import { writeHtml } from './html.ts';
import { jsonText } from './json/read-json.ts';
import { problemsToJson } from './json/results-json.ts';
import type { Format, Look } from './look.ts';
import { writeMarkdown } from './markdown.ts';
import { writeTerminal } from './terminal.ts';
import { problemsDocument } from './views/problems-view.ts';

/**
 * Problems in each format: the whole text, ending with a line break; empty if there are none, except as
 * JSON. Apart from the other results, since many a command has nothing else to show.
 */
export const problemsIn: Readonly<
  Record<Format, (problems: readonly Problem[], look: Look) => string>
> = {
  human: (problems, look) => writeTerminal(problemsDocument(problems), look),
  json: (problems, { sources }) => jsonText(problemsToJson(problems, sources)),
  markdown: (problems, look) => writeMarkdown(problemsDocument(problems), look),
  html: (problems, look) => writeHtml(problemsDocument(problems), look),
};
