import type { Diagnosis, RowFinding } from '../../model/diagnosis.ts';
import { escapeFor } from '../escape.ts';
import { wrap } from '../fit.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
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
import { sign } from '../words/signs.ts';
import { platformText } from '../words/wording.ts';
import { problemLines } from './problems-human.ts';

/** What was found out about each environment, for a terminal. */
export function diagnosesToHuman(diagnoses: readonly Diagnosis[], look: Look): string {
  return diagnoses.map((one) => `${lines(one, look).join('\n')}\n`).join('\n');
}

function lines(diagnosis: Diagnosis, look: Look): string[] {
  const { platform, access, clock, collections, problems } = diagnosis;
  const head = paint('bold', `${platformText(platform)}: ${accessText(diagnosis)}`, look);
  const routes = routeTexts(diagnosis).map((text) => ['proxy', text]);
  if (!access) {
    return [head, ...allLabelled(routes, look), ...problemsBelow(diagnosis, look)];
  }
  const token = tokenTexts(access);
  const isSummary = look.detail === 'summary';
  const labelled = [
    ...routes,
    ['lifetime', token.lifetime],
    ['scopes', token.scopes],
    ['clock', clockText(clock)],
    ...collections.map(({ called, total, ms }) => [
      called,
      `${total} in reach, answered in ${ms} ms`,
    ]),
    ...(collections.length > 0 ? [['pages', pagesText(diagnosis)]] : []),
    ['dialect', rowsText(diagnosis.rows)],
  ];
  return [
    head,
    ...allLabelled(labelled, look),
    ...(isSummary ? [] : rowLines(diagnosis.rows, look)),
    ...(problems.length > 0 ? problemsBelow(diagnosis, look) : []),
  ];
}

const column = 12;

function allLabelled(labelled: readonly (readonly string[])[], look: Look): string[] {
  return labelled.flatMap(([label = '', text = '']) => labelledLines(label, text, look));
}

function labelledLines(label: string, text: string, look: Look): string[] {
  const [first = '', ...others] = wrap(escapeFor.terminal(text), look.width - column - 2);
  const indent = ' '.repeat(column + 2);
  return [`  ${label.padEnd(column)}${first}`, ...others.map((line) => indent + line)];
}

/** Rows that differ are told in full; the others too, where fields are asked for. */
function rowLines(rows: readonly RowFinding[], look: Look): string[] {
  return byVerdict(rows).flatMap(({ verdict, rows: some }) => {
    if (some.length === 0) return [];
    if (verdict === 'differs' || look.detail === 'fields') {
      return some.flatMap((row) => rowInFull(row, look));
    }
    const names = some.map(({ row }) => row).join(', ');
    return labelledLines(verdict, names, look).map((line) => `  ${line}`);
  });
}

function rowInFull(finding: RowFinding, look: Look): string[] {
  const { row, verdict, evidence } = finding;
  const mark = verdict === 'differs' ? `${sign('refused', look)} ` : '';
  const text = `${row} = ${rowText(finding)} ${verdict}: ${evidence}`;
  const [first = '', ...others] = wrap(escapeFor.terminal(text), look.width - 8);
  return [`    ${mark}${first}`, ...others.map((line) => `        ${line}`)];
}

function problemsBelow({ problems }: Diagnosis, look: Look): string[] {
  return problems.flatMap((problem) =>
    problemLines(problem, { ...look, width: look.width - 2 }).map((line) => `  ${line}`),
  );
}
