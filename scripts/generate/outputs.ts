import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandEntry, commands, writtenPlaces } from '../../src/cli/commands.ts';
import { exit } from '../../src/run/exit-code.ts';
import { schemaNames } from '../../src/text/json/schema-names.ts';
import type { Output } from './output.ts';

/** A cell of a Markdown table, in which a bar would end the cell. */
const cell = (text: string) => text.replaceAll('|', '\\|');

const linked = (name: CommandEntry['json'][number]) =>
  name === 'json-schema' ? 'a JSON Schema' : `[${name}](../../schemas/${name}.schema.json)`;

function commandRow([name, { json, exits, writes }]: readonly [string, CommandEntry]): string {
  const codes = exits.map((one) => exit[one]).sort((one, other) => one - other);
  const cells = [
    `\`${name}\``,
    json.map(linked).join(', '),
    [...codes, exit.usage].sort((one, other) => one - other).join(', '),
    writes.length === 0 ? 'nothing' : writes.join(', '),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

interface Part {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly definitions?: Readonly<Record<string, Part>>;
}

function schemaOf(name: string): Part {
  const file = join(import.meta.dirname, '../../schemas', `${name}.schema.json`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Members of every line, whatever its type. */
const inEach = ['type', 'level', 'timestamp', 'message', 'environment'];

function eventRows(): string[] {
  return Object.entries(schemaOf('progress').definitions ?? {}).map(
    ([name, { properties = {} }]) => {
      const own = Object.keys(properties).filter((key) => !inEach.includes(key));
      return `| \`${name.replace(/_line$/, '')}\` | ${own.map((key) => `\`${key}\``).join(', ')} |`;
    },
  );
}

/** docs/reference/outputs.md: what a program may rely on, from the table of commands and the schemas. */
export const outputsPage: Output = {
  file: 'docs/reference/outputs.md',
  make: () => `# What commands print and write

Made from \`src/cli/commands.ts\` and \`schemas/\` by \`npm run generate\`; the tests hold every command to it.

## For programs

With \`--format json\` (\`-f json\`) stdout has one JSON document and nothing else. It has a \`format_version\`. A minor version may
add keys, so ignore unknown keys. A major version is another format, so refuse it. If a command fails, also because of wrong
usage, the document has the form of [diagnostics](../../schemas/diagnostics.schema.json). Messages for people go to stderr in
every format. \`timeback-catalog schema NAME\` prints a schema in one piece.
[Exit codes](exit-codes-and-variables.md#exit-codes) says what the numbers mean.

| command | JSON | exit codes | writes |
| --- | --- | --- | --- |
${Object.entries(commands).map(commandRow).join('\n')}

\`check\` has more formats for hosts of repositories, and \`ids export --out FILE\` writes its document into the file.
\`emulator\` prints its document when it listens, and keeps running.

## What is written

${Object.entries(writtenPlaces)
  .map(([name, text]) => `- ${name}: ${text}`)
  .join('\n')}

The built-in emulator stores its data under state, even if a command only reads.

## Events as they happen

\`apply --format jsonl\` and \`undo --format jsonl\` print one JSON object per line while they run, described by
[progress](../../schemas/progress.schema.json). Each has \`type\`, \`level\` (info, warn, error), \`timestamp\` (UTC) and
\`message\`, the same in words; in a run over several environments also \`environment\`. The first line is \`version\`, and the
last one is always \`end\`. Ignore unknown types.

| type | further keys |
| --- | --- |
${eventRows().join('\n')}

\`\`\`sh
timeback-catalog apply --env production --auto-approve --format jsonl |
  jq -r 'select(.type == "outcome") | "\\(.done)/\\(.total) \\(.message)"'
\`\`\`

## All schemas

${schemaNames.map((name) => `- [${name}](../../schemas/${name}.schema.json): ${about(name)}`).join('\n')}

Receipts and streams consist of lines; their schemas describe one line.
`,
};

function about(name: string): string {
  return (schemaOf(name).description ?? '').split(/(?<=\.)\s/)[0] ?? '';
}
