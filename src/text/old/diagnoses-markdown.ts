import type { Diagnosis, RowFinding } from '../../model/diagnosis.ts';
import { inReadingOrder } from '../../model/problem.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import {
  accessText,
  byVerdict,
  clockText,
  pagesText,
  routeTexts,
  rowsText,
  tokenTexts,
} from '../words/diagnosis-wording.ts';
import { codeSpan } from './markdown-code.ts';
import { problemItem } from './problems-markdown.ts';

/** What was found out about each environment, for an issue. */
export function diagnosesToMarkdown(diagnoses: readonly Diagnosis[], look: Look): string {
  const plain = { ...look, colour: false };
  const sections = diagnoses.flatMap((one) => sectionsOf(one, plain));
  const there = sections.filter((lines) => lines.length > 0);
  return `${there.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function sectionsOf(diagnosis: Diagnosis, look: Look): string[][] {
  const { platform, access, rows, problems } = diagnosis;
  const { name, url, dialect } = platform;
  return [
    [`### ${escapeFor.markdown(name)}`],
    [`${codeSpan(url)}, dialect ${codeSpan(dialect)}: ${accessText(diagnosis)}`],
    [
      ...routeTexts(diagnosis).map((text) => `proxy: ${text}`),
      ...(access ? facts(diagnosis) : []),
    ].map((text) => `- ${escapeFor.markdown(text)}`),
    look.detail === 'summary' || rows.length === 0 ? [] : table(rows),
    inReadingOrder(problems).flatMap((problem) => problemItem(problem, look)),
  ];
}

function facts(diagnosis: Diagnosis): string[] {
  const { access, clock, collections, rows } = diagnosis;
  const token = access && tokenTexts(access);
  return [
    ...(token ? [`lifetime: ${token.lifetime}`, `scopes: ${token.scopes}`] : []),
    `clock: ${clockText(clock)}`,
    ...collections.map(
      ({ called, total, ms }) => `${called}: ${total} in reach, answered in ${ms} ms`,
    ),
    ...(collections.length > 0 ? [`pages: ${pagesText(diagnosis)}`] : []),
    `dialect: ${rowsText(rows)}`,
  ];
}

function table(rows: readonly RowFinding[]): string[] {
  const inOrder = byVerdict(rows).flatMap(({ rows: some }) => some);
  return [
    line(['row', 'value', 'verdict', 'why']),
    line(['---', '---', '---', '---']),
    ...inOrder.map(({ row, value, verdict, evidence }) =>
      line([escapeFor.markdown(row), cell(JSON.stringify(value)), verdict, cell(evidence)]),
    ),
  ];
}

/** Every text in it is escaped, and an escaped `|` is no border. */
const cell = escapeFor.markdown;

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
