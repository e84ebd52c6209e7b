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
import { defined } from '../../model/json-values.ts';
import { type Checked, checked, failure } from '../../model/problem.ts';
import type { ExitCode } from '../../run/exit-code.ts';
import type { Retirement, RetireOptions } from './nodes.ts';
import { retire } from './retire.ts';
import { type TakenOut, takenOutLines, takenOutToJson } from './taken-out.ts';

export function define(command: Command): Command {
  return withEffects(command, [requestsOfEnv])
    .description('Remove nodes from the manifests and mark their ids as retired, permanently.')
    .argument('<node...>', 'complete titles, ids, or addresses such as lesson/ID or placement/ID')
    .option('--reason <text>', 'the reason, for the ledger')
    .option('--children', 'retire everything below as well')
    .option('--never-published', 'forget an id that was never published')
    .option('--undo', 'make the id live again; only before the retirement is published')
    .option(
      '--base <ref>',
      'with --never-published: refuse if this commit has the id; with --undo: if its ledger has the retirement',
    )
    .addOption(
      environmentOption(
        'with --never-published: refuse if this platform has the id; with --undo: if it has retired it; several as a,b, or all',
      ),
    )
    .addOption(insecureOption())
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
The next plan sets the status of retired nodes on the platform, children first. Nothing is deleted.

Examples:
  $ timeback-catalog retire 9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10 --reason "merged into Main ideas"
  $ timeback-catalog retire unit/5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21 --children --reason "dropped"
  $ timeback-catalog retire placement/article_9001 --reason "the old quiz"
  $ timeback-catalog retire 9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10 --never-published --base origin/main`;

export interface RetireFlags
  extends GlobalOptions,
    Pick<RetireOptions, 'base' | 'env' | 'insecureHttp'> {
  readonly reason?: string;
  readonly children?: boolean;
  readonly neverPublished?: boolean;
  readonly undo?: boolean;
  readonly format: HumanOrJson;
}

export async function run(
  shell: CommandContext,
  options: RetireFlags,
  nodes: readonly string[],
): Promise<ExitCode> {
  const retirement = retirementOf(options);
  const { base, env, insecureHttp } = options;
  const result = retirement.ok
    ? await choosingNodes(shell, (meaning) =>
        retire(
          {
            nodes: nodes.map(meaning),
            retirement: retirement.value,
            ...defined({ base, env, insecureHttp }),
          },
          shell.world,
        ),
      )
    : retirement;
  await shell.endProgress();
  return showOutcome(shell, options, result, {
    human: (value) => [...takenOutLines(value, done(options)), next(options, value)],
    json: (value) => ({ done: done(options), ...takenOutToJson(value) }),
  });
}

function retirementOf(flags: RetireFlags): Checked<Retirement> {
  const { reason, children, neverPublished, undo, base, env } = flags;
  if (neverPublished && undo) return wrong('--never-published and --undo contradict each other.');
  const instead = undo ? '--undo' : neverPublished ? '--never-published' : undefined;
  if (instead && children) {
    return wrong(`--children is for a retirement. With ${instead}, name each id.`);
  }
  if (instead && reason !== undefined) {
    return wrong(`--reason is for a retirement. ${instead} writes none.`);
  }
  if (!instead && (base ?? env) !== undefined) {
    return wrong(
      '--base and --env are for --never-published and --undo. A retirement asks neither.',
    );
  }
  if (neverPublished) return checked({ type: 'never-published' }, []);
  if (undo) return checked({ type: 'undo' }, []);
  if (!reason?.trim()) return wrong('A retirement is permanent and needs a reason: --reason "…".');
  return checked({ type: 'retire', reason, children: children ?? false }, []);
}

const wrong = (detail: string) => failure('usage/wrong', { detail });

function done({ neverPublished, undo }: RetireFlags): string {
  if (undo) return 'live again';
  return neverPublished ? 'forgotten' : 'retired';
}

function next({ undo }: RetireFlags, { chosen, emptied = [] }: TakenOut): string {
  if (!undo) return 'Next: timeback-catalog plan';
  const what =
    emptied.length === 0
      ? 'the node'
      : `${emptied.join(', ')}, whose empty list of resources would take out all placements`;
  // After a merge, the manifests may hold the text already, and `git restore` would lose other changes.
  return chosen.every(({ title }) => title !== undefined)
    ? 'Next: timeback-catalog check'
    : `Next: restore the text of ${what}, for example with git restore, then timeback-catalog check`;
}
