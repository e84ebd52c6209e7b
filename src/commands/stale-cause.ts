import { defaultCredentials } from '../config/environment.ts';
import { changeInWords, type Destination, destinationChanges } from '../model/destination.ts';
import { dialectNames } from '../model/dialect-name.ts';
import type { Json } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { digestOf, type Sha256 } from '../plan/digest.ts';
import { rowsUnder } from '../remote/dialects/open-dialect.ts';

/**
 * What in the config makes a plan another one than was approved, where nothing is known of that one
 * but its digest: each thing that the config sets is tried as if it were not set, alone and together.
 * Undefined where none of it is the cause, or where something else moved as well.
 */
export function causeInConfig(
  plan: Plan,
  isApproved: (digest: string) => boolean,
  sha256: Sha256,
): string | undefined {
  const { platform } = plan;
  const { destination } = platform;
  if (!destination) return undefined;
  const name = dialectNames.find((one) => one === platform.dialect);
  if (!name) return undefined;
  const before = unset(destination, rowsUnder(name, new Map()).rows).find((tried) =>
    isApproved(digestOf({ ...plan, platform: { ...platform, destination: tried } }, sha256)),
  );
  return before && destinationChanges(before, destination).map(changeInWords).join('; ');
}

/** The destination without each of the things that a config may set, and without all of them. */
function unset(is: Destination, table: Destination['rows']): readonly Destination[] {
  const values = (rows: readonly string[]) =>
    Object.fromEntries(rows.map((row): [string, Json] => [row, table[row] ?? null]));
  const without = (rows: readonly string[]): Destination => ({
    ...is,
    rows: { ...is.rows, ...values(rows) },
  });
  const uncorrected = without(is.corrected);
  const token: Pick<Destination, 'tokenUrl'> = {
    tokenUrl: URL.parse(String(table['token.path']), is.baseUrl)?.href ?? is.tokenUrl,
  };
  const credentials = { credentials: defaultCredentials };
  const overrides = { overrides: [] };
  return [
    ...is.corrected.map((row) => without([row])),
    // A token path is part of the address, too.
    ...is.corrected
      .filter((row) => row === 'token.path')
      .map((row) => ({ ...without([row]), ...token })),
    uncorrected,
    { ...is, ...token },
    { ...is, ...credentials },
    { ...is, ...token, ...credentials },
    { ...uncorrected, ...token, ...credentials },
    { ...uncorrected, ...token, ...credentials, ...overrides },
  ];
}
