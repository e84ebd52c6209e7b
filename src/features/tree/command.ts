import type { Command } from 'commander';
import { choosingNodes } from '../../cli/choose.ts';
import {
  addPlatformOptions,
  type GlobalOptions,
  type NodeFormat,
  nodeFormatOption,
} from '../../cli/options.ts';
import { showProblems } from '../../cli/output.ts';
import { type CommandContext, lookOf } from '../../cli/terminal.ts';
import type { CatalogTree, GoneNode, TreeNode } from '../../model/catalog.ts';
import { type ExitCode, exit, exitOfProblems } from '../../run/exit-code.ts';
import { jsonText } from '../../text/json/read-json.ts';
import { writeTerminal } from '../../text/terminal.ts';
import { treeDocument } from '../../text/views/tree-view.ts';
import { type TreeOptions as Options, tree } from './tree.ts';

export function define(command: Command): Command {
  return addPlatformOptions(command, 'mark what publishing to this environment would change')
    .description('Show the outline of the manifests with the ids. Writes nothing.')
    .argument(
      '[node]',
      'only this node and what is under it: its title, id, address or course code',
    )
    .option('--base <ref>', 'mark what changed since a commit')
    .option('--all', 'every node, however many there are')
    .addOption(nodeFormatOption())
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
  readonly format: NodeFormat;
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
  showProblems(shell, result.problems, { ...options, format: 'human' });
  if (!result.ok) return exitOfProblems(result.problems);
  const { stdout } = shell.terminal;
  const look = lookOf(stdout, shell, options);
  const text =
    options.format === 'json'
      ? jsonText(asJson(result.value))
      : writeTerminal(treeDocument(result.value, look, options.all ?? false), look);
  stdout.write(text);
  return exit.done;
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
