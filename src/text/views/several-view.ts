import type { Address } from '../../model/node.ts';
import type { Change, Plan } from '../../model/plan.ts';
import { inReadingOrder, type Problem } from '../../model/problem.ts';
import type { AppliedPlan, PerEnvironment } from '../../model/report.ts';
import {
  type Block,
  type Document,
  type Fields,
  type Medium,
  type Part,
  paragraph,
  plainText,
  problems,
  type Row,
  type Section,
  section,
  styled,
  type Table,
  type Text,
} from '../document.ts';
import type { Look } from '../look.ts';
import { nameOf, namesIn, partsOf, placeOf } from '../words/names.ts';
import { outlineOf } from '../words/outline.ts';
import { impactLine } from '../words/plan-words.ts';
import { isComplete } from '../words/report-words.ts';
import {
  environmentsText,
  failureText,
  foldRows,
  moreRowsText,
  numbersOf,
  planColumn,
  reportColumn,
  rowsOf,
  severalLine,
  type TableColumn,
  type LabelledRow as TableRow,
} from '../words/table-rows.ts';
import {
  changeNote,
  count,
  platformText,
  shortDigest,
  tallyLine,
  untouchedLine,
} from '../words/wording.ts';
import {
  fieldSections,
  fieldsOf,
  planDocument,
  planSections,
  planSubject,
  remarkSections,
} from './plan-view.ts';
import { reportDocument } from './report-view.ts';

/** The document of plans of several environments: one table, then a part for each environment. */
export function plansDocument(
  several: readonly PerEnvironment<Plan>[],
  look: Look,
  medium: Medium,
): Document {
  const names = environmentsText(several);
  const below =
    look.detail === 'fields' && medium === 'terminal' ? fieldsBelow(several, look) : () => [];
  const table = tableOf(several.map(planColumn), look, below);
  const isShown = look.detail !== 'summary' && table.rows.length > 0;
  const numbers = numbersOf(several);
  return {
    title: `Plans for ${names}`,
    ...(isShown && { headline: `Plans for ${names}:` }),
    sections: [
      section('tally', { block: 'tally', text: severalLine(numbers) }),
      ...(isShown ? [section('body', table)] : []),
      section('warning', problems(sharedWarnings(several))),
      ...several.map((each) => section('part', planPart(each, look, medium))),
    ],
  };
}

/** The document of reports of several environments. It ends with the number of environments that are done. */
export function reportsDocument(
  several: readonly PerEnvironment<AppliedPlan>[],
  look: Look,
  medium: Medium,
): Document {
  const names = environmentsText(several);
  const table = tableOf(several.map(reportColumn), look, () => []);
  const isShown = look.detail !== 'summary' && table.rows.length > 0;
  const done = several.filter(isDone).length;
  const text = `${done} of ${count(several.length, 'environment')} converged.`;
  return {
    title: `Apply to ${names}`,
    ...(isShown && { headline: `Apply to ${names}:` }),
    sections: [
      section('tally', { block: 'tally', text, isBad: done < several.length }),
      ...(isShown ? [section('body', table)] : []),
      ...several.map((each) => section('part', reportPart(each, look, medium))),
    ],
  };
}

/** The warnings of all plans, each once: most are about manifests, which all environments share. */
function sharedWarnings(several: readonly PerEnvironment<Plan>[]): Problem[] {
  const warnings = several.flatMap(({ result }) => (result.ok ? result.value.warnings : []));
  const byText = new Map(warnings.map((warning) => [JSON.stringify(warning), warning]));
  return inReadingOrder([...byText.values()]);
}

function planPart(each: PerEnvironment<Plan>, look: Look, medium: Medium): Part {
  const { environment, result } = each;
  if (!result.ok) return failedPart(each, 3, `${environment}: no plan`, medium);
  const plan = result.value;
  const headline = `${platformText(plan.platform)}, ${plan.partial ? 'partial plan' : 'plan'} ${shortDigest(plan.digest)}:`;
  const sections =
    medium === 'html' ? planSections(plan, look, medium) : briefSections(plan, look, medium);
  return part(3, { title: environment, headline, isDense: true, sections });
}

/** The sections of a plan whose changes are in the common table. */
function briefSections(plan: Plan, look: Look, medium: Medium): Section[] {
  const tally: Block = { block: 'tally', text: tallyLine(plan), isPlain: true };
  const untouched = paragraph(untouchedLine(plan));
  const guards = plan.guards.map((guard) => section('guard', { block: 'guard', guard }));
  if (medium === 'terminal') {
    const numbers = [section('note', untouched), section('tally', tally)];
    return [...remarkSections(plan, look, medium), ...numbers, ...guards];
  }
  const impact = [impactLine(plan.impact, look)?.text].flatMap((line) =>
    line === undefined ? [] : paragraph(line),
  );
  return [
    section('subject', paragraph(planSubject(plan, medium))),
    section('tally', tally, untouched, ...impact),
    ...guards,
    ...remarkSections(withoutImpact(plan), look, medium),
    ...(look.detail === 'fields' ? fieldSections(outlineOf(plan), look) : []),
  ];
}

function withoutImpact({ impact: _, ...plan }: Plan): Plan {
  return plan;
}

function failedPart(
  each: PerEnvironment<unknown>,
  level: 2 | 3,
  title: string,
  medium: Medium,
): Part {
  const found = each.result.ok ? [] : each.result.problems;
  // On a terminal, stderr has shown the problems already.
  return medium === 'terminal'
    ? part(level, {
        title,
        headline: [{ text: `${title}: ${failureText(each)}`, style: 'red' }],
        sections: [],
      })
    : part(level, { title, sections: [section('body', problems(found))] });
}

function part(level: 2 | 3, document: Document): Part {
  return { block: 'part', level, document };
}

/** Whether the environment now has what the manifests say. */
function isDone({ result }: PerEnvironment<AppliedPlan>): boolean {
  if (!result.ok) return false;
  const { report } = result.value;
  return isComplete(report) && report.settled.state === 'converged' && !report.receipt?.problem;
}

function reportPart(each: PerEnvironment<AppliedPlan>, look: Look, medium: Medium): Part {
  const { environment, result } = each;
  if (!result.ok) {
    const title =
      medium === 'terminal' ? `${environment}: not applied` : `Not applied to ${environment}`;
    return failedPart(each, 2, title, medium);
  }
  const { plan, report } = result.value;
  const brief = { ...look, detail: 'summary' } as const;
  const document =
    plan.changes.length === 0
      ? planDocument(plan, brief, medium)
      : reportDocument(report, plan, brief, medium);
  return part(2, { ...document, headline: `${platformText(report.platform)}:` });
}

type Below = (address: Address) => readonly Block[];

/** A table with a row for each node and a column for each environment. */
export function tableOf(columns: readonly TableColumn[], look: Look, below: Below): Table {
  const rows = foldRows(rowsOf(columns)).map((row): Row => {
    const { depth } = row;
    const name = row.row === 'fold' ? moreRowsText(row, look) : nameOf(row.address, row.title);
    const isAncestor = row.cells.every((cell) => cell === undefined);
    if (isAncestor) return { cells: [name], depth, style: 'dim' };
    const cells = columns.map((column, index) => cellText(row, column, index));
    return {
      cells: [name, ...cells],
      depth,
      ...(row.row === 'node' && { below: below(row.address) }),
    };
  });
  const heads = columns.map(({ environment }) => ({ head: environment }));
  return { block: 'table', columns: [{ head: '', mayBeCut: true }, ...heads], rows };
}

function cellText({ cells }: TableRow, column: TableColumn, index: number): Text | undefined {
  const cell = cells[index];
  if (cell) return [{ sign: cell.mark }, ` ${cell.text}`];
  // The changes of this environment are unknown.
  return column.cells ? undefined : styled('dim', '?');
}

/** The field changes below each node, once if all environments that change it agree. */
function fieldsBelow(several: readonly PerEnvironment<Plan>[], look: Look): Below {
  const changes = changesByNode(several);
  return (address) => {
    const here = changes.get(address) ?? [];
    const changed = here.map(({ environment, change, nameOfAddress }) => ({
      environment,
      blocks: changeBlocks(change, nameOfAddress, look),
    }));
    const alike = Map.groupBy(changed, ({ blocks }) => JSON.stringify(blocks));
    return [
      ...here.slice(0, 1).map(({ change }) => placeLine(change)),
      ...[...alike.values()].flatMap((group): readonly Block[] => {
        const [{ blocks } = { blocks: [] }] = group;
        const summary = `in ${group.map(({ environment }) => environment).join(', ')}`;
        return alike.size === 1 || blocks.length === 0
          ? blocks
          : [{ block: 'folded', summary, blocks }];
      }),
    ];
  };
}

function changesByNode(several: readonly PerEnvironment<Plan>[]) {
  const all = several.flatMap(({ environment, result }) => {
    if (!result.ok) return [];
    const nameOfAddress = namesIn(result.value);
    return result.value.changes.map((change) => ({ environment, change, nameOfAddress }));
  });
  return Map.groupBy(all, ({ change }) => change.address);
}

function placeLine({ source, address }: Change): Block {
  return paragraph(styled('dim', `${placeOf(source)}  ${partsOf(address).sourcedId}`));
}

/** Where a node moves to, or why it retires, and its fields. */
function changeBlocks(
  change: Change,
  nameOfAddress: (address: Address) => string,
  look: Look,
): Block[] {
  const fields: Fields = fieldsOf(change, '');
  const has = fields.created !== undefined || (fields.groups ?? []).length > 0;
  const note = changeNote(change, nameOfAddress, look);
  return [...(note === undefined ? [] : [paragraph(plainText(note))]), ...(has ? [fields] : [])];
}
