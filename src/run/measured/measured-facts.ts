import type { Config } from '../../config/config.ts';
import { type PlatformEnvironment, withMeasuredFacts } from '../../config/environment.ts';
import type { DialectName } from '../../model/destination.ts';
import type { MeasuredRow, PlatformFacts } from '../../model/drift.ts';
import { isSameJson, type Json } from '../../model/json.ts';
import { type Checked, checked, failure, type Problem, problem } from '../../model/problem.ts';
import { type Fact, invalidValue } from '../../remote/dialects/facts.ts';
import { dialectTable } from '../../remote/dialects/open-dialect.ts';
import { readFacts } from './facts-file.ts';

/** A config that is read, and where it stands. */
interface ReadConfig {
  readonly folder: string;
  readonly configFile: string;
  readonly config: Config;
}

/** The facts that an environment names, if they are of its platform; undefined where it names none. */
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
    const hint = `Create it with \`timeback-catalog probe --env ${name} --facts ${file}\`, or remove the line.`;
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

/** Environments with their measured rows in force, and what there is to say of each. */
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

/** The measured rows that may stand for rows of the dialect table, by their names. */
function correctionsIn(
  rows: readonly MeasuredRow[],
  dialect: DialectName,
): ReadonlyMap<string, Json> {
  const table = dialectTable(dialect);
  return new Map(
    rows.flatMap(({ row, state, value }) => {
      const fact: Fact | undefined = Object.hasOwn(table, row) ? table[row] : undefined;
      if (!fact || state !== 'measured' || value === undefined) return [];
      // An empty key is a value of few rows; and one record does not show that all lists show all.
      const mayBeEmpty = row.endsWith('.course') || row.endsWith('.parentAgain');
      const isEmptyKey = value === '' && fact.value !== '' && !mayBeEmpty;
      const isUncertain = isEmptyKey || (row === 'list.records' && value === 'whole');
      const isUsable = invalidValue(fact, value) === undefined && !isUncertain;
      return isUsable && !isSameJson(fact.value, value) ? [[row, value] as const] : [];
    }),
  );
}
