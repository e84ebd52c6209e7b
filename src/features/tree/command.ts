import type { Command } from 'commander';
import { choosingNodes } from '../../cli/choose.ts';
import {
  addPlatformOptions,
  type GlobalOptions,
  type HumanOrJson,
  humanOrJsonOption,
} from '../../cli/options.ts';
import { showOutcome } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import type { CatalogTree, GoneNode, TreeNode } from '../../model/catalog.ts';
import type { ExitCode } from '../../run/exit-code.ts';
import { writeTerminal } from '../../text/terminal.ts';
import { treeDocument } from '../../text/views/tree-view.ts';
import { type TreeOptions as Options, tree } from './tree.ts';

export function define(command: Command): Command {
  return addPlatformOptions(command, 'mark changes that publishing to this environment would make')
    .description('Show the outline of the manifests with the ids. Writes nothing.')
    .argument(
      '[node]',
      'only this node and everything below it: its title, id, address or course code',
    )
    .option('--base <ref>', 'mark changes since a commit')
    .option('--all', 'every node, however many there are')
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
Examples:
  $ timeback-catalog tree
  $ timeback-catalog tree unit/c60de279-eb33-4e7a-bf75-cf737d993416 --all
  $ timeback-catalog tree --env production
  $ timeback-catalog tree --base origin/main`;

export interface TreeFlags extends GlobalOptions, Omit<Options, 'node'> {
  readonly all?: boolean;
  readonly format: HumanOrJson;
}

export async function run(
  shell: CommandContext,
  options: TreeFlags,
  [node]: readonly string[],
): Promise<ExitCode> {
  const result = await choosingNodes(shell, (meaning) =>
    tree({ ...options, ...(node !== undefined && { node: meaning(node) }) }, shell.world),
  );
  await shell.endProgress();
  return showOutcome(shell, options, result, {
    human: (value, look) => writeTerminal(treeDocument(value, look, options.all ?? false), look),
    json: asJson,
  });
}

function asJson({ roots, against, gone }: CatalogTree) {
  return {
    ...(against && { against: { ...against } }),
    tree: roots.map(nodeJson),
    gone: gone.map(({ address, title, mark }) => ({ address, title, ...markJson({ mark }) })),
  };
}

type NodeJson = {
  readonly [key: string]: string | number | readonly string[] | readonly NodeJson[];
};

function nodeJson({ address, title, file, line, mark, children }: TreeNode): NodeJson {
  const own = { address, title, file, line, ...(mark && markJson({ mark })) };
  return children.length > 0 ? { ...own, children: children.map(nodeJson) } : own;
}

function markJson({ mark }: Pick<GoneNode, 'mark'>) {
  return { action: mark.action, what: [...mark.what] };
}
