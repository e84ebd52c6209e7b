import type { Command } from 'commander';
import { choosingNodes } from '../../cli/choose.ts';
import { type GlobalOptions, type HumanOrJson, humanOrJsonOption } from '../../cli/options.ts';
import { showFailure, showOutcome } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { quoteShort } from '../../document/place.ts';
import { idIn, kindIn } from '../../model/node.ts';
import { problem } from '../../model/problem.ts';
import type { ExitCode } from '../../run/exit-code.ts';
import { type ConfirmNameOptions, confirmCourseName, confirmReplacement } from './confirm.ts';

export function define(command: Command): Command {
  return command
    .description(
      'Record in the ledger that a change of identity is intended, so that it is not refused.',
    )
    .argument(
      '<node>',
      'the node as it is now: its complete title, its id, or its address such as lesson/ID or placement/ID',
    )
    .option('--replaces <id>', 'the node that was there before: its id or its address')
    .option('--was <field=value...>', 'the former courseCode, subject or grade of a course')
    .option('--reason <text>', 'the reason, for reviewers of the change')
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
\`check --base\` names both ids when it refuses a change. The line is valid only for the change that adds
it, so that a review sees it first. If no manifest has the replaced id, it is retired as well.

Examples:
  $ timeback-catalog confirm d2f7c1f8-5a35-4a77-9c53-0a8d6a3c4e11 \\
      --replaces a150f66a-17be-4190-8acb-533f253fb114 --reason "rewritten for grade 6"
  $ timeback-catalog confirm placement/quiz-v2 --replaces placement/quiz --reason "another quiz"
  $ timeback-catalog confirm course/math-3 --was courseCode=MATH-3 --reason "the app is not out yet"`;

export interface ConfirmFlags extends GlobalOptions {
  readonly replaces?: string;
  readonly was?: readonly string[];
  readonly reason?: string;
  readonly format: HumanOrJson;
}

export async function run(
  shell: CommandContext,
  options: ConfirmFlags,
  [node = '']: readonly string[],
): Promise<ExitCode> {
  const { replaces, was, reason } = options;
  if (!reason?.trim()) {
    const detail = 'The reviewers of the change need a reason: --reason "…".';
    return showFailure(shell, [problem('usage/wrong', { detail })], options);
  }
  if ((replaces === undefined) === (was === undefined)) {
    const detail = 'Name the former node or value with one of --replaces and --was.';
    const hint = '--replaces ID for a new id, --was courseCode=OLD for a new courseCode.';
    return showFailure(shell, [problem('usage/wrong', { detail, hint })], options);
  }
  if (was) return confirmName(shell, { node, was, reason }, options);
  const before = replaces ?? '';
  const result = await choosingNodes(shell, (meaning) =>
    confirmReplacement({ node: meaning(node), replaces: meaning(before), reason }, shell.world),
  );
  return showOutcome(shell, options, result, {
    human: ({ sourcedId, replaced, kind, retired, changed }) => [
      ...changed.map((file) => `changed ${file}`),
      `  ${kind}/${sourcedId} replaces ${kind}/${replaced}`,
      ...(retired ? [`  ${kind}/${replaced} is retired`] : []),
      'Next: commit it; timeback-catalog check --base shows it as confirmed',
    ],
    json: ({ sourcedId, replaced, kind, retired, changed }) => ({
      ...{ type: kind, sourced_id: sourcedId, replaced, retired, changed },
    }),
  });
}

async function confirmName(
  shell: CommandContext,
  named: ConfirmNameOptions,
  options: ConfirmFlags,
): Promise<ExitCode> {
  const result = await choosingNodes(shell, (meaning) =>
    confirmCourseName({ ...named, node: meaning(named.node) }, shell.world),
  );
  return showOutcome(shell, options, result, {
    human: ({ address, meant, changed }) => [
      ...changed.map((file) => `changed ${file}`),
      ...meant.map(
        ({ field, was, now }) =>
          `  ${address}: ${field} ${quoteShort(was ?? '')} → ${now === undefined ? 'none' : quoteShort(now)}`,
      ),
      'Next: commit it, and export timeback.config.json again',
    ],
    json: ({ address, meant, changed }) => ({
      ...{ type: kindIn(address), sourced_id: idIn(address) },
      meant: meant.map(({ field, was, now }) => ({ field, was: was ?? null, now: now ?? null })),
      changed,
    }),
  });
}
