import type { DialectName } from '../../model/destination.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { TableRow } from '../../remote/dialects/facts.ts';

/** Names of the records that a probe makes: courses, units, lessons, a resource and its placements. */
export type Name =
  | 'C1'
  | 'C2'
  | 'U1'
  | 'U2'
  | 'U3'
  | 'L1'
  | 'L2'
  | 'L3'
  | 'L4'
  | 'R1'
  | 'P1'
  | 'P2'
  | 'I1'
  | 'I2';

/** The beginning of every title of a probe, which tells everybody what the record is. */
export const titleMark = 'timeback-catalog probe';

/** The key in `metadata` under which a record names its probe. */
export const probeMark = 'probe';

/** A record to be made: its collection, its id, and its first body. */
export interface Specimen {
  readonly name: Name;
  readonly collection: string;
  readonly sourcedId: string;
  /** The record in words, for people: `lesson 2`. */
  readonly called: string;
  readonly body: JsonObject;
}

/** What making test records needs. */
interface Making {
  readonly dialect: DialectName;
  readonly table: readonly TableRow[];
  readonly run: string;
  readonly org: string;
  /** The current time in ISO 8601. */
  readonly now: string;
  readonly uuid: () => string;
  /** Whether the platform offers resources to this client. */
  readonly hasResources: boolean;
  /** Whether courses with ids are made that are no UUIDs, or long. */
  readonly withIds: boolean;
}

interface Planned {
  readonly name: Name;
  readonly kind: 'course' | 'unit' | 'lesson' | 'resource' | 'placement';
  readonly called: string;
  readonly course?: Name;
  readonly above?: Name;
  readonly resource?: Name;
  readonly order?: number;
}

/** The records to make, each after those it refers to. Lessons 1 and 2 have the same number on purpose. */
const planned: readonly Planned[] = [
  { name: 'C1', kind: 'course', called: 'course 1' },
  { name: 'C2', kind: 'course', called: 'course 2' },
  { name: 'R1', kind: 'resource', called: 'resource 1' },
  { name: 'U1', kind: 'unit', called: 'unit 1', course: 'C1', order: 1 },
  { name: 'U2', kind: 'unit', called: 'unit 2', course: 'C1', order: 2 },
  { name: 'U3', kind: 'unit', called: 'unit 3', course: 'C2', order: 1 },
  {
    ...{ name: 'L1', kind: 'lesson', called: 'lesson 1', course: 'C1', above: 'U1', order: 0 },
    resource: 'R1',
  },
  { name: 'L2', kind: 'lesson', called: 'lesson 2', course: 'C1', above: 'U1', order: 0 },
  { name: 'L3', kind: 'lesson', called: 'lesson 3', course: 'C1', above: 'U2', order: 10 },
  { name: 'L4', kind: 'lesson', called: 'lesson 4', course: 'C2', above: 'U3', order: 1 },
];

const placements: readonly Planned[] = [
  { name: 'P1', kind: 'placement', called: 'placement 1', above: 'L1', resource: 'R1', order: 1 },
  { name: 'P2', kind: 'placement', called: 'placement 2', above: 'U1', resource: 'R1', order: 1 },
];

/** Courses for the questions about ids. */
const ofIds: readonly Planned[] = [
  { name: 'I1', kind: 'course', called: 'course 3' },
  { name: 'I2', kind: 'course', called: 'course 4' },
];

/** The most characters of an id that a probe makes. */
export const longestId = 255;

/** The name of the collection that holds a kind of record. */
function collectionOf(kind: Planned['kind'], dialect: DialectName): string {
  if (dialect === 'partner') return kind;
  if (kind === 'placement') return 'componentResource';
  return kind === 'unit' || kind === 'lesson' ? 'courseComponent' : kind;
}

/** The test records of one probe, in the order in which they are made. */
export function specimensOf(making: Making): readonly Specimen[] {
  const { dialect, run, uuid, hasResources, withIds } = making;
  const kinds = [
    ...planned,
    ...(dialect === 'oneroster' ? placements : []),
    ...(withIds ? ofIds : []),
  ];
  const all = kinds.filter(({ kind }) => hasResources || !isOfResources(kind));
  const idOf = (name: Name) => {
    if (name === 'I1') return `probe_${run.slice(0, 8)}.a`;
    return name === 'I2' ? `probe-${run}-`.padEnd(longestId, 'x') : uuid();
  };
  const ids = new Map(all.map(({ name }) => [name, idOf(name)] as const));
  return all.map((one) => {
    const sourcedId = ids.get(one.name) ?? '';
    const body = bodyOf(one, { ...making, ids });
    const collection = collectionOf(one.kind, dialect);
    return { name: one.name, collection, sourcedId, called: one.called, body };
  });
}

function isOfResources(kind: Planned['kind']): boolean {
  return kind === 'resource' || kind === 'placement';
}

/** The title of a test record, which says what it is and that it may be deleted. */
function titleOf(called: string, run: string): string {
  return `${titleMark} ${run.slice(0, 8)}: ${called}, safe to delete`;
}

function bodyOf(
  { name, kind, called, course, above, resource, order }: Planned,
  { dialect, table, run, org, now, ids, hasResources }: Making & { ids: ReadonlyMap<Name, string> },
): JsonObject {
  const value = (row: string) => textOf(table, row);
  const isPartner = dialect === 'partner';
  const link = (to: Name | undefined): JsonObject => ({ sourcedId: (to && ids.get(to)) ?? '' });
  const set = (key: string, found: Json): JsonObject => (key === '' ? {} : { [key]: found });
  const isDated = table.find(({ row }) => row === 'dateLastModified.sent')?.value === true;
  const common = {
    sourcedId: ids.get(name) ?? '',
    status: value('status.active'),
    ...(isDated && { dateLastModified: now }),
    title: titleOf(called, run),
    metadata: { [probeMark]: run },
    ...(order !== undefined && { [value('sortOrder.key')]: order }),
  };
  switch (kind) {
    case 'course':
      return {
        ...common,
        ...set(value('course.org'), { sourcedId: org }),
        courseCode: `PROBE-${called.slice(-1)}`,
      };
    case 'resource':
      return { ...common, vendorResourceId: `probe-${run.slice(0, 8)}`, roles: ['primary'] };
    case 'unit':
      return {
        ...common,
        ...set(value(isPartner ? 'unit.course' : 'courseComponent.course'), link(course)),
      };
    case 'lesson': {
      if (!isPartner) {
        return {
          ...common,
          ...set(value('courseComponent.course'), link(course)),
          ...set(value('courseComponent.parent'), link(above)),
          ...set(value('courseComponent.parentAgain'), link(above)),
        };
      }
      const placed = resource !== undefined && hasResources;
      const isList = value('lesson.resources.shape') === 'list';
      return {
        ...common,
        ...set(value('lesson.course'), link(course)),
        ...set(value('lesson.unit'), link(above)),
        ...(placed && set(value('lesson.resources'), isList ? [link(resource)] : link(resource))),
      };
    }
    case 'placement':
      return {
        ...common,
        metadata: { [probeMark]: run, lessonType: 'quiz' },
        lessonType: 'quiz',
        ...set(value('componentResource.component'), link(above)),
        ...set(value('componentResource.resource'), link(resource)),
      };
  }
}

/** The value of a row in force, as text; empty if the table has no such row. */
export function textOf(table: readonly TableRow[], row: string): string {
  const found = table.find((one) => one.row === row)?.value;
  return found === undefined ? '' : String(found);
}
