import { canonicalJson, type Json, type JsonObject } from './json.ts';
import { type CourseScope, scopeText } from './scope.ts';
import { cutText } from './text.ts';

/** The names of two variables that may hold credentials. Never their values. */
interface CredentialPair {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Everything except the changes that decides what a plan sends and where: resolved URLs, names of
 * credentials, rows of the dialect table. Plain data without secrets, safe in JSON.
 */
export interface Destination {
  /** The base URL of requests. `emulator:NAME` for the embedded emulator, whatever its port. */
  readonly baseUrl: string;
  /** The URL to which client id and secret are sent, or `emulator:NAME`. */
  readonly tokenUrl: string;
  /** The URL of the QTI service, to which the token is sent to check links. Absent: no such service. */
  readonly qtiUrl?: string;
  /** The URL of the service for events, to which a rehearsal sends the token. Absent: no such service. */
  readonly caliperUrl?: string;
  /**
   * The names of credentials in order. The first pair that is set is sent. Empty for the embedded emulator.
   */
  readonly credentials: readonly CredentialPair[];
  /** The org of courses that name none. */
  readonly org?: string;
  /** The courses that requests are about. Absent: all courses. */
  readonly scope?: CourseScope;
  /** All rows in force by name, corrected or not. */
  readonly rows: JsonObject;
  /** The names of the rows that the config corrects, sorted. */
  readonly corrected: readonly string[];
  /** The overrides of the environment, in the order in which they apply. */
  readonly overrides: readonly JsonObject[];
}

/** One difference between two destinations, by its name in the config. */
export interface DestinationChange {
  readonly what: string;
  /** The earlier value in words; `nothing` if there was none. */
  readonly was: string;
  readonly is: string;
  /** Whether the difference decides which credentials are sent, or to whom. */
  readonly ofCredentials: boolean;
}

/** The differences between two destinations, the most important first. */
export function destinationChanges(was: Destination, is: Destination): DestinationChange[] {
  const named = ([what, ofCredentials, before, after]: Compared): DestinationChange[] =>
    before === after ? [] : [{ what, was: before, is: after, ofCredentials }];
  const rows = [...new Set([...Object.keys(was.rows), ...Object.keys(is.rows)])];
  const compared: Compared[] = [
    ['baseUrl', true, was.baseUrl, is.baseUrl],
    ['tokenUrl', true, was.tokenUrl, is.tokenUrl],
    ['qti', true, rowValueText(was.qtiUrl), rowValueText(is.qtiUrl)],
    ['caliper', true, rowValueText(was.caliperUrl), rowValueText(is.caliperUrl)],
    ['credentials', true, pairsText(was.credentials), pairsText(is.credentials)],
    ...rows.map((row): Compared => {
      const ofCredentials = row.startsWith('token.');
      return [row, ofCredentials, rowValueText(was.rows[row]), rowValueText(is.rows[row])];
    }),
    ['org', false, rowValueText(was.org), rowValueText(is.org)],
    ['scope', false, scopeWords(was), scopeWords(is)],
    ['overrides', false, overridesText(was), overridesText(is)],
  ];
  return compared.flatMap(named);
}

type Compared = readonly [what: string, ofCredentials: boolean, was: string, is: string];

/** A difference in words: "put.body: was record, is managed". */
export function changeInWords({ what, was, is }: DestinationChange): string {
  return `${what}: was ${was}, is ${is}`;
}

function scopeWords({ scope }: Destination): string {
  return scope ? scopeText(scope) : 'everything';
}

/** Pairs of names of credentials in words: "A and B, or C and D". */
export function pairsText(pairs: readonly CredentialPair[]): string {
  if (pairs.length === 0) return 'nothing';
  return pairs.map(({ clientId, clientSecret }) => `${clientId} and ${clientSecret}`).join(', or ');
}

/** The value of a row in words, without quotes if the text needs none; `nothing` for undefined. */
export function rowValueText(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const isPlain = typeof value === 'string' && /^[\w./:~-]+$/.test(value);
  return isPlain ? value : JSON.stringify(value);
}

const longest = 200;

/** Overrides in words, cut if they are long. */
function overridesText({ overrides }: Destination): string {
  if (overrides.length === 0) return 'nothing';
  return cutText(canonicalJson(overrides), longest);
}

/**
 * The names of collections with data of others: people, memberships, activity. Publishing never writes to
 * them, whatever a config says. The names are in the form that `wordOf` gives.
 */
const anywhere: ReadonlySet<string> = new Set([
  'users',
  'students',
  'teachers',
  'guardians',
  'parents',
  'agents',
  'people',
  'persons',
  'demographics',
  'classes',
  'enrollments',
  'enrolments',
  'assessmentresults',
  'results',
  'assessmentlineitems',
  'lineitems',
  'scorescales',
  'scores',
  'gradebook',
  'xp',
  'events',
]);

/** More names of such collections. In the middle of a path they may also name a tenant. */
const asCollection: ReadonlySet<string> = new Set([
  'orgs',
  'organizations',
  'schools',
  'districts',
  'academicsessions',
  'terms',
  'gradingperiods',
  'categories',
]);

/** Whether a path leads to a collection with data of others, however a server may decode the path. */
export function isForeignCollection(path: string): boolean {
  const words = asServed(path).split(/[/\\]/).map(wordOf).filter(Boolean);
  const last = words.at(-1);
  return words.some((word) => anywhere.has(word)) || (last !== undefined && asCollection.has(last));
}

/** A path segment without case, hyphens, blanks, dots and parameters behind a semicolon. */
function wordOf(segment: string): string {
  const [name = ''] = segment.split(';');
  return name.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}

/** A path without query, with `..` resolved and percent-encoding fully decoded. */
function asServed(path: string): string {
  const { pathname } = URL.parse(path, 'https://platform.example') ?? { pathname: path };
  const text = decodedWhole(pathname) ?? pathname;
  return URL.parse(text, 'https://platform.example')?.pathname ?? text;
}

/** The most layers of percent-encoding. No honest path has more. */
const mostLayers = 5;

/** A text with all percent-encoding decoded; undefined if it has too many layers. */
export function decodedWhole(text: string): string | undefined {
  let decoded = text;
  for (let layer = 0; layer < mostLayers; layer += 1) {
    const next = decodedOnce(decoded);
    if (next === decoded) return decoded;
    decoded = next;
  }
  return undefined;
}

/** Decodes one layer. Invalid encoding stays as it is. */
function decodedOnce(text: string): string {
  if (!text.includes('%')) return text;
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/** The documented forms of the API, by their names in a config. */
export const dialectNames = ['partner', 'oneroster'] as const;
/** The name of a documented form of the API. */
export type DialectName = (typeof dialectNames)[number];

/** Whether a dialect keeps placements as separate records, each with an id. */
export function recordsPlacements(dialect: DialectName): boolean {
  return dialect === 'oneroster';
}
