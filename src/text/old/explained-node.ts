import type { ExplainedNode, HistoryStep, NodeState, TouchedBy } from '../../model/node-history.ts';
import { withoutCiCommands } from '../ci-commands.ts';
import { escapeFor } from '../escape.ts';
import { isolated } from '../isolate.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
import { nameOf } from '../words/names.ts';
import { arrow } from '../words/signs.ts';

/** All that is known of one node, for a terminal. */
export function explainedNodeToHuman(node: ExplainedNode, look: Look): string {
  const { address, title, history, environments, receipts } = node;
  const head = title === '' ? escapeFor.terminal(address) : nameOf(address, title);
  const sections = [
    [paint('bold', head, look), ...[address, placeText(node), ledgerText(node)].map(indented)],
    history
      ? historyLines(history, node.isCut, look)
      : ['History: none, this is no git repository.'],
    environments.length > 0 ? ['Environments:', ...environments.map(stateText).map(indented)] : [],
    receipts.length > 0
      ? ['Runs of this machine that touched it:', ...receipts.flatMap(receiptLines)]
      : ['No run of this machine that has a receipt touched it.'],
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
  return isolated(withoutCiCommands(text), look);
}

const indented = (text: string) => `  ${escapeFor.terminal(text)}`;

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

function historyLines(
  history: NonNullable<ExplainedNode['history']>,
  isCut: boolean,
  look: Look,
): string[] {
  if (history.length === 0) return ['History: in no commit yet.'];
  const entries = history.flatMap(({ commit, date, author, subject, steps }) => [
    `  ${paint('yellow', commit.slice(0, 10), look)} ${escapeFor.terminal(date.slice(0, 10))}  ${steps.map((step) => stepText(step, look)).join('; ')}`,
    `    ${paint('dim', escapeFor.terminal(`${author}: ${subject}`), look)}`,
  ]);
  const rest = isCut ? ['  Older commits of its files were not looked at.'] : [];
  return ['History, newest first:', ...entries, ...rest];
}

function stepText({ what, from, to }: HistoryStep, look: Look): string {
  const sides = [from, to].flatMap((side) => (side === undefined ? [] : escapeFor.terminal(side)));
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

function receiptLines(run: TouchedBy): string[] {
  const { started, command, environment, actor, action, outcome, file } = run;
  return [
    `${started}  ${command} to ${environment} by ${actor}: ${action}, ${outcome}`,
    `  ${file}`,
  ].map(indented);
}
