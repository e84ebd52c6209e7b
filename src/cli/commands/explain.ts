import type { Command } from 'commander';
import { type ExitCode, exit, exitOfCode, exitOfProblems } from '../../commands/exit-code.ts';
import { type ExplainedCode, explainCode, unknownCode } from '../../commands/explain-code.ts';
import { codeToHuman } from '../../render/code-human.ts';
import { jsonText } from '../../render/json-text.ts';
import type { GlobalOptions } from '../options.ts';
import { type NodeFormat, nodeFormatOption } from '../options.ts';
import { showProblems } from '../output.ts';
import type { Shell } from '../shell.ts';
import { lookOf } from '../terminal.ts';

export function define(command: Command): Command {
  return command
    .description('Explain a problem by its code.')
    .argument('<what>', 'a code such as identity/vanished')
    .addOption(nodeFormatOption())
    .addHelpText('after', example);
}

const example = `
Examples:
  $ timeback-catalog explain identity/vanished`;

export interface ExplainOptions extends GlobalOptions {
  readonly format: NodeFormat;
}

export async function run(
  shell: Shell,
  options: ExplainOptions,
  [what = '']: readonly string[],
): Promise<ExitCode> {
  const code = explainCode(what);
  if (code) return showCode(shell, options, code);
  const problems = [unknownCode(what)].flatMap((found) => found ?? []);
  showProblems(shell, problems, options);
  return exitOfProblems(problems);
}

function showCode(shell: Shell, options: ExplainOptions, found: ExplainedCode): ExitCode {
  const { stdout } = shell.terminal;
  const text = { ...found, exit: exitOfCode(found.code) };
  const look = lookOf(stdout, shell.terminal, options);
  stdout.write(options.format === 'json' ? jsonText({ ...text }) : codeToHuman(text, look));
  return exit.done;
}
