import type { Command } from 'commander';
import { type ExitCode, exit, exitOfCode, exitOfProblems } from '../../commands/exit-code.ts';
import { type ExplainedCode, explainCode, unknownCode } from '../../commands/explain-code.ts';
import { explainNode } from '../../commands/explain-node.ts';
import type { PlatformOptions } from '../../commands/platform.ts';
import type { JsonObject } from '../../model/json.ts';
import { jsonText } from '../../text/json/json-text.ts';
import { writeTerminal } from '../../text/terminal.ts';
import { codeDocument } from '../../text/views/code-view.ts';
import { nodeDocument } from '../../text/views/node-view.ts';
import {
  type GlobalOptions,
  type NodeFormat,
  nodeFormatOption,
  platformOptions,
} from '../options.ts';
import { showProblems } from '../output.ts';
import type { Shell } from '../shell.ts';
import { lookOf } from '../terminal.ts';

export function define(command: Command): Command {
  return platformOptions(command, 'how it stands there; several: a,b, or all')
    .description(
      'Explain a problem by its code, or a node by its id: where it stands, what commits did to it, which runs wrote it.',
    )
    .argument('<what>', 'a code such as identity/vanished, or a sourcedId or address')
    .addOption(nodeFormatOption())
    .addHelpText('after', example);
}

const example = `
Examples:
  $ timeback-catalog explain identity/vanished
  $ timeback-catalog explain lesson/9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10
  $ timeback-catalog explain 9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10 --env production`;

export interface ExplainOptions extends GlobalOptions, PlatformOptions {
  readonly format: NodeFormat;
}

export async function run(
  shell: Shell,
  options: ExplainOptions,
  [what = '']: readonly string[],
): Promise<ExitCode> {
  const code = explainCode(what);
  if (code) return showCode(shell, options, code);
  const misspelt = unknownCode(what);
  const node = misspelt
    ? { ok: false as const, problems: [misspelt] }
    : await explainNode(what, options, shell.world);
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

function showCode(shell: Shell, options: ExplainOptions, found: ExplainedCode): ExitCode {
  const { stdout } = shell.terminal;
  const text = { ...found, exit: exitOfCode(found.code) };
  const look = lookOf(stdout, shell, options);
  stdout.write(
    options.format === 'json' ? jsonText({ ...text }) : writeTerminal(codeDocument(text), look),
  );
  return exit.done;
}
