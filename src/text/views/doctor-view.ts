import type { Diagnosis, RowFinding } from '../../model/diagnosis.ts';
import {
  type Block,
  code,
  type Document,
  type Fact,
  type Item,
  list,
  type Medium,
  paragraph,
  problems,
  type Section,
  section,
  type Text,
} from '../document.ts';
import type { Look } from '../look.ts';
import {
  accessText,
  byVerdict,
  clockText,
  pagesText,
  routeTexts,
  rowsText,
  rowText,
  tokenTexts,
} from '../words/diagnosis-wording.ts';
import { platformText } from '../words/wording.ts';

/** What was found out about each environment. */
export function diagnosesDocument(
  diagnoses: readonly Diagnosis[],
  look: Look,
  medium: Medium,
): Document {
  return {
    title: 'What was found',
    isUntitled: true,
    sections: diagnoses.map((one) =>
      section('part', { block: 'part', level: 2, document: diagnosisDocument(one, look, medium) }),
    ),
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

function factsOf(diagnosis: Diagnosis): Fact[] {
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
      text: `${total} in reach, answered in ${ms} ms`,
    })),
    ...(collections.length > 0 ? [{ name: 'pages', text: pagesText(diagnosis) }] : []),
    { name: 'dialect', text: rowsText(rows) },
  ];
}

/** Rows that differ are told in full; the others too if fields are asked for. */
function rowBlocks(rows: readonly RowFinding[], look: Look): Block[] {
  return byVerdict(rows).flatMap(({ verdict, rows: some }): Block[] => {
    if (some.length === 0) return [];
    if (verdict === 'differs' || look.detail === 'fields') {
      return [list(some.map(rowInFull), { isBelow: true })];
    }
    const text = some.map(({ row }) => row).join(', ');
    return [{ block: 'facts', facts: [{ name: verdict, text }], isBelow: true }];
  });
}

function rowInFull(finding: RowFinding): Item {
  const { row, verdict, evidence } = finding;
  const text = `${row} = ${rowText(finding)} ${verdict}: ${evidence}`;
  return { text, prose: 'hanging', ...(verdict === 'differs' && { sign: 'refused' as const }) };
}

function rowTable(rows: readonly RowFinding[]): Block {
  const inOrder = byVerdict(rows).flatMap(({ rows: some }) => some);
  return {
    block: 'table',
    columns: ['row', 'value', 'verdict', 'why'].map((head) => ({ head })),
    rows: inOrder.map(({ row, value, verdict, evidence }) => ({
      cells: [row, JSON.stringify(value), verdict, evidence],
    })),
  };
}
