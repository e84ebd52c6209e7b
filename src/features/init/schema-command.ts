import { Argument, type Command } from 'commander';
import { type GlobalOptions, humanOrJsonOption } from '../../cli/options.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { type ExitCode, exit } from '../../run/exit-code.ts';
import { jsonText } from '../../text/json/read-json.ts';
import { type SchemaName, schemaNames } from '../../text/json/schema-names.ts';
import { schema } from './init.ts';

export function define(command: Command): Command {
  return (
    command
      .description('Print a complete JSON Schema, for an editor or another program.')
      .addArgument(new Argument('<of>', 'what it describes').choices([...schemaNames]))
      // The output is JSON in both cases.
      .addOption(humanOrJsonOption())
      .addHelpText('after', example)
  );
}

const example = `
An editor with a YAML language server finds the schema of a file in its first line:
  # yaml-language-server: $schema=../schemas/course.schema.json

Examples:
  $ timeback-catalog schema course
  $ timeback-catalog schema lesson > schemas/lesson.schema.json
  $ timeback-catalog schema plan | jq .properties
  $ timeback-catalog schema progress          # the lines of apply --format jsonl`;

export async function run(
  shell: CommandContext,
  _options: GlobalOptions,
  [of]: readonly string[],
): Promise<ExitCode> {
  const name = schemaNames.find((each): each is SchemaName => each === of);
  if (name === undefined) return exit.usage;
  shell.terminal.stdout.write(jsonText(schema(name, shell.world)));
  return exit.done;
}
