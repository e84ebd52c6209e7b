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
import type { JsonObject } from '../../model/json.ts';
import { type ExitCode, exit, exitOfCode, exitOfProblems } from '../../run/exit-code.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import { jsonText } from '../../text/json/read-json.ts';
import { writeTerminal } from '../../text/terminal.ts';
import { codeDocument, nodeDocument } from '../../text/views/explain-view.ts';
import { type ExplainedCode, explainCode, explainNode, unknownCode } from './explain.ts';

export function define(command: Command): Command {
  return addPlatformOptions(command, 'how it stands there; several: a,b, or all')
    .description(
      'Explain a problem by its code, or a node by its id: where it stands, what commits did to it, which runs wrote it.',
    )
    .argument(
      '<what>',
      'a code such as identity/vanished, or a node: its title, id, address or course code, or the beginning of its id',
    )
    .addOption(nodeFormatOption())
    .addHelpText('after', example);
}

const example = `
Examples:
  $ timeback-catalog explain identity/vanished
  $ timeback-catalog explain lesson/9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10
  $ timeback-catalog explain 9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10 --env production`;

export interface ExplainFlags extends GlobalOptions, PlatformOptions {
  readonly format: NodeFormat;
}

export async function run(
  shell: CommandContext,
  options: ExplainFlags,
  [what = '']: readonly string[],
): Promise<ExitCode> {
  const code = explainCode(what);
  if (code) return showCode(shell, options, code);
  const misspelt = unknownCode(what);
  const node = misspelt
    ? { ok: false as const, problems: [misspelt] }
    : await choosingNodes(shell, (meaning) => explainNode(meaning(what), options, shell.world));
  await shell.endProgress();
  if (!node.ok) {
    showProblems(shell, node.problems, options);
    return exitOfProblems(node.problems);
  }
  const { stdout } = shell.terminal;
  const look = lookOf(stdout, shell, options);
  const { isCut, ...shown } = node.value;
  stdout.write(
    options.format === 'json'
      ? // Plain data: the types of its parts just do not say so.
        jsonText({ ...shown, cut: isCut } as unknown as JsonObject)
      : writeTerminal(nodeDocument(node.value, look), look),
  );
  return exit.done;
}

function showCode(shell: CommandContext, options: ExplainFlags, found: ExplainedCode): ExitCode {
  const { stdout } = shell.terminal;
  const text = { ...found, exit: exitOfCode(found.code) };
  const look = lookOf(stdout, shell, options);
  stdout.write(
    options.format === 'json' ? jsonText({ ...text }) : writeTerminal(codeDocument(text), look),
  );
  return exit.done;
}
