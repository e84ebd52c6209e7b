import { extname, resolve } from 'node:path';
import { writeWhole } from '../files/write.ts';
import { type Format, formatOfExtension } from '../render/formats.ts';
import type { Look } from '../render/look.ts';
import { type Renderer, renderers } from '../render/renderers.ts';
import { writeText } from './output.ts';
import type { Shell } from './shell.ts';
import { fileLook, type LookOptions, lookOf } from './terminal.ts';

export interface OutputOptions extends LookOptions {
  readonly format: Format;
  /** Files to write as well, format by extension. */
  readonly out: readonly string[];
}

/** Shows one result: on stdout in the format asked for, and in each file in that file's format. */
export async function showResult(
  shell: Shell,
  options: OutputOptions,
  render: (renderer: Renderer, look: Look) => string,
): Promise<void> {
  const look = lookOf(shell.terminal.stdout, shell.terminal, options);
  // First, so that a report is not lost because a file cannot be written.
  await writeText(shell.terminal.stdout, render(renderers[options.format], look));
  for (const file of options.out) {
    const renderer = renderers[formatOf(file)];
    writeWhole(resolve(shell.world.cwd, file), render(renderer, fileLook(options)));
  }
}

function formatOf(file: string): Format {
  return formatOfExtension.get(extname(file)) ?? 'json';
}
