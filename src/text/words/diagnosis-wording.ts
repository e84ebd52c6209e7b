import type {
  Access,
  ClockOffset,
  Diagnosis,
  Route,
  RowFinding,
  Verdict,
} from '../../model/diagnosis.ts';
import { count } from './wording.ts';

/** `token in 12 ms`, or why there is none. */
export function accessText({ access, unused }: Diagnosis): string {
  if (access) return `token in ${access.ms} ms`;
  return unused ? 'not in use: no credentials are set' : 'no token';
}

/** `http://proxy.example.org:3128 for https://api.example.org (HTTPS_PROXY)`, one for each host. */
export function routeTexts({ routes = [] }: Pick<Diagnosis, 'routes'>): readonly string[] {
  return routes.map(
    ({ to, proxy = 'none', variable }: Route) => `${proxy} for ${to} (${variable})`,
  );
}

/** What one line each says about a token; not a word of it. */
export function tokenTexts({ lifetime, scopes }: Access): { lifetime: string; scopes: string } {
  const where = scopes?.from === 'token' ? 'in the token, not verified' : 'beside the token';
  const names = scopes && scopes.names.length > 0 ? scopes.names.join(' ') : 'none';
  return {
    lifetime: lifetime === undefined ? 'not told' : count(lifetime, 'second'),
    scopes: scopes ? `${names} (told ${where})` : 'not told',
  };
}

/** How the clocks compare, no more exactly than it is known. */
export function clockText(clock: ClockOffset | undefined): string {
  if (!clock) return 'unknown: no answer has a Date';
  const within = `to within ${seconds(clock.within)}`;
  if (Math.abs(clock.ahead) <= clock.within) return `agrees with this machine's, ${within}`;
  const direction = clock.ahead > 0 ? 'ahead of' : 'behind';
  return `${seconds(Math.abs(clock.ahead))} ${direction} this machine's, ${within}`;
}

function seconds(milliseconds: number): string {
  const number = milliseconds / 1000;
  return `${number < 10 ? number.toFixed(1) : Math.round(number)} s`;
}

/** What the server caps pages at, as far as one page of each list shows it. */
export function pagesText({ collections }: Diagnosis): string {
  const caps = collections.flatMap(({ cap }) => cap ?? []);
  const asked = Math.max(...collections.map((one) => one.asked));
  if (caps.length > 0)
    return `at most ${count(Math.min(...caps), 'record')}, ${asked} were asked for`;
  const isShown = collections.some(({ records }) => records >= asked);
  return isShown
    ? `${asked} records, as many as were asked for`
    : `limit=${asked} is taken; no list is long enough to show a lower cap`;
}

const verdicts = ['differs', 'holds', 'unknown'] as const satisfies readonly Verdict[];

/** The rows of a table by verdict, those first that need somebody. */
export function byVerdict(
  rows: readonly RowFinding[],
): readonly { readonly verdict: Verdict; readonly rows: readonly RowFinding[] }[] {
  return verdicts.map((verdict) => ({
    verdict,
    rows: rows.filter((row) => row.verdict === verdict),
  }));
}

/** `44 rows: 1 differs, 17 hold, 26 unknown` */
export function rowsText(rows: readonly RowFinding[]): string {
  const number = (verdict: Verdict) => rows.filter((row) => row.verdict === verdict).length;
  const differ = number('differs');
  const hold = number('holds');
  return `${count(rows.length, 'row')}: ${differ} ${differ === 1 ? 'differs' : 'differ'}, ${hold} ${hold === 1 ? 'holds' : 'hold'}, ${number('unknown')} unknown`;
}

/** `"unit" (unverified)`: what a row says, and who says so. */
export function rowText({ value, isCorrected, source }: RowFinding): string {
  return `${JSON.stringify(value)} (${isCorrected ? 'corrected in the config' : source})`;
}
