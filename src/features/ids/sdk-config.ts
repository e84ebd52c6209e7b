import { quoteShort } from '../../document/place.ts';
import { nearest } from '../../document/validate.ts';
import { isObject, isSameJson, type Json, type JsonObject, plainNumber } from '../../model/json.ts';
import { objectUnder, valueUnder } from '../../model/json-values.ts';
import { type Problem, problem } from '../../model/problem.ts';
import {
  isSelectable,
  type SdkIdentity,
  sdkGrade,
  sdkIdentityOf,
  sdkSubjects,
  sdkUsualSubject,
} from '../../model/sdk/values.ts';
import {
  courseSpan,
  type SdkCourse,
  type SdkDetails,
  type SdkEnvironment,
  sdkEnvironments,
} from './sdk-courses.ts';

/** The keys of an entry in the order in which new ones are written. */
export const sdkConfigOrder = [
  ...['$schema', 'name', 'sensor', 'launchUrl', 'courses'],
  ...['subject', 'grade', 'courseCode', 'level', 'ids', 'metadata', 'overrides'],
  ...sdkEnvironments,
] as const;

export interface SdkConfigInputs {
  /** The existing content of the file; absent: there is no file. */
  readonly there?: JsonObject | undefined;
  readonly courses: readonly SdkCourse[];
  /** Whether an id belongs to a retired course. */
  readonly isRetired: (id: string) => boolean;
  /** The sensor for a file that names none. */
  readonly sensor?: string | undefined;
  readonly appName?: string | undefined;
}

/** An entry of the file with its course in the catalog; without a course it is the app's own. */
interface Entry {
  readonly value: JsonObject;
  readonly course?: SdkCourse;
  /** Its position in the existing file; absent for a new entry. */
  readonly at?: number;
  /** Whether the existing entry had a grade. */
  readonly hadGrade?: boolean;
}

export interface SdkConfig {
  readonly value: JsonObject;
  readonly problems: readonly Problem[];
  /** The number of courses of the catalog that the file already had. */
  readonly known: number;
}

/**
 * The config from which apps on the official SDK start: the existing content with the courses of the catalog
 * laid over it. The app's name, sensors and launch URLs stay, and so does every key about which the catalog
 * says nothing.
 */
export function sdkConfigFor(inputs: SdkConfigInputs): SdkConfig {
  const { there = { $schema: 'https://timeback.dev/schema.json' }, sensor, appName } = inputs;
  const entries = withGradesOnce(entriesFor(inputs));
  const value: JsonObject = {
    ...there,
    ...(there['name'] === undefined && { name: appName ?? 'Timeback App' }),
    ...(there['sensor'] === undefined && sensor !== undefined && { sensor }),
    courses: entries.map((entry) => entry.value),
  };
  return {
    value: inSdkOrder(value),
    problems: [
      ...entries.flatMap((entry) => wrongEntry(entry)),
      ...repeated(entries),
      ...withoutSensor(entries, value),
    ],
    known: entries.filter(({ course, at }) => course !== undefined && at !== undefined).length,
  };
}

function inSdkOrder(value: JsonObject): JsonObject {
  const order: readonly string[] = sdkConfigOrder;
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => rank(a) - rank(b)));
}

function entriesFor({ there, courses, isRetired }: SdkConfigInputs): readonly Entry[] {
  const written = (Array.isArray(there?.['courses']) ? there['courses'] : []).map((one: Json) =>
    isObject(one) ? one : {},
  );
  const found = matched(written, courses);
  const kept = written.flatMap((value, at): Entry[] => {
    const course = found.get(at);
    const hadGrade = pairOf(value) !== undefined;
    if (course) return [{ value: sdkEntryOf(course, value), course, at, hadGrade }];
    return idsOf(value).some(isRetired) ? [] : [{ value, at }];
  });
  const known = new Set(found.values());
  const added = courses.filter((course) => !known.has(course));
  return [...kept, ...added.map((course): Entry => ({ value: sdkEntryOf(course, {}), course }))];
}

/**
 * The SDK allows each pair of subject and grade once. If several courses share one, those with a courseCode
 * lose their grade; the grade stays with an entry that had it, since an app may select by it, or else with
 * one without a code.
 */
function withGradesOnce(entries: readonly Entry[]): readonly Entry[] {
  const needs = (entry: Entry) => !entry.course || codeOf(entry.value) === undefined;
  const keepers = new Map<string, Entry>();
  const inTurn = [...entries.filter(({ hadGrade }) => hadGrade), ...entries.filter(needs)];
  for (const entry of inTurn) {
    const pair = pairOf(entry.value);
    if (pair !== undefined && !keepers.has(pair)) keepers.set(pair, entry);
  }
  return entries.map((entry) => {
    const pair = pairOf(entry.value);
    const isShared =
      pair !== undefined && entries.filter(({ value }) => pairOf(value) === pair).length > 1;
    if (!isShared || needs(entry) || keepers.get(pair) === entry) return entry;
    const { grade: _, ...value } = entry.value;
    return { ...entry, value };
  });
}

/**
 * Finds the course of each entry: by id, otherwise by code, otherwise by subject and grade; values of the
 * manifests come before those of environments.
 */
export function matched(
  written: readonly JsonObject[],
  courses: readonly SdkCourse[],
): ReadonlyMap<number, SdkCourse> {
  const found = new Map<number, SdkCourse>();
  const checks: readonly ((entry: JsonObject, course: SdkCourse) => boolean)[] = [
    (entry, { ids, node }) =>
      idsOf(entry).some((id) => id === node.entity.sourcedId || Object.values(ids).includes(id)),
    (entry, course) => sameKey(codeOf(entry), identityOf(course).courseCode),
    (entry, { identities }) =>
      identities.some(({ courseCode }) => sameKey(codeOf(entry), courseCode)),
    (entry, course) => sameKey(pairOf(entry), pairIn(identityOf(course))),
    (entry, { identities }) => identities.some((one) => sameKey(pairOf(entry), pairIn(one))),
  ];
  for (const isSame of checks) {
    const taken = new Set(found.values());
    for (const [at, entry] of written.entries()) {
      if (found.has(at)) continue;
      const course = courses.find((one) => !taken.has(one) && isSame(entry, one));
      if (!course) continue;
      found.set(at, course);
      taken.add(course);
    }
  }
  return found;
}

function sameKey(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && a === b;
}

function idsOf({ ids }: JsonObject): readonly string[] {
  return Object.values(objectUnder(ids)).filter((id) => typeof id === 'string');
}

function codeOf({ courseCode }: JsonObject): string | undefined {
  return typeof courseCode === 'string' && courseCode !== '' ? courseCode : undefined;
}

/** Subject and grade as one key, as the SDK makes it of numbers and of texts; undefined without a grade. */
function pairOf({ subject, grade }: JsonObject): string | undefined {
  if (grade === undefined || grade === null) return undefined;
  return `${typeof subject === 'string' ? subject : sdkUsualSubject}:${plainNumber(grade) ?? String(grade)}`;
}

function pairIn({ subject = sdkUsualSubject, grade }: SdkIdentity): string | undefined {
  return grade === undefined ? undefined : `${subject}:${grade}`;
}

function identityOf({ node }: SdkCourse): SdkIdentity {
  return sdkIdentityOf(node.entity.fields);
}

/** The entry of a course, laid over the existing entry. */
export function sdkEntryOf(course: SdkCourse, there: JsonObject): JsonObject {
  const { courseCode, subject, grade } = identityOf(course);
  const { grade: _grade, courseCode: _code, overrides, ...rest } = there;
  const number = grade === undefined ? undefined : sdkGrade(grade);
  const metadata = laidOver(objectUnder(there['metadata']), course.metadata);
  const differing = overridesOf(course, objectUnder(overrides));
  return inSdkOrder({
    ...rest,
    subject: subject ?? rest['subject'] ?? sdkUsualSubject,
    ...(number !== undefined && { grade: number }),
    ...(courseCode !== undefined && { courseCode }),
    ...(course.level !== undefined && { level: course.level }),
    ids: { ...objectUnder(there['ids']), ...course.ids },
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(Object.keys(differing).length > 0 && { overrides: differing }),
  });
}

/** Merges the keys that the SDK merges; keys about which the catalog says nothing stay. */
function laidOver(there: JsonObject, own: JsonObject): JsonObject {
  const merged = mergedKeys.flatMap((key) => {
    const value = own[key];
    return isObject(value) ? [[key, { ...objectUnder(there[key]), ...value }] as const] : [];
  });
  return { ...there, ...own, ...Object.fromEntries(merged) };
}

const mergedKeys = ['goals', 'metrics'] as const;

/** The overrides of an entry: values that differ on a platform, and the app's own overrides. */
function overridesOf(course: SdkCourse, there: JsonObject): JsonObject {
  const ours = Object.entries(course.in).map(([slot, details]) => {
    const { level: _level, metadata, ...rest } = objectUnder(there[slot]);
    const differing = overridden(course, details, objectUnder(metadata));
    const level = details.level ?? course.level ?? _level;
    return [
      slot,
      {
        ...rest,
        ...(level !== undefined && level !== course.level && { level }),
        ...(Object.keys(differing).length > 0 && { metadata: differing }),
      },
    ] as const;
  });
  const all: JsonObject = { ...there, ...Object.fromEntries(ours) };
  return Object.fromEntries(
    Object.entries(all).filter(([, one]) => Object.keys(objectUnder(one)).length > 0),
  );
}

/** The metadata of an override. The SDK merges goals and replaces all other keys whole. */
function overridden(base: SdkDetails, { metadata }: SdkDetails, there: JsonObject): JsonObject {
  const kept = Object.entries(there).filter(([key]) => metadata[key] === undefined);
  const own = Object.entries(metadata).flatMap(([key, value]) => {
    const usual = base.metadata[key];
    if (usual !== undefined && isSameJson(usual, value)) return [];
    if (key !== 'goals' || !isObject(value)) return [[key, value] as const];
    const goals = Object.entries(value).filter(
      ([goal, one]) => !isSameJson(objectUnder(usual)[goal] ?? null, one),
    );
    return [[key, Object.fromEntries(goals)] as const];
  });
  return Object.fromEntries([...kept, ...own]);
}

/** Problems of an entry that the SDK would refuse, or that no app could name. */
function wrongEntry({ course, value }: Entry): Problem[] {
  if (!course) return [];
  const { entity } = course.node;
  const { courseCode, subject, grade } = identityOf(course);
  const name = `The course ${quoteShort(entity.title)}`;
  const number = grade === undefined ? undefined : sdkGrade(grade);
  const problems: Problem[] = [];
  const add = (
    code: 'refuses' | 'doubtful',
    field: string | undefined,
    said: string,
    hint: string,
  ) =>
    problems.push(
      problem(`export/sdk-${code}`, {
        detail: `${name} ${said}`,
        hint,
        ...courseSpan(course, field),
      }),
    );
  if (subject !== undefined && !sdkSubjects.includes(subject)) {
    const near = nearest(subject, sdkSubjects);
    const said = `has the subject ${quoteShort(subject)}. The SDK knows ${sdkSubjects.join(', ')}.`;
    const hint = near === undefined ? 'Write one of them first.' : `Did you mean "${near}"?`;
    add('refuses', 'subjects', said, hint);
  }
  if (grade !== undefined && number === undefined) {
    const said = `has the grade ${quoteShort(grade)}. The SDK knows -1 (Pre-K) to 13 (AP), K and PK, and raises an error for every list with another one.`;
    const hint = 'Write one grade from -1 to 13, or the grades of the course one by one.';
    add('refuses', 'grades', said, hint);
  }
  if (grade === undefined && courseCode === undefined) {
    const said =
      'has neither a courseCode nor exactly one grade, and apps identify a course by one of them.';
    add('refuses', undefined, said, 'Write a courseCode. Do not change it once it is published.');
  }
  if (!areMergeable(value)) {
    const said =
      'has goals that are no map, and the SDK raises an error if it merges them with those of a platform.';
    add('refuses', 'metadata', said, 'Write a map, such as { dailyXp: 20 }, or no goals.');
  }
  if (courseCode !== undefined && !/^[\w.~-]+$/.test(courseCode)) {
    const said = `has the courseCode ${quoteShort(courseCode)}. The SDK puts it into URLs unchanged, but it is not a valid path segment.`;
    const hint =
      'A code of letters, digits, -, . and _ is safe. If the course is published, its code stays as it is.';
    add('doubtful', 'courseCode', said, hint);
  }
  const named = typeof value['subject'] === 'string' ? value['subject'] : sdkUsualSubject;
  if (courseCode === undefined && number !== undefined && !isSelectable(named, number)) {
    const said = `has no courseCode, and apps cannot name a course by the subject ${named} and the grade ${number}.`;
    add('doubtful', 'grades', said, 'Write a courseCode.');
  }
  return problems;
}

/** Whether the SDK can merge the goals of an entry with those of its overrides: all are maps, or none is. */
function areMergeable(entry: JsonObject): boolean {
  const overrides = sdkEnvironments.map((slot) => objectUnder(entry, 'overrides', slot));
  const goals = [entry, ...overrides].map((one) => valueUnder(one, 'metadata', 'goals'));
  const given = goals.filter((one) => one !== undefined);
  return given.every(isObject) || given.every((one) => one === null);
}

/**
 * Problems of codes, and of pairs of subject and grade, that occur more than once although the SDK allows
 * them once.
 */
function repeated(entries: readonly Entry[]): Problem[] {
  const seen = new Map<string, Entry>();
  return entries.flatMap((entry): Problem[] => {
    const code = codeOf(entry.value);
    const pair = pairOf(entry.value);
    const keys = [
      ...(code === undefined ? [] : [['courseCode', `courseCode ${code}`] as const]),
      ...(pair === undefined
        ? []
        : [['grades', `subject and grade ${pair.replace(':', ' ')}`] as const]),
    ];
    return keys.flatMap(([field, key]) => {
      const first = seen.get(key);
      seen.set(key, first ?? entry);
      if (!first) return [];
      const course = entry.course ?? first.course;
      const other = entry.course ? first : entry;
      if (!course) return [];
      const where = other.course
        ? `the course ${quoteShort(other.course.node.entity.title)}`
        : `the course number ${(other.at ?? 0) + 1} of the file, which is not of this catalog`;
      return [
        problem('export/sdk-refuses', {
          detail: `The course ${quoteShort(course.node.entity.title)} has the ${key} of ${where}. The SDK accepts each once.`,
          hint: `${field === 'grades' ? 'Write a courseCode: the course then goes by that alone. Or name' : 'Name'} the courses of the app, and leave out the other: --course ID, or \`sdk: {courses: […]}\` in the config.`,
          ...courseSpan(course, field),
          ...(other.course && {
            related: { span: courseSpan(other.course, field).span, note: 'first here' },
          }),
        }),
      ];
    });
  });
}

/** The sensor that the SDK finds for a course on a platform; undefined: the SDK would refuse to start. */
export function sensorOf(
  file: JsonObject,
  entry: JsonObject,
  slot: SdkEnvironment,
): string | undefined {
  const override = objectUnder(entry, 'overrides', slot);
  const first = (key: 'sensor' | 'launchUrl') =>
    [override, entry, file].flatMap(({ [key]: said }) =>
      typeof said === 'string' && said !== '' ? [said] : [],
    )[0];
  // The origin of the launch URL.
  return first('sensor') ?? /^[a-z][a-z\d+.-]*:\/\/[^/?#]+/i.exec(first('launchUrl') ?? '')?.[0];
}

function withoutSensor(entries: readonly Entry[], file: JsonObject): Problem[] {
  const lacking = entries.filter(({ value }) =>
    sdkEnvironments.some((slot) => sensorOf(file, value, slot) === undefined),
  );
  const [first] = lacking;
  if (!first) return [];
  const number = lacking.length === 1 ? '1 course has' : `${lacking.length} courses have`;
  return [
    problem('export/sdk-refuses', {
      detail: `${number} no sensor. The SDK needs one to start, and every record of a student begins with it.`,
      hint: 'Name the address of the app: --sensor https://APP.example. Like an id, it must never change.',
      ...(first.course && courseSpan(first.course)),
    }),
  ];
}
