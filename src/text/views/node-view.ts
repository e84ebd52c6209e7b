import type { ExplainedNode, HistoryStep, NodeState, TouchedBy } from '../../model/node-history.ts';
import {
  type Block,
  type Document,
  list,
  paragraph,
  section,
  strong,
  type Text,
} from '../document.ts';
import type { Look } from '../look.ts';
import { arrow } from '../signs.ts';
import { nameOf } from '../words/names.ts';

/** All that is known of one node. */
export function nodeDocument(node: ExplainedNode, look: Look): Document {
  const { address, title, history, environments, receipts } = node;
  const name = title === '' ? address : nameOf(address, title);
  const below = (lines: readonly Text[]) => list(lines, { isBelow: true });
  return {
    title: name,
    sections: [
      section(
        'body',
        paragraph([strong(name)]),
        below([address, placeText(node), ledgerText(node)]),
      ),
      section('body', ...historyBlocks(history, node.isCut, look)),
      ...(environments.length > 0
        ? [section('body', paragraph('Environments:'), below(environments.map(stateText)))]
        : []),
      receipts.length > 0
        ? section(
            'body',
            paragraph('Runs of this machine that touched it:'),
            below(receipts.flatMap(runLines)),
          )
        : section('body', paragraph('No run of this machine that has a receipt touched it.')),
    ],
  };
}

function placeText({ place }: ExplainedNode): string {
  if (!place) return 'In no manifest any more.';
  const { file, line, parent, position, siblings } = place;
  const under = parent === undefined ? '' : `, in ${parent}, ${position} of ${siblings}`;
  return `${file}:${line}${under}`;
}

function ledgerText({ ledger }: ExplainedNode): string {
  if (!ledger) return 'In no ledger: `timeback-catalog fmt` records it.';
  const reason = ledger.reason === undefined ? '' : `: ${ledger.reason}`;
  const elsewhere =
    ledger.to !== undefined
      ? ` to the catalog ${ledger.to}`
      : ledger.from !== undefined
        ? `, taken from the catalog ${ledger.from}`
        : '';
  return `${ledger.state}${elsewhere} in the ledger${reason}`;
}

function historyBlocks(history: ExplainedNode['history'], isCut: boolean, look: Look): Block[] {
  if (!history) return [paragraph('History: none, this is no git repository.')];
  if (history.length === 0) return [paragraph('History: in no commit yet.')];
  const commits = history.map(({ commit, date, author, subject, steps }) => {
    const what = steps.map((step) => stepText(step, look)).join('; ');
    const text: Text = [
      { text: commit.slice(0, 10), style: 'yellow' },
      ` ${date.slice(0, 10)}  ${what}`,
    ];
    return { text, items: [{ text: [{ text: `${author}: ${subject}`, style: 'dim' as const }] }] };
  });
  const rest = isCut ? [{ text: 'Older commits of its files were not looked at.' }] : [];
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
  held: 'differs, and held back',
  released: 'left to the catalog that has it now',
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
