import type { Command } from 'commander';
import { choosingNodes } from '../../cli/choose.ts';
import { type Effect, withEffects } from '../../cli/effects.ts';
import {
  detailOption,
  environmentOption,
  formatOption,
  type GlobalOptions,
  noPagerOption,
  outOption,
} from '../../cli/options.ts';
import { type OutputOptions, showFailure, showOutcome, showResult } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Address } from '../../model/node.ts';
import { problem } from '../../model/problem.ts';
import { type ExitCode, exit } from '../../run/exit-code.ts';
import { readSavedPlans } from '../../run/saved-plan.ts';
import { nameOf, partsOf } from '../../text/words/names.ts';
import { type ShownNode, show } from './show.ts';

export function define(command: Command): Command {
  return withEffects(command, effects)
    .description('Show a saved plan, or one node of the manifests as it would be published.')
    .argument(
      '<what>',
      'a plan file (FILE.json), or a node: its title, id, address, course code, or the start of its id',
    )
    .addOption(environmentOption('show the node as in this environment'))
    .addOption(formatOption())
    .addOption(detailOption())
    .addOption(outOption())
    .addOption(noPagerOption())
    .addHelpText('after', example);
}

const isPlanFile = (what = '') => what.endsWith('.json');

const effects: readonly Effect[] = [
  { options: ['--env'], if: ({ args: [what] }) => !isPlanFile(what), only: 'for a node' },
  {
    options: ['--detail', '--no-pager'],
    if: ({ args: [what] }) => isPlanFile(what),
    only: 'for a saved plan',
  },
];

const example = `
--env is for a node, which is printed with --format human or json. --detail, --out, --no-pager and the other
formats are for a plan.

Examples:
  $ timeback-catalog show plan.json --format markdown
  $ timeback-catalog show lesson/9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10`;

export interface ShowFlags extends GlobalOptions, OutputOptions {
  readonly env?: string;
}

export async function run(
  shell: CommandContext,
  options: ShowFlags,
  [what = '']: readonly string[],
): Promise<ExitCode> {
  if (isPlanFile(what)) return showPlan(shell, options, what);
  const { format } = options;
  const isFit = (format === 'human' || format === 'json') && options.out.length === 0;
  if (!isFit) return showFailure(shell, [unfit], options);
  const shown = await choosingNodes(shell, (meaning) => show(meaning(what), options, shell.world));
  return showOutcome(shell, { ...options, format }, shown, {
    human: describe,
    json: ({ placement, titles: _, ...node }) => ({
      ...node,
      ...(placement && {
        placement: { sourced_id: placement.sourcedId, resource: placement.resource },
      }),
    }),
  });
}

async function showPlan(
  shell: CommandContext,
  options: ShowFlags,
  file: string,
): Promise<ExitCode> {
  const saved = readSavedPlans(file, shell.world);
  if (!saved.ok) return showFailure(shell, saved.problems, options);
  const { value } = saved;
  await showResult(shell, options, (renderer, look) =>
    value.of === 'one' ? renderer.plan(value.plan, look) : renderer.plans(value.plans, look),
  );
  return exit.done;
}

/** The problem of options for plans: one node is shown on stdout, for people or as JSON. */
const unfit = problem('usage/wrong', {
  detail: 'One node is shown on stdout, with --format human or json.',
  hint: 'For markdown and files, show a saved plan: timeback-catalog show plan.json -o plan.md',
});

function describe({
  address,
  file,
  line,
  parent,
  position,
  siblings,
  fields,
  overrides,
  defaults,
  children,
  placement,
  titles,
}: ShownNode) {
  const named = (node: Address) => {
    const title = titles.get(node);
    return title ? nameOf(node, title) : node;
  };
  const place = parent ? `in ${named(parent)}, ${position} of ${siblings}` : 'at the top';
  const rows = (of: JsonObject) =>
    Object.entries(of).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  const laidOver = overrides.flatMap((one) => [
    `overridden by ${one.name} (${one.file}:${one.line}):`,
    ...rows(one.fields),
  ]);
  const given = defaults.map((one) => `  ${one.path.join('.')} (${one.file}:${one.line})`);
  const below = children.map((child) => `  ${named(child)}  ${partsOf(child).sourcedId}`);
  const name = placement
    ? [`placement/${placement.sourcedId}, of resource/${placement.resource}`]
    : [named(address), `  ${address}`];
  return [
    ...name,
    `  ${file}:${line}, ${place}`,
    'fields:',
    ...rows(fields),
    ...(given.length > 0 ? ['by default:', ...given] : []),
    ...laidOver,
    ...(below.length > 0 ? ['children:', ...below] : []),
  ];
}
