import type { Command } from 'commander';
import type { GlobalOptions } from '../../cli/options.ts';
import { showProblems, writeLines } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { type ExitCode, exit, exitOfProblems } from '../../run/exit-code.ts';
import { longestTitle, quoted, shorten } from '../../text/words/names.ts';
import { type FmtResult, fmt } from './fmt.ts';

export function define(command: Command): Command {
  return command
    .description('Bring manifests into the canonical layout and give new nodes their sourcedId.')
    .option('--check', 'only report; exit 1 if a file would change')
    .addHelpText('after', example);
}

const example = `
A node without a sourcedId gets a new UUID, written into the file once and for ever. Comments stay.
New ids go into the ledger too. One that has outgrown its one file, catalog.ids, is moved into a folder, ids/.

Examples:
  $ timeback-catalog fmt
  $ timeback-catalog fmt --check      # in CI`;

export async function run(
  shell: CommandContext,
  options: GlobalOptions & { readonly check?: boolean },
): Promise<ExitCode> {
  const checkOnly = options.check ?? false;
  const result = fmt({ check: checkOnly }, shell.world);
  showProblems(shell, result.problems, options);
  if (!result.ok) return exitOfProblems(result.problems);
  const { changed, minted, moved } = result.value;
  const files = changed.map((file) =>
    file === moved?.to
      ? `${moved.from} ${checkOnly ? 'would move' : 'moved'} to ${file}`
      : `${file}${checkOnly ? ' would change' : ''}`,
  );
  const ids = minted.map(({ file, line, kind, title, sourcedId }) => {
    // The line is one of the new text, which only exists once it is written.
    const place = checkOnly ? file : `${file}:${line}`;
    return `  ${place} ${kind} ${quoted(shorten(title, longestTitle))} ${checkOnly ? 'needs a sourcedId' : sourcedId}`;
  });
  writeLines(shell.terminal.stdout, [...files, ...ids, tally(result.value, checkOnly)]);
  return checkOnly && changed.length > 0 ? exit.error : exit.done;
}

function tally({ changed, minted, files }: FmtResult, checkOnly: boolean): string {
  if (changed.length === 0) {
    return `${files === 1 ? 'The file is' : `All ${files} files are`} in the canonical layout.`;
  }
  const done = checkOnly ? 'would change' : 'changed';
  return `${changed.length} of ${files} files ${done}, ${minted.length} new ids${checkOnly ? ' needed' : ''}.`;
}
