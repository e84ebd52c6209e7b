import type { Command } from 'commander';
import { choosingNodes } from '../../cli/choose.ts';
import { type Effect, requestsOfEnv, withEffects } from '../../cli/effects.ts';
import {
  addPlatformOptions,
  type GlobalOptions,
  type HumanOrJson,
  humanOrJsonOption,
} from '../../cli/options.ts';
import { showOutcome } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import type { ExplainedNode } from '../../model/explanation.ts';
import type { JsonObject } from '../../model/json.ts';
import { checked } from '../../model/problem.ts';
import { type ExitCode, exitOfCode } from '../../run/exit-code.ts';
import type { PlatformOptions } from '../../run/platform.ts';
import { writeTerminal } from '../../text/terminal.ts';
import { codeDocument, nodeDocument } from '../../text/views/explain-view.ts';
import { type ExplainedCode, explainCode, explainNode, unknownCode } from './explain.ts';

export function define(command: Command): Command {
  return addPlatformOptions(
    withEffects(command, effects),
    'show its state there; several as a,b, or all',
  )
    .description(
      'Explain a problem code, or a node: where it is, its commits, and the runs that wrote it.',
    )
    .argument(
      '<what>',
      'a code such as identity/vanished, or a node: its title, id, address, course code, or the start of its id',
    )
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const effects: readonly Effect[] = [
  {
    options: ['--env'],
    if: ({ args: [what = ''] }) => explainCode(what) === undefined,
    only: 'for a node',
  },
  requestsOfEnv,
];

const example = `
Examples:
  $ timeback-catalog explain identity/vanished
  $ timeback-catalog explain lesson/9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10
  $ timeback-catalog explain 9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10 --env production`;

export interface ExplainFlags extends GlobalOptions, PlatformOptions {
  readonly format: HumanOrJson;
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
  return showOutcome(shell, options, node, {
    human: (value, look) => writeTerminal(nodeDocument(value, look), look),
    json: nodeToJson,
  });
}

function nodeToJson({ isCut, placement, place, noHistory, ...shown }: ExplainedNode): JsonObject {
  const named = placement && {
    placement: { sourced_id: placement.sourcedId, resource: placement.resource },
  };
  const { parentTitle, ...where } = place ?? {};
  const placed = place && {
    place: { ...where, ...(parentTitle !== undefined && { parent_title: parentTitle }) },
  };
  // The value is plain data, although the types of its parts do not say so.
  const unknown = noHistory === undefined ? {} : { no_history: noHistory };
  return { ...shown, ...placed, ...named, ...unknown, cut: isCut } as unknown as JsonObject;
}

function showCode(shell: CommandContext, options: ExplainFlags, found: ExplainedCode): ExitCode {
  const text = { ...found, exit: exitOfCode(found.code) };
  return showOutcome(shell, options, checked(text, []), {
    human: (value, look) => writeTerminal(codeDocument(value), look),
    json: (value) => ({ ...value }),
  });
}
