import type {
  CorrectedRow,
  Cure,
  Difference,
  DifferenceGroup,
  ExplainedNode,
  Explanation,
  HistoryStep,
  NodeState,
  TouchedBy,
} from '../../model/explanation.ts';
import type { ProblemCode, ProblemMeaning } from '../../model/problem-codes.ts';
import {
  type Block,
  type Document,
  type Item,
  list,
  paragraph,
  type Section,
  section,
  strong,
  type Text,
} from '../document.ts';
import { factsYaml } from '../json/results-json.ts';
import { arrow, ellipsis, type Look, severities } from '../look.ts';
import { cut } from '../table.ts';
import { nameOf, pathText, quoted, valueText } from '../words/names.ts';
import { count, countOf } from '../words/wording.ts';

/** The meaning of a problem code, with the exit code of a run that ends with it. */
interface CodeText extends ProblemMeaning {
  readonly code: ProblemCode;
  readonly exit: number;
}

/** The document of a problem code: what it means, what to do, and the exit code. */
export function codeDocument({ code, severity, summary, help, exit }: CodeText): Document {
  const { word, colour } = severities[severity];
  const effect =
    severity === 'warning'
      ? 'This is a warning: the command continues.'
      : `The command that reports it ends with exit code ${exit}.`;
  return {
    title: code,
    sections: [
      section('body', paragraph([{ text: `${word}[${code}]`, style: colour }, `: ${summary}`])),
      section('body', { block: 'prose', text: help }),
      section('body', paragraph(effect)),
    ],
  };
}

/** The document of everything that is known about one node. */
export function nodeDocument(node: ExplainedNode, look: Look): Document {
  const { address, title, environments, receipts, placement } = node;
  const place = title === '' ? address : nameOf(address, title);
  const name = placement
    ? `placement ${placement.sourcedId} of the resource ${placement.resource}, in the ${place}`
    : place;
  const below = (lines: readonly Text[]) => list(lines, { isBelow: true });
  return {
    title: name,
    sections: [
      section(
        'body',
        paragraph([strong(name)]),
        below([address, placeText(node), ledgerText(node), ...defaultLines(node)]),
      ),
      section('body', ...historyBlocks(node, look)),
      ...(environments.length > 0
        ? [section('body', paragraph('Environments:'), below(environments.map(stateText)))]
        : []),
      receipts.length > 0
        ? section(
            'body',
            paragraph('Runs on this machine that changed it:'),
            below(receipts.flatMap(runLines)),
          )
        : section('body', paragraph('No run on this machine with a receipt changed it.')),
    ],
  };
}

function placeText({ place }: ExplainedNode): string {
  if (!place) return 'No longer in a manifest.';
  const { file, line, parent, parentTitle, position, siblings } = place;
  if (parent === undefined) return `${file}:${line}`;
  const name = parentTitle === undefined ? parent : nameOf(parent, parentTitle);
  return `${file}:${line}, in ${name}, ${position} of ${siblings}`;
}

function ledgerText({ ledger }: ExplainedNode): string {
  if (!ledger) return 'Not in the ledger: `timeback-catalog fmt` records it.';
  const reason = ledger.reason === undefined ? '' : `: ${ledger.reason}`;
  const elsewhere =
    ledger.to !== undefined
      ? ` to the catalog ${ledger.to}`
      : ledger.from !== undefined
        ? `, taken from the catalog ${ledger.from}`
        : '';
  return `${ledger.state}${elsewhere} in the ledger${reason}`;
}

function defaultLines({ defaults = [] }: ExplainedNode): string[] {
  return defaults.map(({ path, file, line }) => `${pathText(path)} by default: ${file}:${line}`);
}

function historyBlocks({ history, noHistory = '', isCut }: ExplainedNode, look: Look): Block[] {
  if (!history) return [paragraph(`History: none is known. ${noHistory}`)];
  if (history.length === 0 && !isCut) return [paragraph('History: in no commit yet.')];
  const commits = history.map(({ commit, date, author, subject, steps }) => {
    const what = steps.map((step) => stepText(step, look)).join('; ');
    const text: Text = [
      { text: commit.slice(0, 10), style: 'yellow' },
      ` ${date.slice(0, 10)}  ${what}`,
    ];
    return { text, items: [{ text: [{ text: `${author}: ${subject}`, style: 'dim' as const }] }] };
  });
  const rest = isCut
    ? [
        {
          text: 'Of the older commits of its files, only those that wrote or removed its id were examined.',
        },
      ]
    : [];
  return [paragraph('History, newest first:'), list([...commits, ...rest], { isBelow: true })];
}

function stepText({ what, from, to }: HistoryStep, look: Look): string {
  const sides = [from, to].flatMap((side) => side ?? []);
  const word = what === 'file' ? 'to another file' : what;
  return what === 'created'
    ? `created in ${sides.at(-1)}`
    : [word, sides.join(` ${arrow(look)} `)].filter(Boolean).join(' ');
}

const stateWords = {
  same: 'as the manifests say',
  create: 'not there yet',
  update: 'differs',
  move: 'elsewhere',
  reorder: 'in another order',
  retire: 'still live, to be retired',
  held: 'differs, but held back',
  released: 'left to the catalog that publishes it now',
  unknown: 'not known',
} as const satisfies Record<NodeState['state'], string>;

function stateText({ environment, state, what }: NodeState): string {
  const more = what.length > 0 ? ` (${what.join(', ')})` : '';
  return `${environment}: ${stateWords[state]}${more}`;
}

function runLines(run: TouchedBy): string[] {
  const { started, command, environment, actor, action, outcome, file } = run;
  return [
    `${started}  ${command} to ${environment} by ${actor}: ${action}, ${outcome}`,
    `  ${file}`,
  ];
}

/** The document of differences and the corrections that resolve them. */
export function explanationDocument(explanation: Explanation, look: Look): Document {
  const { open, platform } = explanation;
  const openItems = open.map((group) => itemOf(groupText(group), [group], look));
  const sections: Section[] = [
    section('caveat', { block: 'prose', text: explanationLine(explanation), isStrong: true }),
    ...cureBlocks(explanation, look).map((blocks) => section('body', ...blocks)),
    section('body', list(openItems)),
    ...(open.length > 0 ? [section('body', { block: 'prose', text: openText(explanation) })] : []),
  ];
  return { title: `Differences on ${platform.name}`, sections };
}

/** The corrections with what each resolves, and the lines to paste; empty if there are none. */
export function cureBlocks(explanation: Explanation, look: Look): Block[][] {
  const { cures, platform, facts } = explanation;
  if (cures.length === 0) return [];
  return [
    [list(cures.map((cure) => itemOf(cureText(cure), cure.settles, look)))],
    [{ block: 'prose', text: pasteText(explanation) }],
    [{ block: 'code', lines: factsYaml(platform.name, facts), language: 'yaml' }],
  ];
}

function itemOf(text: string, groups: readonly DifferenceGroup[], look: Look): Item {
  const examples = groups.flatMap((group) => exampleTexts(group, look));
  return { text, items: examples.map((example) => ({ text: example })) };
}

/** What both values of a difference have in common, by the row that corrects it. */
const reasons: Readonly<Record<string, string>> = {
  'compare.sets': 'the same entries in another order',
  'compare.texts': 'a number or boolean on one side, the same value as a string on the other',
  'compare.blanks': 'the same text with different spaces',
  'compare.letters': 'the same text in different case',
  'compare.dates': 'the same time in another notation',
  'values.dropped': 'the platform drops it',
  'lesson.resources.shape': 'held in another form',
  'unit.prerequisites': 'held as references',
};

/** A correction in words: `title of 95 lessons and 3 units: the same text with different spaces`. */
export function cureText({ rows, settles }: Cure): string {
  return `${settles.map(groupText).join(', ')}: ${rows.map(reasonText).join('; ')}`;
}

function reasonText({ row, value }: CorrectedRow): string {
  if (row === 'status.retired')
    return `the status of a retired record is ${valueText(value)} there`;
  if (value === '') return 'the platform has none';
  return reasons[row] ?? `held under the key ${valueText(value)}`;
}

/** A group of differences in words: `title of 95 lessons`. */
function groupText({ kind, path, nodes }: DifferenceGroup): string {
  return `${pathText(path)} of ${countOf(nodes.length, kind)}`;
}

/** The most nodes of a group that are shown as examples. */
const mostShown = 3;
const longestValue = 60;

/** Some nodes of a group with both values, then the number of the others. */
function exampleTexts({ nodes }: DifferenceGroup, look: Look): readonly string[] {
  const shown = nodes.length <= mostShown + 1 ? nodes : nodes.slice(0, mostShown);
  const more = nodes.length - shown.length;
  return [
    ...shown.map((node) => exampleText(node, look)),
    ...(more > 0 ? [`${ellipsis(look)} and ${more} more`] : []),
  ];
}

function exampleText({ address, title, wanted, held }: Difference, look: Look): string {
  const value = (side: Difference['held']) => cut(valueText(side), longestValue, look);
  const there = held === null ? 'nothing' : value(held);
  return `${nameOf(address, title)}: manifests ${value(wanted)}, platform ${there}`;
}

/** The first line: `3 differences between the manifests and test; the dialect table can settle 2.` */
function explanationLine({ platform, cures, open, missing }: Explanation): string {
  const settled = sizeOf(cures.flatMap(({ settles }) => settles));
  const all = settled + sizeOf(open);
  const where = `between the manifests and ${quoted(platform.name)}`;
  const there =
    missing.length === 0
      ? ''
      : ` ${count(missing.length, 'node')} ${missing.length === 1 ? 'is' : 'are'} missing on the platform.`;
  if (all === 0) return `No field differs ${where}.${there}`;
  const differ = `${count(all, 'field')} ${all === 1 ? 'differs' : 'differ'} ${where}`;
  const part = settled === all ? 'all' : settled || 'none';
  const settles =
    all === 1 ? `${settled === 1 ? 'can' : 'cannot'} resolve it` : `can resolve ${part} of them`;
  return `${differ}; the dialect table ${settles}.${there}`;
}

function sizeOf(groups: readonly DifferenceGroup[]): number {
  return groups.reduce((sum, { nodes }) => sum + nodes.length, 0);
}

/** The line before the corrections to paste. */
function pasteText({ platform: { name } }: Explanation): string {
  return `Corrections for timeback-catalog.yaml, tested against the data of the platform. They replace the facts of ${quoted(name)}, and include those that are already there:`;
}

/**
 * What to do about fields that the platform does not keep, if no correction resolves them; for the report of
 * an apply. Undefined if there are none.
 */
export function decidedText({ open }: Explanation): string | undefined {
  if (open.length === 0) return undefined;
  const fields = [...new Set(open.map(({ path }) => pathText(path)))];
  const optional = fields.filter((field) => !required.has(field));
  const which = optional.length === fields.length ? 'the field' : optional.join(', ');
  const removal =
    optional.length === 0
      ? ''
      : `, or remove ${which} from them: a field that is not written is not compared`;
  return `${fields.join(', ')}: no correction resolves this, because the platform keeps a value of its own. Write that value in the manifests${removal}.`;
}

/** Fields that every manifest needs. */
const required: ReadonlySet<string> = new Set(['title', 'vendorResourceId']);

function openText({ open, platform }: Explanation): string {
  const name = platform.name;
  const isZero = open.some(({ nodes }) =>
    nodes.some(
      ({ wanted, held }) => held === null && ['0', 'false', '""'].includes(JSON.stringify(wanted)),
    ),
  );
  const zeros = isZero
    ? ' If the platform drops 0, false or "", the report of apply names the row values.dropped.'
    : '';
  return `No correction resolves this: somebody edited it on the platform, or it was not published yet. \`timeback-catalog plan --refresh-only --env ${name}\` shows which, \`timeback-catalog apply --env ${name}\` publishes the manifests. If that does not help, the report of apply shows what the platform kept instead.${zeros}`;
}

/** The command that explains the differences that an apply left. */
export function doctorCommand(environment: string): string {
  return `timeback-catalog doctor --explain-drift --env ${environment}`;
}
