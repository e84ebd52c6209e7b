import { extname, resolve } from 'node:path';
import { writeWhole } from '../files/write.ts';
import type { Medium } from '../text/document.ts';
import { type Format, formatOfExtension, type Look } from '../text/look.ts';
import type { Renderer, Writer } from '../text/renderer.ts';
import { writeText } from './output.ts';
import type { Shell } from './shell.ts';
import { fileLook, type LookOptions, lookOf } from './terminal.ts';

export interface OutputOptions extends LookOptions {
  readonly format: Format;
  /** Files to write as well, format by extension. */
  readonly out: readonly string[];
}

/** Each is loaded if it is asked for: most runs need one of them. */
const rendererOf: Readonly<Record<Format, () => Promise<Renderer>>> = {
  human: async () => writing('terminal', (await import('../text/terminal.ts')).writeTerminal),
  json: async () => (await import('../text/json/renderer-json.ts')).json,
  markdown: async () => writing('markdown', (await import('../text/markdown.ts')).writeMarkdown),
  html: async () => writing('html', (await import('../text/html.ts')).writeHtml),
};

async function writing(medium: Medium, write: Writer): Promise<Renderer> {
  return (await import('../text/renderer.ts')).rendererFor(medium, write);
}

/** Shows one result: on stdout in the format asked for, and in each file in that file's format. */
export async function showResult(
  shell: Shell,
  options: OutputOptions,
  render: (renderer: Renderer, look: Look) => string,
): Promise<void> {
  const look = lookOf(shell.terminal.stdout, shell, options);
  // First, so that a report is not lost because a file cannot be written.
  await writeText(shell.terminal.stdout, render(await rendererOf[options.format](), look));
  for (const file of options.out) {
    const renderer = await rendererOf[formatOf(file)]();
    writeWhole(resolve(shell.world.cwd, file), render(renderer, fileLook(shell, options)));
  }
}

function formatOf(file: string): Format {
  return formatOfExtension.get(extname(file)) ?? 'json';
}
