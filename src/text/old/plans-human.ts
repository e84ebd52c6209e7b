import type { Address } from '../../model/address.ts';
import type { Change, Plan } from '../../model/plan.ts';
import { inReadingOrder, type Problem } from '../../model/problem.ts';
import type { PerEnvironment } from '../../model/several.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
import { destinationLines } from '../words/destination-wording.ts';
import { impactLines } from '../words/impact-wording.ts';
import { nameOf, namesIn, partsOf, placeOf } from '../words/names.ts';
import { narrowedLines } from '../words/narrowed.ts';
import { planColumn } from '../words/table-cells.ts';
import { environmentsText, failureText, severalLine } from '../words/table-wording.ts';
import {
  changeText,
  platformText,
  shortDigest,
  tallyLine,
  untouchedLine,
} from '../words/wording.ts';
import { fieldLines, newFieldLines } from './field-human.ts';
import { guardLines, problemLines } from './problems-human.ts';
import { tableLines } from './table-human.ts';

/** Plans of several environments for a terminal: one table, then each environment by itself. */
export function plansToHuman(several: readonly PerEnvironment<Plan>[], look: Look): string {
  const columns = several.map(planColumn);
  const below = look.detail === 'fields' ? fieldsBelow(several, look) : () => [];
  const table = look.detail === 'summary' ? [] : tableLines(columns, look, below);
  const title = paint('bold', `Plans for ${environmentsText(several)}:`, look);
  const sections = [
    ...(table.length > 0 ? [[title], table] : []),
    ...sharedWarnings(several).map((each) => problemLines(each, look)),
    ...several.map((each) => environmentLines(each, look)),
    [paint('bold', severalLine(numbersOf(several)), look)],
  ];
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** Most warnings are about manifests, which all environments share: each is told once. */
export function sharedWarnings(several: readonly PerEnvironment<Plan>[]): Problem[] {
  const warnings = several.flatMap(({ result }) => (result.ok ? result.value.warnings : []));
  const byText = new Map(warnings.map((warning) => [JSON.stringify(warning), warning]));
  return inReadingOrder([...byText.values()]);
}

/** How many environments have changes, none, or no plan. */
export function numbersOf(several: readonly PerEnvironment<Plan>[]) {
  const plans = several.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const changed = plans.filter(({ changes }) => changes.length > 0).length;
  return { changed, unchanged: plans.length - changed, failed: several.length - plans.length };
}

function environmentLines(each: PerEnvironment<Plan>, look: Look): string[] {
  const { environment, result } = each;
  if (!result.ok) {
    return [
      paint('red', `${escapeFor.terminal(environment)}: no plan: ${failureText(each)}`, look),
    ];
  }
  const plan = result.value;
  const kind = plan.partial ? 'partial plan' : 'plan';
  const lines = [
    ...destinationLines(plan).map((line) => paint('yellow', escapeFor.terminal(line), look)),
    ...narrowedLines(plan, namesIn(plan)).map((line) => paint('yellow', line, look)),
    ...impactLines(plan, look).map((line) => paint('yellow', line, look)),
    untouchedLine(plan),
    tallyLine(plan),
    ...plan.guards.flatMap((guard) => guardLines(guard, look)),
  ];
  const head = `${platformText(plan.platform)}, ${kind} ${shortDigest(plan)}:`;
  return [paint('bold', head, look), ...lines.map((line) => `  ${line}`)];
}

/** Under each node what changes there: once where all environments that change it agree. */
function fieldsBelow(several: readonly PerEnvironment<Plan>[], look: Look) {
  const changes = changesByNode(several);
  return (address: Address, room: number): string[] => {
    const here = changes.get(address) ?? [];
    const groups = new Map<string, { environments: string[]; lines: readonly string[] }>();
    for (const { environment, change, nameOfAddress } of here) {
      const lines = changeLines(change, { nameOfAddress, room, look });
      const group = groups.get(lines.join('\n'));
      if (group) group.environments.push(environment);
      else groups.set(lines.join('\n'), { environments: [environment], lines });
    }
    const [first] = here;
    const place = first ? [placeLine(first.change, look)] : [];
    const alike = [...groups.values()];
    return [...place, ...alike.flatMap((group) => groupLines(group, alike.length === 1))];
  };
}

interface InEnvironment {
  readonly environment: string;
  readonly change: Change;
  readonly nameOfAddress: (address: Address) => string;
}

function changesByNode(several: readonly PerEnvironment<Plan>[]) {
  const byNode = new Map<Address, InEnvironment[]>();
  for (const { environment, result } of several) {
    if (!result.ok) continue;
    const nameOfAddress = namesIn(result.value);
    for (const change of result.value.changes) {
      const here = byNode.get(change.address) ?? [];
      here.push({ environment, change, nameOfAddress });
      byNode.set(change.address, here);
    }
  }
  return byNode;
}

function groupLines(
  group: { readonly environments: readonly string[]; readonly lines: readonly string[] },
  isOnly: boolean,
): readonly string[] {
  const { environments, lines } = group;
  if (isOnly || lines.length === 0) return lines;
  return [
    `in ${escapeFor.terminal(environments.join(', '))}:`,
    ...lines.map((line) => `  ${line}`),
  ];
}

function placeLine({ source, address }: Change, look: Look): string {
  return paint(
    'dim',
    `${placeOf(source)}  ${escapeFor.terminal(partsOf(address).sourcedId)}`,
    look,
  );
}

interface Context {
  readonly nameOfAddress: (address: Address) => string;
  readonly room: number;
  readonly look: Look;
}

/** Where a node goes, or why it retires, and its fields. */
function changeLines(change: Change, { nameOfAddress, room, look }: Context): string[] {
  if (change.action === 'create') return newFieldLines(change.after.fields, room, look);
  const fields = change.fields.flatMap((field) => fieldLines(field, room, look));
  if (change.action === 'update') return fields;
  const name = nameOf(change.address, change.title);
  return [changeText(change, nameOfAddress, look).slice(name.length + 1), ...fields];
}
