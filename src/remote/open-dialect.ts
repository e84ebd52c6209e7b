import { nearest } from '../document/nearest.ts';
import type { DialectName } from '../model/dialect-name.ts';
import type { Json } from '../model/json.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import { type ClassroomFacts, classroomFacts } from './classroom/facts.ts';
import { isOfPeople } from './classroom/people.ts';
import type { Dialect } from './dialect.ts';
import { type FactTable, type FactValues, misfit } from './fact.ts';
import { onerosterDialect } from './oneroster/dialect.ts';
import { onerosterFacts } from './oneroster/facts.ts';
import { placementId } from './oneroster/placement-id.ts';
import { partnerDialect } from './partner/dialect.ts';
import { partnerFacts } from './partner/facts.ts';

/** A correction of one row of a dialect's table, as the config writes it. */
export interface Correction {
  readonly value: Json;
  readonly span: Span;
}

export type Corrections = ReadonlyMap<string, Correction>;

/** The dialects by name, each with its table of facts. */
const dialects: Readonly<
  Record<DialectName, (corrections: Corrections, given: PlacementId) => Checked<Dialect>>
> = {
  partner: opener('partner', partnerFacts, partnerDialect),
  oneroster: opener('oneroster', onerosterFacts, onerosterDialect),
};

/** How an id is made for a resource in a lesson, in dialects that keep it as a record of its own. */
export const placementIds: Readonly<
  Partial<Record<DialectName, (lesson: string, resource: string) => string>>
> = { oneroster: placementId };

/** The id that such a record was given before, which it keeps. */
export type PlacementId = (lesson: string, resource: string) => string | undefined;

/** A dialect, its table corrected; problems where a correction does not fit. */
export function openDialect(
  name: DialectName,
  corrections: Corrections,
  given: PlacementId = () => undefined,
): Checked<Dialect> {
  return dialects[name](corrections, given);
}

function opener<T extends FactTable>(
  name: DialectName,
  table: T,
  open: (facts: FactValues<T>, given: PlacementId) => Dialect,
) {
  return (corrections: Corrections, given: PlacementId): Checked<Dialect> => {
    const others = [...corrections].filter(([row]) => !isOfClassroom(row));
    const facts = correct(name, table, new Map(others));
    return facts.ok ? checked(open(facts.value, given), []) : facts;
  };
}

/** The table of people and events, corrected; its rows stand beside those of the dialects. */
export function openClassroomFacts(corrections: Corrections): Checked<ClassroomFacts> {
  const own = [...corrections].filter(([row]) => isOfClassroom(row));
  return correct('partner', classroomFacts, new Map(own));
}

/** The rows of events say how an app names things: nothing is sent there. */
function isRequested(row: string): boolean {
  return row.endsWith('.path') && !row.startsWith('event.');
}

function isOfClassroom(row: string): boolean {
  return Object.hasOwn(classroomFacts, row);
}

/** The same dialect with other corrections, to try how a comparison comes out under them. */
export function reopenDialect(
  { name }: Pick<Dialect, 'name'>,
  facts: ReadonlyMap<string, Json>,
): Checked<Dialect> {
  const span = { file: '', start: { line: 1, column: 1 } };
  const corrections = [...facts].map(([row, value]) => [row, { value, span }] as const);
  return openDialect(name, new Map(corrections));
}

/** The values of a table with corrections in place of what they correct. */
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

function checkCorrection(
  row: string,
  { value, span }: Correction,
  { name, table }: { readonly name: DialectName; readonly table: FactTable },
): Problem[] {
  const fact = Object.hasOwn(table, row) ? table[row] : undefined;
  if (!fact) {
    const near = nearest(row, [...Object.keys(table), ...Object.keys(classroomFacts)]);
    return [
      problem('config/unknown-fact', {
        detail: `The table of the dialect "${name}" has no row "${row}".`,
        hint: near ? `Did you mean "${near}"?` : `docs/dialect-${name}.md lists the rows.`,
        span,
      }),
    ];
  }
  const isPlace = isRequested(row) && typeof value === 'string';
  if (isPlace && isOfPeople(value) && !isOfClassroom(row)) {
    const detail = `The row "${row}" cannot be ${value}: people, classes and enrollments are never published to.`;
    return [problem('schema/wrong-value', { detail, span })];
  }
  const wanted = misfit(fact, value);
  if (!wanted) return [];
  return [problem('schema/wrong-type', { detail: `The row "${row}" takes ${wanted}.`, span })];
}
