// What src/cli/commands.ts promises of each command: what it prints for programs, and how it ends. Every
// command line that a test runs inside the test is held to it (command-line.ts).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { commands } from '../../src/cli/commands.ts';
import { formatAsked } from '../../src/cli/usage.ts';
import { exit } from '../../src/run/exit-code.ts';
import type { SchemaName } from '../../src/text/json/schema-names.ts';

const folder = join(import.meta.dirname, '../../schemas');

let compiled: Ajv | undefined;

/** All published schemas, which refer to one another. */
function schemas(): Ajv {
  compiled ??= readdirSync(folder).reduce(
    (all, file) => {
      const { $id: _, ...schema } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      return all.addSchema(schema, file);
    },
    new Ajv({ strict: false }),
  );
  return compiled;
}

/** Says whether a value fits a published schema. */
export function validatorOf(name: SchemaName): ValidateFunction {
  const found = schemas().getSchema(`${name}.schema.json`);
  if (!found) throw new Error(`there is no schema of ${name}`);
  return found;
}

/** What a command line printed and how it ended. */
interface Finished {
  readonly code: number;
  readonly stdout: string;
}

/** What of it is not as the table of commands says; nothing if all is. */
export function breaches(argv: readonly string[], { code, stdout }: Finished): readonly string[] {
  const name = commandIn(argv);
  const entry = name === undefined ? undefined : commands[name];
  if (!entry) return [];
  const allowed: readonly number[] = [exit.usage, ...entry.exits.map((one) => exit[one])];
  const wrongCode = allowed.includes(code) ? [] : [`${name} ends with ${code}`];
  const format = formatAsked(argv);
  if (argv.includes('--help') || argv.includes('-h')) return wrongCode;
  if (format === 'jsonl') return [...wrongCode, ...inStream(stdout, code)];
  if (format !== 'json') return wrongCode;
  // The file is the document.
  if (name === 'ids' && isToFile(argv) && stdout === '') return wrongCode;
  return [...wrongCode, ...inDocument(stdout, { names: [...entry.json, 'diagnostics'] })];
}

/** The command that the words name, whatever options stand before it. */
function commandIn(argv: readonly string[]): string | undefined {
  const aliases = Object.entries(commands).map(([name, { alias }]) => [alias, name] as const);
  const word = argv.find(
    (one) => Object.hasOwn(commands, one) || aliases.some(([alias]) => alias === one),
  );
  return aliases.find(([alias]) => alias === word)?.[1] ?? word;
}

const isToFile = (argv: readonly string[]) =>
  argv.some((word) => /^(?:-o|--out)(?:=|$)/.test(word));

function inDocument(
  stdout: string,
  { names }: { readonly names: readonly (SchemaName | 'json-schema')[] },
): readonly string[] {
  const document = parsed(stdout);
  if (document === undefined) return [`stdout is not one JSON document: ${stdout.slice(0, 300)}`];
  const misfits = names.map((name) =>
    name === 'json-schema' ? schemaMisfit(document) : misfit(name, document),
  );
  return misfits.includes(undefined) ? [] : [`stdout fits none of: ${misfits.join('; ')}`];
}

function inStream(stdout: string, code: number): readonly string[] {
  const lines = stdout.split('\n').slice(0, -1).map(parsed);
  const wrong = lines.flatMap((line) => misfit('progress', line) ?? []);
  const [first, last] = [lines[0], lines.at(-1)].map((line) => (isRecord(line) ? line : {}));
  const types = [first?.['type'], last?.['type'], last?.['exit_code']].join(' ');
  const isFramed = types === `version end ${code}` && stdout.endsWith('\n');
  return isFramed ? wrong : [...wrong, `the stream begins and ends with: ${types}`];
}

function misfit(name: SchemaName, document: unknown): string | undefined {
  const valid = validatorOf(name);
  if (valid(document)) return undefined;
  const [error] = valid.errors ?? [];
  return `${name} (${error?.instancePath} ${error?.message})`;
}

function schemaMisfit(document: unknown): string | undefined {
  return new Ajv({ strict: false }).validateSchema(isRecord(document) ? document : {}) === true
    ? undefined
    : 'a JSON Schema';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
