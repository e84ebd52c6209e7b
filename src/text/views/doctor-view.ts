import type {
  ClockOffset,
  Diagnosis,
  Route,
  RowFinding,
  TokenDiagnosis,
  Verdict,
} from '../../model/drift.ts';
import type { Problem } from '../../model/problem.ts';
import {
  type Block,
  code,
  type Document,
  type Item,
  type LabelledFact,
  list,
  type Medium,
  paragraph,
  problems,
  type Section,
  section,
  type Text,
} from '../document.ts';
import type { Look } from '../look.ts';
import { count, platformText } from '../words/wording.ts';

/** The document of the diagnoses of all environments, and of the problems beside them. */
export function diagnosesDocument(
  diagnoses: readonly Diagnosis[],
  look: Look,
  { medium, beside }: { readonly medium: Medium; readonly beside: readonly Problem[] },
): Document {
  return {
    title: 'Access and API assumptions',
    isUntitled: true,
    sections: [
      ...diagnoses.map((one) => {
        const document = diagnosisDocument(one, look, medium);
        return section('part', { block: 'part', level: 2, document });
      }),
      ...(beside.length > 0 ? [section('warning', problems(beside))] : []),
    ],
  };
}

function diagnosisDocument(diagnosis: Diagnosis, look: Look, medium: Medium): Document {
  const { platform, rows, problems: found } = diagnosis;
  const { name, url, dialect } = platform;
  const access = accessText(diagnosis);
  const subject: Text = [code(url), ', dialect ', code(dialect), `: ${access}`];
  const isSummary = look.detail === 'summary' || !diagnosis.access;
  const details: Section[] = isSummary
    ? []
    : medium === 'terminal'
      ? rowBlocks(rows, look).map((block) => section('body', block))
      : [section('body', rowTable(rows))];
  return {
    title: name,
    headline: `${platformText(platform)}: ${access}`,
    isDense: true,
    sections: [
      ...(medium === 'terminal' ? [] : [section('subject', paragraph(subject))]),
      section('body', { block: 'facts', facts: factsOf(diagnosis) }),
      ...details,
      section('warning', problems(found)),
    ],
  };
}

function factsOf(diagnosis: Diagnosis): LabelledFact[] {
  const { access, clock, collections, rows } = diagnosis;
  const routes = routeTexts(diagnosis).map((text) => ({ name: 'proxy', text }));
  if (!access) return routes;
  const token = tokenTexts(access);
  return [
    ...routes,
    { name: 'lifetime', text: token.lifetime },
    { name: 'scopes', text: token.scopes },
    { name: 'clock', text: clockText(clock) },
    ...collections.map(({ called, total, ms }) => ({
      name: called,
      text: `${total} visible (${ms} ms)`,
    })),
    ...(collections.length > 0 ? [{ name: 'pages', text: pagesText(diagnosis) }] : []),
    { name: 'API', text: rowsText(rows) },
  ];
}

/** The rows of the table: those that differ in full, the others too if fields are shown. */
function rowBlocks(rows: readonly RowFinding[], look: Look): Block[] {
  return byVerdict(rows).flatMap(({ verdict, rows: some }): Block[] => {
    if (some.length === 0) return [];
    if (verdict === 'differs' || look.detail === 'fields') {
      return [list(some.map(rowInFull), { isBelow: true })];
    }
    const text = some.map(({ row }) => row).join(', ');
    return [{ block: 'facts', facts: [{ name: verdictWords[verdict], text }], isBelow: true }];
  });
}

function rowInFull(finding: RowFinding): Item {
  const { row, verdict, evidence } = finding;
  const text = `${row} = ${rowText(finding)} ${verdictWords[verdict]}: ${evidence}`;
  return { text, prose: 'hanging', ...(verdict === 'differs' && { sign: 'refused' as const }) };
}

function rowTable(rows: readonly RowFinding[]): Block {
  const inOrder = byVerdict(rows).flatMap(({ rows: some }) => some);
  return {
    block: 'table',
    columns: ['row', 'value', 'verdict', 'why'].map((head) => ({ head })),
    rows: inOrder.map(({ row, value, verdict, evidence }) => ({
      // With a blank after each comma, a long list can break between its entries.
      cells: [
        row,
        JSON.stringify(value).replaceAll('","', '", "'),
        verdictWords[verdict],
        evidence,
      ],
    })),
  };
}

/** `token in 12 ms`, or why there is no token. */
function accessText({ access, unused }: Diagnosis): string {
  if (access) return `token in ${access.ms} ms`;
  return unused ? 'not in use: no credentials are set' : 'no token';
}

/** The proxy of each host: `http://proxy.example.org:3128 for https://api.example.org (HTTPS_PROXY)`. */
function routeTexts({ routes = [] }: Pick<Diagnosis, 'routes'>): readonly string[] {
  return routes.map(
    ({ to, proxy = 'none', variable }: Route) => `${proxy} for ${to} (${variable})`,
  );
}

/** The lifetime and scopes of a token, a line each; the token itself is never shown. */
function tokenTexts({ lifetime, scopes }: TokenDiagnosis): { lifetime: string; scopes: string } {
  const where = scopes?.from === 'token' ? 'in the token, not verified' : 'from the token response';
  const names = scopes && scopes.names.length > 0 ? scopes.names.join(' ') : 'none';
  return {
    lifetime: lifetime === undefined ? 'not reported' : count(lifetime, 'second'),
    scopes: scopes ? `${names} (${where})` : 'not reported',
  };
}

/** The difference of the clocks, no more precise than it is known. */
export function clockText(clock: ClockOffset | undefined): string {
  if (!clock) return 'unknown, no answer has a Date header';
  const within = `to within ${seconds(clock.within)}`;
  if (Math.abs(clock.ahead) <= clock.within) return `agrees with this machine's, ${within}`;
  const direction = clock.ahead > 0 ? 'ahead of' : 'behind';
  return `${seconds(Math.abs(clock.ahead))} ${direction} this machine's, ${within}`;
}

function seconds(milliseconds: number): string {
  const number = milliseconds / 1000;
  return `${number < 10 ? number.toFixed(1) : Math.round(number)} s`;
}

/** The page size limit of the server, as far as one page of each list shows it. */
export function pagesText({ collections }: Diagnosis): string {
  const caps = collections.flatMap(({ cap }) => cap ?? []);
  const asked = Math.max(...collections.map((one) => one.asked));
  if (caps.length > 0)
    return `at most ${count(Math.min(...caps), 'record')}, ${asked} were requested`;
  const isShown = collections.some(({ records }) => records >= asked);
  return isShown
    ? `${asked} records, as many as requested`
    : `limit=${asked} is accepted; no list is long enough to show a lower limit`;
}

const verdicts = ['differs', 'holds', 'unknown'] as const satisfies readonly Verdict[];

/** The words for each verdict. */
const verdictWords: Readonly<Record<Verdict, string>> = {
  differs: 'wrong',
  holds: 'confirmed',
  unknown: 'untested',
};

/** The rows of a table by verdict; those that need attention come first. */
function byVerdict(
  rows: readonly RowFinding[],
): readonly { readonly verdict: Verdict; readonly rows: readonly RowFinding[] }[] {
  return verdicts.map((verdict) => ({
    verdict,
    rows: rows.filter((row) => row.verdict === verdict),
  }));
}

/** The numbers: `44 assumptions: 17 confirmed, 1 wrong, 26 not testable by reading`. */
function rowsText(rows: readonly RowFinding[]): string {
  const number = (verdict: Verdict) => rows.filter((row) => row.verdict === verdict).length;
  return `${count(rows.length, 'assumption')}: ${number('holds')} confirmed, ${number('differs')} wrong, ${number('unknown')} not testable by reading`;
}

/** A row's value and its source: `"unit" (unverified)`. */
function rowText({ value, isCorrected, source }: RowFinding): string {
  return `${JSON.stringify(value)} (${isCorrected ? 'corrected in the config' : source})`;
}
