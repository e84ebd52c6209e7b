import type { Command } from 'commander';
import { fmt } from '../../commands/fmt.ts';
import { escapeFor } from '../../render/escape.ts';
import { type ExitCode, exit, exitOfProblems } from '../exit.ts';
import type { GlobalOptions } from '../options.ts';
import { showProblems } from '../output.ts';
import type { Shell } from '../shell.ts';

export function define(command: Command): Command {
  return command
    .description('Bring manifests into the canonical layout and give new nodes their sourcedId.')
    .option('--check', 'only report; exit 1 if a file would change')
    .addHelpText('after', example);
}

const example = `
A node without a sourcedId gets a new UUID, written into the file once and for ever. Comments stay.

Examples:
  $ timeback-catalog fmt
  $ timeback-catalog fmt --check      # in CI`;

export async function run(
  shell: Shell,
  options: GlobalOptions & { readonly check?: boolean },
): Promise<ExitCode> {
  const checkOnly = options.check ?? false;
  const result = fmt({ check: checkOnly }, shell.world);
  showProblems(shell, result.problems, options);
  if (!result.ok) return exitOfProblems(result.problems);
  const { changed, minted, files } = result.value;
  const { stdout } = shell.terminal;
  for (const file of changed) {
    stdout.write(`${escapeFor.terminal(file)}${checkOnly ? ' would change' : ''}\n`);
  }
  for (const { file, line, kind, title, sourcedId } of minted) {
    // The line is one of the new text, which only exists once it is written.
    const place = checkOnly ? file : `${file}:${line}`;
    const id = checkOnly ? 'needs a sourcedId' : sourcedId;
    stdout.write(`  ${escapeFor.terminal(`${place} ${kind} ${JSON.stringify(title)}`)} ${id}\n`);
  }
  stdout.write(
    changed.length === 0
      ? `${files === 1 ? 'The file is' : `All ${files} files are`} in the canonical layout.\n`
      : `${changed.length} of ${files} files ${checkOnly ? 'would change' : 'changed'}, ${minted.length} new ids${checkOnly ? ' needed' : ''}.\n`,
  );
  return checkOnly && changed.length > 0 ? exit.error : exit.done;
}
