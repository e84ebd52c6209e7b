import { writeHtml } from './html.ts';
import { json } from './json/renderer-json.ts';
import type { Format } from './look.ts';
import { writeMarkdown } from './markdown.ts';
import { type Renderer, rendererFor } from './renderer.ts';
import { writeTerminal } from './terminal.ts';

/**
 * The renderers of results by format: `renderers.human.plan(…)`, `renderers.markdown.report(…)` and so on.
 */
export const renderers: Readonly<Record<Format, Renderer>> = {
  human: rendererFor('terminal', writeTerminal),
  markdown: rendererFor('markdown', writeMarkdown),
  html: rendererFor('html', writeHtml),
  json,
};
