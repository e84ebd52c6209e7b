import type { Problem } from '../../model/problem.ts';
import { withoutCiCommands } from '../ci-commands.ts';
import type { Format } from '../formats.ts';
import { isolated } from '../isolate.ts';
import { jsonText } from '../json/json-text.ts';
import { problemsToJson } from '../json/problems-json.ts';
import type { Look } from '../look.ts';
import { problemsToHuman } from './problems-human.ts';
import { problemsToMarkdown } from './problems-markdown.ts';
import { forPage, textPage } from './text-html.ts';

/**
 * Problems in each format: the whole text, ending with a line break; empty where there are none, but
 * for `json`. Apart from the other results, since many a command has nothing else to show.
 */
export const problemsIn: Readonly<
  Record<Format, (problems: readonly Problem[], look: Look) => string>
> = {
  human: (problems, look) => isolated(withoutCiCommands(problemsToHuman(problems, look)), look),
  json: (problems) => jsonText(problemsToJson(problems)),
  markdown: (problems, look) => withoutCiCommands(problemsToMarkdown(problems, look)),
  html: (problems, look) => {
    if (problems.length === 0) return '';
    return withoutCiCommands(textPage('Problems', problemsToHuman(problems, forPage(look))));
  },
};
