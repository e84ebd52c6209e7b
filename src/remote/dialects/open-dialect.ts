import { nearest } from '../../document/validate.ts';
import { type DialectName, isForeignCollection } from '../../model/destination.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { type Checked, checked, type Problem, problem, type Span } from '../../model/problem.ts';
import { type ClassroomFacts, classroomFacts } from '../classroom/facts.ts';
import type { Dialect, PlacementIds } from './dialect.ts';
import { type Fact, type FactTable, type FactValues, invalidValue } from './facts.ts';
import { onerosterDialect } from './oneroster.ts';
import { onerosterFacts } from './oneroster-facts.ts';
import { partnerDialect, partnerFacts } from './partner.ts';
import { placementId } from './placements.ts';

/** A correction of one row of a dialect's table, as the config writes it. */
export interface Correction {
  readonly value: Json;
  readonly span: Span;
}

export type Corrections = ReadonlyMap<string, Correction>;

/** Opens each dialect by its name, with corrections of its table of facts. */
const dialects: Readonly<
  Record<DialectName, (corrections: Corrections, given: PlacementIds) => Checked<Dialect>>
> = {
  partner: opener('partner', partnerFacts, partnerDialect),
  oneroster: opener('oneroster', onerosterFacts, onerosterDialect),
};

/** How a new placement gets its id, for dialects that keep placements as separate records. */
export const placementIds: Readonly<
  Partial<Record<DialectName, (parent: string, resource: string, turn: number) => string>>
> = { oneroster: placementId };

/** Opens a dialect with its table corrected. Problems: corrections that do not fit their rows. */
export function openDialect(
  name: DialectName,
  corrections: Corrections,
  given: PlacementIds = () => ({ hasEnded: false, isOver: () => false }),
): Checked<Dialect> {
  return dialects[name](corrections, given);
}

const tables: Readonly<Record<DialectName, FactTable>> = {
  partner: partnerFacts,
  oneroster: onerosterFacts,
};

/** The rows in force for an environment by their names, including those of people and events. */
export interface Rows {
  readonly rows: JsonObject;
  /** Names of the rows whose value differs from the table, sorted. */
  readonly corrected: readonly string[];
}

/**
 * The rows in force under some corrections. A correction of an unknown row is ignored, and no value is
 * checked.
 */
export function rowsUnder(name: DialectName, corrections: ReadonlyMap<string, Json>): Rows {
  const all = Object.entries<Fact>({ ...tables[name], ...classroomFacts[name] });
  const rows = all.map(([row, { value }]) => [row, corrections.get(row) ?? value] as const);
  const corrected = all.flatMap(([row, { value }]) =>
    JSON.stringify(corrections.get(row) ?? value) === JSON.stringify(value) ? [] : [row],
  );
  return { rows: Object.fromEntries(rows), corrected: corrected.sort() };
}

function opener<T extends FactTable>(
  name: DialectName,
  table: T,
  open: (facts: FactValues<T>, given: PlacementIds) => Omit<Dialect, 'given'>,
) {
  return (corrections: Corrections, given: PlacementIds): Checked<Dialect> => {
    const others = [...corrections].filter(([row]) => !isOfClassroom(name, row));
    const facts = correct(name, table, new Map(others));
    return facts.ok ? checked({ ...open(facts.value, given), given }, []) : facts;
  };
}

/**
 * The table of facts about people and events with corrections; its rows stand beside those of the dialect.
 */
export function openClassroomFacts(
  dialect: DialectName,
  corrections: Corrections,
): Checked<ClassroomFacts> {
  const own = new Map([...corrections].filter(([row]) => isOfClassroom(dialect, row)));
  const facts = correct<FactTable>(dialect, classroomFacts[dialect], own);
  // Every value was checked against the type of its row.
  return facts.ok ? checked({ ...facts.value, dialect } as ClassroomFacts, facts.problems) : facts;
}

/** Whether a row names a path that requests go to. Paths in event rows only form names. */
function isRequested(row: string): boolean {
  return row.endsWith('.path') && !row.startsWith('event.');
}

function isOfClassroom(dialect: DialectName, row: string): boolean {
  return Object.hasOwn(classroomFacts[dialect], row);
}

/** The same dialect with other corrections, to try how a comparison turns out with them. */
export function reopenDialect(
  { name, given }: Pick<Dialect, 'name' | 'given'>,
  facts: ReadonlyMap<string, Json>,
): Checked<Dialect> {
  const span = { file: '', start: { line: 1, column: 1 } };
  const corrections = [...facts].map(([row, value]) => [row, { value, span }] as const);
  return openDialect(name, new Map(corrections), given);
}

/** The values of a table, with corrections in place of the values that they correct. */
function correct<T extends FactTable>(
  name: DialectName,
  table: T,
  corrections: Corrections,
): Checked<FactValues<T>> {
  const problems = [...corrections].flatMap(([row, correction]) =>
    checkCorrection(row, correction, { name, table }),
  );
  const values = Object.fromEntries(
    Object.entries(table).map(([row, { value }]) => [row, corrections.get(row)?.value ?? value]),
  );
  // Every correction was checked against the type of the row it replaces.
  return checked(values as FactValues<T>, problems);
}

const longestShown = 300;

function checkCorrection(
  row: string,
  { value, span }: Correction,
  { name, table }: { readonly name: DialectName; readonly table: FactTable },
): Problem[] {
  const fact = Object.hasOwn(table, row) ? table[row] : undefined;
  if (!fact) {
    const near = nearest(row, [...Object.keys(table), ...Object.keys(classroomFacts[name])]);
    return [
      problem('config/unknown-fact', {
        detail: `The table of the dialect "${name}" has no row "${row}".`,
        hint: near ? `Did you mean "${near}"?` : `docs/dialect-${name}.md lists the rows.`,
        span,
      }),
    ];
  }
  const isPlace = isRequested(row) && typeof value === 'string';
  if (isPlace && isForeignCollection(value) && !isOfClassroom(name, row)) {
    const detail = `The row "${row}" cannot be ${JSON.stringify(value)}: people, classes, enrollments, results and other data of others are never written.`;
    const hint = 'Name the collection of the catalog, or remove the correction.';
    return [problem('schema/wrong-value', { detail, hint, span })];
  }
  const wanted = invalidValue(fact, value);
  if (!wanted) return [];
  const given = JSON.stringify(value).slice(0, longestShown);
  const detail = `The row "${row}" takes ${wanted}; here it is ${given}.`;
  return [problem('schema/wrong-type', { detail, span })];
}

/** The table of facts of a dialect, without corrections. */
export function dialectTable(name: DialectName): FactTable {
  return tables[name];
}
