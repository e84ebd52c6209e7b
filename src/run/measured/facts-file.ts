import { resolve } from 'node:path';
import { parseYaml } from '../../document/parse.ts';
import { decodeText } from '../../document/source-text.ts';
import { validate } from '../../document/validate.ts';
import { readNamed } from '../../files/outside.ts';
import { entryAt, UnwritableError, writeWhole } from '../../files/write.ts';
import { type MeasuredRow, type PlatformFacts, rowStates } from '../../model/drift.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { isObject, type Json, withPlainNumbers } from '../../model/json.ts';
import { type Checked, checked, hasErrors, type Problem, problem } from '../../model/problem.ts';
import type { World } from '../world.ts';

const heading = `# How this platform behaves, as \`timeback-catalog probe\` measured it.
# With \`measured: FILE\` in the environment of the config, plan and apply use it, and
# \`timeback-catalog emulator --like FILE\` behaves like it. It has no secret, person or real course.
`;

/** Writes the facts of a platform, for people and programs. Gives the problem if it cannot. */
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

/** Reads the facts of a platform; undefined where there is no such file. */
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
