import { canonicalJson, type Json, type JsonObject } from './json.ts';

/** The variables that may hold one pair of credentials. Names, never values. */
export interface CredentialPair {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Everything beside its changes that decides what a plan sends and where: addresses as they are used,
 * names of credentials, rows of the dialect table. Plain data: it survives JSON.
 */
export interface Destination {
  /** Where requests go. `emulator:NAME` for the emulator inside the tool, whatever serves it. */
  readonly baseUrl: string;
  /** Where the client id and secret are sent for a token: a whole address, or `emulator:NAME`. */
  readonly tokenUrl: string;
  /** The first pair that is set is sent. None for the emulator inside the tool. */
  readonly credentials: readonly CredentialPair[];
  /** The org of every course that names none. */
  readonly org?: string;
  /** All rows in force, corrected or not, by their names. */
  readonly rows: JsonObject;
  /** The names of the rows that the config corrects, sorted. */
  readonly corrected: readonly string[];
  /** What the environment lays over the manifests, in this order. */
  readonly overrides: readonly JsonObject[];
}

/** One difference between two destinations: what it is called in the config, before and after. */
export interface DestinationChange {
  readonly what: string;
  /** In words; `nothing` where there was or is none. */
  readonly was: string;
  readonly is: string;
  /** Whether it decides to whom credentials are sent, or which. */
  readonly ofCredentials: boolean;
}

/** In what two destinations differ, what matters most first. */
export function destinationChanges(was: Destination, is: Destination): DestinationChange[] {
  const named = ([what, ofCredentials, before, after]: Compared): DestinationChange[] =>
    before === after ? [] : [{ what, was: before, is: after, ofCredentials }];
  const rows = [...new Set([...Object.keys(was.rows), ...Object.keys(is.rows)])];
  const compared: Compared[] = [
    ['baseUrl', true, was.baseUrl, is.baseUrl],
    ['tokenUrl', true, was.tokenUrl, is.tokenUrl],
    ['credentials', true, pairsText(was.credentials), pairsText(is.credentials)],
    ...rows.map((row): Compared => {
      const ofCredentials = row.startsWith('token.');
      return [row, ofCredentials, valueText(was.rows[row]), valueText(is.rows[row])];
    }),
    ['org', false, valueText(was.org), valueText(is.org)],
    ['overrides', false, overridesText(was), overridesText(is)],
  ];
  return compared.flatMap(named);
}

type Compared = readonly [what: string, ofCredentials: boolean, was: string, is: string];

/** "put.body: was record, is managed" */
export function changeInWords({ what, was, is }: DestinationChange): string {
  return `${what}: was ${was}, is ${is}`;
}

/** The names of credentials: "A and B, or C and D". */
export function pairsText(pairs: readonly CredentialPair[]): string {
  if (pairs.length === 0) return 'nothing';
  return pairs.map(({ clientId, clientSecret }) => `${clientId} and ${clientSecret}`).join(', or ');
}

/** A value of a row, without the quotes of a text that needs none. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const isPlain = typeof value === 'string' && /^[\w./:~-]+$/.test(value);
  return isPlain ? value : JSON.stringify(value);
}

const longest = 200;

/** Overrides may be long: the beginning of what is laid over is shown. */
function overridesText({ overrides }: Destination): string {
  if (overrides.length === 0) return 'nothing';
  const text = canonicalJson(overrides);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
