import type { Command } from 'commander';
import { choosingNodes } from '../../cli/choose.ts';
import { requestsOfEnv, withEffects } from '../../cli/effects.ts';
import {
  environmentOption,
  type GlobalOptions,
  type HumanOrJson,
  humanOrJsonOption,
  insecureOption,
} from '../../cli/options.ts';
import { showOutcome } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { releaseCommand } from '../../model/id-commands.ts';
import type { ExitCode } from '../../run/exit-code.ts';
import { takenOutLines, takenOutToJson } from '../retire/taken-out.ts';
import { type TakeResult, take } from './handover.ts';

export function define(command: Command): Command {
  return withEffects(command, [requestsOfEnv])
    .description('Take over nodes that another catalog published, with their ids.')
    .argument('<node...>', 'complete titles, ids, or addresses such as course/ID')
    .requiredOption('--from <name>', 'the old catalog: its path, or a name in one word')
    .option('--children', 'take everything below as well')
    .addOption(environmentOption('a platform that has them, so that placements keep their ids'))
    .addOption(insecureOption())
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
The nodes must already be in the manifests of this catalog. The ledger records where they come from, and a plan
continues with the records on the platform.

Examples:
  $ timeback-catalog take course/0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11 --children --from ../reading
  $ timeback-catalog take 9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10 --from reading --env production`;

export interface TakeFlags extends GlobalOptions {
  readonly from: string;
  readonly children?: boolean;
  readonly env?: string;
  readonly insecureHttp?: boolean;
  readonly format: HumanOrJson;
}

export async function run(
  shell: CommandContext,
  options: TakeFlags,
  nodes: readonly string[],
): Promise<ExitCode> {
  const { from, children = false, env, insecureHttp } = options;
  const result = await choosingNodes(shell, (meaning) =>
    take(
      {
        ...{ nodes: nodes.map(meaning), from, children },
        ...(env !== undefined && { env }),
        ...(insecureHttp && { insecureHttp }),
      },
      shell.world,
    ),
  );
  await shell.endProgress();
  return showOutcome(shell, options, result, {
    human: (value) => [
      ...takenOutLines(value, `taken from ${from}`),
      ...otherSide(value, from),
      'Next: timeback-catalog plan',
    ],
    json: ({ other, ...value }) => ({
      from,
      ...takenOutToJson(value),
      unreleased: other?.unreleased ?? null,
    }),
  });
}

/** Lines about what the other catalog still has to do. */
function otherSide({ other }: TakeResult, from: string): string[] {
  if (!other) {
    return [
      `It is unknown whether ${from} has released them. Until then, both catalogs publish them.`,
    ];
  }
  const { unreleased, back } = other;
  if (unreleased.length === 0) return [];
  return [
    `${from} has ${unreleased.length === 1 ? 'it' : 'them'} as live. There, in the same change: ${releaseCommand(unreleased, back)}`,
  ];
}
