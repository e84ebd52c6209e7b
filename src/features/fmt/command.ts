import type { Command } from 'commander';
import { type GlobalOptions, type HumanOrJson, humanOrJsonOption } from '../../cli/options.ts';
import { showOutcome } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import type { JsonObject } from '../../model/json.ts';
import { type ExitCode, exit } from '../../run/exit-code.ts';
import { longestTitle, quoted, shorten } from '../../text/words/names.ts';
import { count } from '../../text/words/wording.ts';
import { type FmtResult, fmt } from './fmt.ts';

export function define(command: Command): Command {
  return command
    .description('Format manifests in the canonical layout and give new nodes their sourcedId.')
    .option('--check', 'only report; exit 1 if a file would change')
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
A node without a sourcedId gets a new UUID, which never changes again. Comments stay.
New ids go into the ledger too. A ledger that is too large for catalog.ids moves to the folder ids/.

Examples:
  $ timeback-catalog fmt
  $ timeback-catalog fmt --check      # in CI`;

export interface FmtFlags extends GlobalOptions {
  readonly check?: boolean;
  readonly format: HumanOrJson;
}

export async function run(shell: CommandContext, options: FmtFlags): Promise<ExitCode> {
  const checkOnly = options.check ?? false;
  const result = fmt({ check: checkOnly }, shell.world);
  const code = showOutcome(shell, options, result, {
    human: (value) => lines(value, checkOnly),
    json: (value) => toJson(value, checkOnly),
  });
  return result.ok && checkOnly && result.value.changed.length > 0 ? exit.error : code;
}

function lines(result: FmtResult, checkOnly: boolean): string[] {
  const { changed, minted, moved } = result;
  const files = changed.map((file) =>
    file === moved?.to
      ? `${moved.from} ${checkOnly ? 'would move' : 'moved'} to ${file}`
      : `${file}${checkOnly ? ' would change' : ''}`,
  );
  const ids = minted.map(({ file, line, kind, title, sourcedId }) => {
    // The line belongs to the new text, which exists only after it is written.
    const place = checkOnly ? file : `${file}:${line}`;
    return `  ${place} ${kind} ${quoted(shorten(title, longestTitle))} ${checkOnly ? 'needs a sourcedId' : sourcedId}`;
  });
  return [...files, ...ids, tally(result, checkOnly)];
}

function toJson({ changed, minted, moved, files }: FmtResult, checkOnly: boolean): JsonObject {
  return {
    check: checkOnly,
    files,
    changed,
    ...(moved && { moved: { ...moved } }),
    minted: minted.map(({ file, line, kind, title, sourcedId }) => ({
      ...{ type: kind, title, file },
      // With --check no id is generated, and there is no new text with lines.
      ...(!checkOnly && { line, sourced_id: sourcedId }),
    })),
  };
}

function tally({ changed, minted, files }: FmtResult, checkOnly: boolean): string {
  if (changed.length === 0) {
    return `${files === 1 ? 'The file is' : `All ${files} files are`} in the canonical layout.`;
  }
  const done = checkOnly ? 'would change' : 'changed';
  return `${changed.length} of ${files} files ${done}, ${count(minted.length, 'new id')}${checkOnly ? ' needed' : ''}.`;
}
