import type { Catalog } from '../../model/catalog.ts';
import type { RuleName } from '../../model/content-rules.ts';
import type { Problem } from '../../model/problem.ts';
import {
  checkReaders,
  type ReaderMode,
  type ReaderModes,
  type ReaderRow,
  readerFacts,
  readerRows,
} from '../../remote/dialects/reader-checks.ts';
import { dialectOf } from '../platform.ts';
import { withDefaults } from './target.ts';
import type { Workspace } from './workspace.ts';

/** The rules of a config that judge the same values, and say more of them. */
const ruleFor: Readonly<Partial<Record<ReaderRow, RuleName>>> = {
  'reader.grades': 'grades',
  'reader.subjects': 'subjects',
  'reader.lessonType': 'lesson-types',
};

/**
 * Values that readers on the official SDK do not take, whatever the dialects of a config: where it is
 * published to such a platform one day, they stop the plan. What every environment sends, or a rule of the
 * config judges, is none.
 */
export function readerWarnings(workspace: Workspace, catalog: Catalog): readonly Problem[] {
  const { rules } = workspace.config;
  const found = modesOf(workspace);
  const judged = readerRows.filter((row) => rules.some(({ name }) => name === ruleFor[row]));
  const modes = { ...found, ...Object.fromEntries(judged.map((row) => [row, 'any'] as const)) };
  const leave = found === asShipped ? leaveByRule : undefined;
  const problems = checkReaders(withDefaults(workspace, catalog), modes, leave);
  return problems.map((one) => ({ ...one, severity: 'warning' }));
}

const asShipped: ReaderModes = Object.fromEntries(
  readerRows.map((row) => [row, readerFacts[row].value]),
) as ReaderModes;

/** The strictest of the environments whose dialect has these rows. */
function modesOf(workspace: Workspace): ReaderModes {
  const { described, environments } = workspace.config;
  const tables = [...described].flatMap((name) => {
    const environment = environments.get(name);
    const dialect =
      environment?.dialect === 'oneroster' ? dialectOf(environment, workspace) : undefined;
    return dialect?.ok ? [dialect.value.table] : [];
  });
  if (tables.length === 0) return asShipped;
  const strictest = readerRows.map((row) => {
    const { oneOf } = readerFacts[row];
    const said = tables.map((table) => table.find((one) => one.row === row)?.value);
    return [row, oneOf.find((mode: ReaderMode) => said.includes(mode)) ?? oneOf[0]] as const;
  });
  return Object.fromEntries(strictest) as ReaderModes;
}

function leaveByRule(row: ReaderRow): string {
  const rule = ruleFor[row];
  return rule === undefined
    ? ''
    : ` If your readers accept it: \`rules: {${rule}: {also: […]}}\` in the config.`;
}
