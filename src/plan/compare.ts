import type { Difference } from '../model/explanation.ts';
import { shellWord } from '../model/id-commands.ts';
import {
  canonicalJson,
  heldIn,
  isNumber,
  isObject,
  type Json,
  type JsonObject,
  repeatedKeyIn,
} from '../model/json.ts';
import type { Address } from '../model/node.ts';
import type { Change, FieldChange } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import { withoutTrailing } from '../model/text.ts';

type Path = readonly [string, ...string[]];

/**
 * The field changes after which the platform holds what the author wrote.
 *
 * Fields that the author did not write are not compared. Maps are compared leaf by leaf, so entries that
 * the platform adds in `metadata` are no difference; lists and scalars are compared whole. Null, an empty
 * list and an absent value are equal. An empty map manages no entry, so it equals an absent value and every
 * map. A zero value that the platform does not store, by the rules, equals an absent value.
 */
export function diffFields(
  desired: JsonObject,
  actual: JsonObject,
  rules: CompareRules,
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of Object.keys(desired)) {
    const [wanted, held] = [desired[field], heldIn(actual, field)];
    if (!isHeld(wanted, held)) compare([field], { desired: wanted, actual: held });
  }
  return changes;

  function compare(path: Path, { desired, actual }: Sides): void {
    if (covers(rules.ignored, path)) return;
    if (isObject(desired) && !isEmptyMap(desired) && !isScalarOrList(actual)) {
      const inner = isObject(actual) ? actual : {};
      for (const key of Object.keys(desired)) {
        compare([...path, key], { desired: desired[key], actual: heldIn(inner, key) });
      }
      return;
    }
    const after = desired ?? null;
    const before = actual ?? null;
    if (isSame(after, before, { path, rules })) return;
    changes.push(
      before === null ? { path, kind: 'added', after } : { path, kind: 'changed', before, after },
    );
  }
}

interface Sides {
  readonly desired: Json | undefined;
  readonly actual: Json | undefined;
}

/**
 * Whether every field is there with an identical value. Nearly all are, and this needs no path for each of
 * them. False also for null, which clears a value, and for a list of anything but scalars.
 */
export function holdsExactly(desired: JsonObject, actual: JsonObject): boolean {
  for (const key in desired) if (!isHeld(desired[key], heldIn(actual, key))) return false;
  return true;
}

function isHeld(desired: Json | undefined, actual: Json | undefined): boolean {
  if (typeof desired !== 'object' || desired === null) {
    return desired === actual && desired !== null;
  }
  if (Array.isArray(desired)) {
    return (
      Array.isArray(actual) &&
      actual.length === desired.length &&
      desired.every((item, index) => item === actual[index])
    );
  }
  return isObject(desired) && isObject(actual) && holdsExactly(desired, actual);
}

function isSame(wanted: Json, held: Json, by: { path: Path; rules: CompareRules }): boolean {
  if (wanted === held || (isNothing(wanted) && isNothing(held))) return true;
  if (isEmptyMap(wanted) && (isNothing(held) || isObject(held))) return true;
  if (isDropped(wanted, by.rules) && isNothing(held)) return true;
  const shape = (value: Json) => canonicalJson(normalise(value, by.path, by.rules));
  return shape(asKept(wanted, held, by.rules)) === shape(held);
}

/**
 * The wanted value as the platform can hold it: without the zero values in its maps that the platform does
 * not store.
 */
function asKept(wanted: Json, held: Json, rules: CompareRules): Json {
  if (!rules.dropped || rules.dropped.length === 0) return wanted;
  if (Array.isArray(wanted) && Array.isArray(held) && wanted.length === held.length) {
    return wanted.map((item: Json, index) => asKept(item, held[index] ?? null, rules));
  }
  if (!isObject(wanted) || !isObject(held)) return wanted;
  const kept = Object.entries(wanted).filter(
    ([key, value]) => !isDropped(value, rules) || !isNothing(heldIn(held, key) ?? null),
  );
  return Object.fromEntries(
    kept.map(([key, value]) => [key, asKept(value, heldIn(held, key) ?? null, rules)]),
  );
}

/** Whether a platform that holds `held` at a path has nothing to change for `wanted`. */
export function isSettledBy(
  {
    path,
    wanted,
    held,
  }: Pick<Difference, 'wanted' | 'held'> & { readonly path: readonly string[] },
  rules: CompareRules,
): boolean {
  const [key = '', ...rest] = path.toReversed();
  const within = (value: Json) =>
    rest.reduce((inner: JsonObject, name) => ({ [name]: inner }), { [key]: value });
  return diffFields(within(wanted), within(held), rules).length === 0;
}

function isNothing(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function isEmptyMap(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function isScalarOrList(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !isObject(value);
}

/**
 * Brings a value to the form in which both sides are compared: text in Unicode NFC, and what the rules say
 * about the path. Only for comparing, never for sending.
 */
function normalise(value: Json, path: readonly string[], rules: CompareRules): Json {
  const forms = {
    text: covers(rules.asText, path),
    set: covers(rules.setLike, path),
    trimmed: covers(rules.trimmed, path),
    caseless: covers(rules.caseless, path),
    moment: covers(rules.asMoment, path),
  };
  return shape(value);

  function shape(each: Json): Json {
    if (typeof each === 'string') return shapeText(each);
    if (isNumber(each) || typeof each === 'boolean') {
      return forms.text ? shapeText(String(each)) : each;
    }
    if (Array.isArray(each)) return forms.set ? asSet(each.map(shape)) : each.map(shape);
    if (!isObject(each)) return each;
    const entries = Object.entries(each);
    return Object.fromEntries(entries.map(([key, inner]) => [key.normalize('NFC'), shape(inner)]));
  }

  function shapeText(text: string): string {
    const trimmed = forms.trimmed ? text.trim().replace(/\s+/g, ' ') : text;
    const moment = forms.moment ? (asMoment(trimmed) ?? trimmed) : trimmed;
    return (forms.caseless ? moment.toLowerCase() : moment).normalize('NFC');
  }
}

function asSet(items: readonly Json[]): Json {
  const byText = new Map(items.map((item) => [canonicalJson(item), item]));
  return [...byText.keys()].sort().map((key) => byText.get(key) ?? null);
}

const notation =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * A moment in one notation, so that equal moments give equal text; undefined if the text is no moment of
 * ISO 8601. A date alone is midnight, and a time without a zone is in UTC.
 */
export function asMoment(text: string): string | undefined {
  const [all, year, month, day, hour = 0, minute = 0, second = 0, fraction = '', zone = 'Z'] =
    notation.exec(text) ?? [];
  if (all === undefined) return undefined;
  const days = dayNumber(Number(year), Number(month), Number(day));
  const minutes = days * 1440 + Number(hour) * 60 + Number(minute) - minutesEast(zone);
  const seconds = minutes * 60 + Number(second);
  return `${seconds}.${withoutTrailing(fraction, '0')}`;
}

/** Days since the first of March of the year zero. Years begin in March, so that a leap day comes last. */
function dayNumber(year: number, month: number, day: number): number {
  const since = month > 2 ? year : year - 1;
  const leapDays = Math.floor(since / 4) - Math.floor(since / 100) + Math.floor(since / 400);
  const inYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return since * 365 + leapDays + inYear;
}

function minutesEast(zone: string): number {
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -size : size;
}

/**
 * The rules by which values of a platform are compared with values of an author. They are data of the
 * dialect; the comparison itself knows no platform. Fields are named by their path, `grades` or
 * `metadata.tags`; the path of a map or a list covers everything in it.
 */
export interface CompareRules {
  /** Paths of lists whose order does not count. */
  readonly setLike: readonly string[];
  /** Paths whose numbers and booleans equal the texts that spell them: `5` equals `"5"`. */
  readonly asText: readonly string[];
  /** Paths of texts in which blanks at the ends do not count, and a run of blanks counts as one. */
  readonly trimmed: readonly string[];
  /** Paths of texts in which upper and lower case are equal. */
  readonly caseless: readonly string[];
  /** Paths of texts that are equal if they name the same moment: `2026-01-01`, `2026-01-01T00:00:00.000Z`. */
  readonly asMoment: readonly string[];
  /** Paths that are never compared, since the platform decides them. */
  readonly ignored: readonly string[];
  /** Whether the record of a lesson names its course as well as its unit. */
  readonly lessonNamesCourse: boolean;
  /** Kinds of zero values that the platform does not store: absent there equals zero. */
  readonly dropped?: readonly ZeroKind[];
  /** The node that gives a placement without a title its title. Absent: it is not certain. */
  readonly placementTitle?: 'resource' | 'lesson';
  /** The id of a placement that writes none, if the platform has records of placements. */
  readonly placementId?: (parent: string, resource: string) => string;
  /** Fields that the platform keeps in separate records, so a write may succeed in part. */
  readonly apart?: readonly string[];
}

/** The name of a rule that lists paths of fields. */
export type CompareRule = Exclude<
  keyof CompareRules,
  'lessonNamesCourse' | 'dropped' | 'apart' | 'placementTitle' | 'placementId'
>;

/** Rules that make nothing equal: all their lists of paths are empty. */
export const strictRules: CompareRules = {
  setLike: [],
  asText: [],
  trimmed: [],
  caseless: [],
  asMoment: [],
  ignored: [],
  lessonNamesCourse: false,
};

/**
 * The name of a path in rules. Names of placements are left out, since a rule is about all placements;
 * `title` also stands for the titles of placements.
 */
export function ruleName(path: readonly string[]): string {
  const isInPlacement = path[0] === 'placements' && path.length > 2;
  return (isInPlacement ? path.slice(2) : path).join('.');
}

/** Whether one of the names covers a path: it is the path itself, or a map or list around it. */
export function covers(names: readonly string[], path: readonly string[]): boolean {
  if (names.length === 0) return false;
  const whole = ruleName(path);
  return names.some((name) => whole === name || whole.startsWith(`${name}.`));
}

/** The kinds of zero values: 0 for `numbers`, false for `truths`, the empty text for `texts`. */
export const zeroKinds = ['numbers', 'truths', 'texts'] as const;
/** A kind of zero value. */
export type ZeroKind = (typeof zeroKinds)[number];

/** The kind of a zero value; undefined for every other value. */
export function zeroKindOf(value: Json): ZeroKind | undefined {
  if (value === 0) return 'numbers';
  if (value === false) return 'truths';
  return value === '' ? 'texts' : undefined;
}

/** Whether a value is a zero value that the platform does not store. */
export function isDropped(value: Json, { dropped = [] }: CompareRules): boolean {
  const kind = dropped.length > 0 ? zeroKindOf(value) : undefined;
  return kind !== undefined && dropped.includes(kind);
}

/**
 * The problem of a record that has a key twice: a write could keep only one of the two values. Undefined if
 * each key came once.
 */
export function repeatedKey(address: Address, record: JsonObject): Problem | undefined {
  const path = repeatedKeyIn(record);
  if (!path) return undefined;
  return problem('remote/repeated-key', {
    detail: `The platform's record of "${address}" has the key ${JSON.stringify(path.join('.'))} twice. A write could keep only one of the two values, so this record is not written.`,
    hint: `Have one of the two removed on the platform, or skip the node with \`--exclude ${shellWord(address)}\`.`,
    address,
  });
}

/** The problems of `repeatedKey` for all records that a plan would write. */
export function checkRepeatedKeys(
  changes: readonly Pick<Change, 'address'>[],
  { entities }: RemoteState,
): Problem[] {
  return changes.flatMap(({ address }) => {
    const record = entities.get(address)?.record;
    return (record && repeatedKey(address, record)) ?? [];
  });
}
