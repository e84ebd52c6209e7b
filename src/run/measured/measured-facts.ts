import { resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { type PlatformEnvironment, withMeasuredFacts } from '../../config/environment.ts';
import { parseYaml } from '../../document/parse.ts';
import { decodeText } from '../../document/source-text.ts';
import { validate } from '../../document/validate.ts';
import { readNamed } from '../../files/outside.ts';
import { entryAt, UnwritableError, writeWhole } from '../../files/write.ts';
import type { DialectName } from '../../model/destination.ts';
import { type MeasuredRow, type PlatformFacts, rowStates } from '../../model/drift.ts';
import { shellWord } from '../../model/id-commands.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { isObject, isSameJson, type Json, withPlainNumbers } from '../../model/json.ts';
import {
  type Checked,
  checked,
  failure,
  hasErrors,
  type Problem,
  problem,
} from '../../model/problem.ts';
import { type Fact, invalidValue } from '../../remote/dialects/facts.ts';
import { dialectTable } from '../../remote/dialects/open-dialect.ts';
import type { World } from '../world.ts';

interface ReadConfig {
  readonly folder: string;
  readonly configFile: string;
  readonly config: Config;
}

/**
 * The measured facts that an environment names; undefined if it names none. A problem if they are of
 * another platform, or cannot be read.
 */
export function measuredFacts(
  environment: PlatformEnvironment,
  { folder, configFile }: Pick<ReadConfig, 'folder' | 'configFile'>,
): Checked<PlatformFacts | undefined> {
  const { measured, baseUrl, dialect, name } = environment;
  if (!measured) return checked(undefined, []);
  const { file, at } = measured;
  const span = { file: configFile, start: at };
  const read = readFacts(file, { cwd: folder });
  if (!read.ok) return read;
  const facts = read.value;
  if (!facts) {
    const detail = `The environment "${name}" names ${file}, but there is no such file.`;
    const hint = `Create it with \`timeback-catalog probe --env ${name} --facts ${shellWord(file)}\`, or remove the line.`;
    return failure('facts/unreadable', { detail, hint, span });
  }
  if (facts.platform.url === baseUrl && facts.platform.dialect === dialect) {
    return checked(facts, []);
  }
  const { platform } = facts;
  return failure('facts/other-platform', {
    detail: `${file} has facts of ${platform.url} (${platform.dialect}), but the environment "${name}" is ${baseUrl} (${dialect}). Nothing was read or sent.`,
    hint: `Measure this one: \`timeback-catalog probe --env ${name} --facts OTHER.yaml\`, and name that file.`,
    span,
  });
}

/** Applies measured rows to the environments that name such facts. `measured` gets the problems of each. */
export function withMeasured<T extends ReadConfig>(
  workspace: T,
): T & { readonly measured: ReadonlyMap<string, readonly Problem[]> } {
  const warnings = new Map<string, readonly Problem[]>();
  const environments = [...workspace.config.environments].map(([name, environment]) => {
    if (environment.type === 'emulator' || !environment.measured) {
      return [name, environment] as const;
    }
    const facts = measuredFacts(environment, workspace);
    if (!facts.ok || !facts.value) {
      warnings.set(name, facts.problems);
      return [name, environment] as const;
    }
    const rows = correctionsIn(facts.value.rows, environment.dialect);
    const differing = [...rows].filter(([row]) => !environment.facts.has(row));
    if (differing.length > 0) warnings.set(name, [differ(environment, facts.value, differing)]);
    return [name, withMeasuredFacts(environment, rows)] as const;
  });
  const config = { ...workspace.config, environments: new Map(environments) };
  return { ...workspace, config, measured: warnings };
}

const mostNamed = 6;

function differ(
  { measured }: PlatformEnvironment,
  facts: PlatformFacts,
  rows: readonly (readonly [string, Json])[],
): Problem {
  const named = rows
    .slice(0, mostNamed)
    .map(([row, value]) => `${row} is ${JSON.stringify(value)}`);
  const more = rows.length > mostNamed ? `, and ${rows.length - mostNamed} more` : '';
  return problem('facts/differ', {
    detail: `By ${measured?.file ?? ''}, measured ${facts.measured.slice(0, 10)}: ${named.join(', ')}${more}.`,
  });
}

/** The measured rows that may correct rows of the dialect table, by name. */
function correctionsIn(
  rows: readonly MeasuredRow[],
  dialect: DialectName,
): ReadonlyMap<string, Json> {
  const table = dialectTable(dialect);
  return new Map(
    rows.flatMap(({ row, state, value }) => {
      const fact: Fact | undefined = Object.hasOwn(table, row) ? table[row] : undefined;
      if (!fact || state !== 'measured' || value === undefined) return [];
      // Few rows may have an empty key. And one record does not prove that all lists show whole records.
      const mayBeEmpty = row.endsWith('.course') || row.endsWith('.parentAgain');
      const isEmptyKey = value === '' && fact.value !== '' && !mayBeEmpty;
      const isUncertain = isEmptyKey || (row === 'list.records' && value === 'whole');
      const isUsable = invalidValue(fact, value) === undefined && !isUncertain;
      return isUsable && !isSameJson(fact.value, value) ? [[row, value] as const] : [];
    }),
  );
}

const heading = `# How this platform behaves, as \`timeback-catalog probe\` measured it.
# With \`measured: FILE\` in the environment of the config, plan and apply use it, and
# \`timeback-catalog emulator --like FILE\` behaves like it. It has no secret, person or real course.
`;

/**
 * Writes the facts of a platform into a file, for people and programs. Gives a problem if it cannot;
 * undefined otherwise.
 */
export function writeFacts(
  file: string,
  { platform, measured, build, readOnly, rows }: PlatformFacts,
  { cwd }: Pick<World, 'cwd'>,
): Problem | undefined {
  const text = (value: Json | undefined) => JSON.stringify(value ?? null);
  const lines = rows.flatMap((row) => [
    `  ${row.row}:`,
    `    state: ${row.state}`,
    ...(row.value === undefined ? [] : [`    value: ${text(row.value)}`]),
    `    how: ${text(row.how)}`,
    `    measured: ${text(row.measured ?? measured)}`,
    `    build: ${text(row.build ?? build)}`,
  ]);
  const head = [
    'platform:',
    `  url: ${text(platform.url)}`,
    `  dialect: ${platform.dialect}`,
    `measured: ${text(measured)}`,
    `build: ${text(build)}`,
    `readOnly: ${readOnly}`,
    'rows:',
  ];
  try {
    writeWhole(resolve(cwd, file), `${heading}${[...head, ...lines].join('\n')}\n`);
    return undefined;
  } catch (error) {
    if (!(error instanceof UnwritableError)) throw error;
    return problem('facts/unwritable', {
      detail: error.message,
      hint: 'Name another file, `--facts FILE`, and probe again.',
    });
  }
}

/**
 * Reads the facts of a platform from a file; undefined if the file does not exist. A problem if it has
 * another form.
 */
export function readFacts(
  file: string,
  { cwd }: Pick<World, 'cwd'>,
): Checked<PlatformFacts | undefined> {
  const path = resolve(cwd, file);
  if (!entryAt(path)) return checked(undefined, []);
  const bytes = readNamed(path, file, inputLimits.manifest);
  if (!bytes.ok) return bytes;
  const text = decodeText(file, bytes.value);
  if (!text.ok) return text;
  const document = parseYaml(file, text.value);
  if (!document.ok) return document;
  const wrong = validate('facts', document.value, file);
  if (hasErrors(wrong)) return { ok: false, problems: wrong };
  const facts = factsIn(document.value.value);
  return facts ? checked(facts, []) : { ok: false, problems: [unreadable(file)] };
}

function unreadable(file: string): Problem {
  return problem('facts/unreadable', {
    detail: `${file} does not hold the facts of a platform.`,
    hint: 'Create it again: `timeback-catalog probe`.',
  });
}

function factsIn(value: Json): PlatformFacts | undefined {
  if (!isObject(value)) return undefined;
  const { platform, measured, build, readOnly, rows } = value;
  if (!isObject(platform) || !isObject(rows)) return undefined;
  const all = Object.entries(rows).flatMap(([row, about]): MeasuredRow[] => {
    const state = isObject(about) ? rowStates.find((one) => one === about['state']) : undefined;
    if (!isObject(about) || !state) return [];
    const { value: found, how, measured: when, build: by } = about;
    return [
      {
        ...{ row, state, how: String(how ?? '') },
        ...(found !== undefined && { value: withPlainNumbers(found) }),
        ...(typeof when === 'string' && { measured: when }),
        ...(typeof by === 'string' && { build: by }),
      },
    ];
  });
  return {
    platform: { url: String(platform['url']), dialect: String(platform['dialect']) },
    measured: String(measured),
    build: String(build),
    readOnly: readOnly === true,
    rows: all,
  };
}
