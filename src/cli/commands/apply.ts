import type { Command } from 'commander';
import { type Approval, apply, type PlanShown } from '../../commands/apply.ts';
import type { GuardApproval } from '../../commands/approval.ts';
import { readPlanFile } from '../../commands/plan-file.ts';
import { type Checked, checked, problem } from '../../model/problem.ts';
import { escapeFor } from '../../render/escape.ts';
import { renderers } from '../../render/renderers.ts';
import { ask, canAsk } from '../ask.ts';
import { type ExitCode, exit, exitOfProblems, exitOfReport } from '../exit.ts';
import {
  detailOption,
  type EnvironmentOptions,
  environmentOptions,
  formatOption,
  type GlobalOptions,
  guardOption,
  type NumberOfPlan,
  outOption,
} from '../options.ts';
import { type OutputOptions, showProblems, showResult } from '../output.ts';
import type { Shell } from '../shell.ts';
import { lookOf } from '../terminal.ts';

export function define(command: Command): Command {
  return environmentOptions(command)
    .description('Publish the manifests: plan, ask, write, and prove by reading back.')
    .argument('[plan-file]', 'a plan saved with `plan -o FILE.json`: exactly this is applied')
    .option('-y, --auto-approve', 'do not ask')
    .option('--yes', 'the same as --auto-approve')
    .option('--plan-hash <digest>', 'apply only if the plan has this digest')
    .addOption(
      guardOption('--approve-retire <n@digest>', 'let exactly N retirements of this plan through'),
    )
    .addOption(
      guardOption('--approve-update <n@digest>', 'let exactly N changes of this plan through'),
    )
    .addOption(formatOption())
    .addOption(detailOption())
    .addOption(outOption())
    .addHelpText('after', example);
}

const example = `
Publishing is safe to repeat: what is already as the manifests say is not written again.

Examples:
  $ timeback-catalog apply
  $ timeback-catalog apply --env production --auto-approve
  $ timeback-catalog plan --env production -o plan.json && timeback-catalog apply plan.json`;

export interface ApplyOptions extends GlobalOptions, EnvironmentOptions, OutputOptions {
  readonly autoApprove?: boolean;
  readonly yes?: boolean;
  readonly planHash?: string;
  readonly approveRetire?: NumberOfPlan;
  readonly approveUpdate?: NumberOfPlan;
}

export async function run(
  shell: Shell,
  options: ApplyOptions,
  [file]: readonly string[],
): Promise<ExitCode> {
  const approval = approvalOf(shell, options, file);
  if (!approval.ok) return fail(approval);
  const saved = approval.value.type === 'digest' ? approval.value.plan : undefined;
  const env = options.env ?? saved?.platform.name;
  const result = await apply(
    {
      ...options,
      ...(env !== undefined && { env }),
      approval: approval.value,
      guardApprovals: guardApprovals(options),
    },
    shell.world,
  );
  await shell.endProgress();
  if (!result.ok) return fail(result);
  const { report, plan } = result.value;
  showResult(shell, options, (renderer, look) =>
    plan.changes.length === 0 ? renderer.plan(plan, look) : renderer.report(report, plan, look),
  );
  return exitOfReport(report, shell.world.stop.aborted);

  function fail({ problems }: { readonly problems: Checked<unknown>['problems'] }): ExitCode {
    showProblems(shell, problems, options);
    return shell.world.stop.aborted ? exit.interrupted : exitOfProblems(problems);
  }
}

function approvalOf(
  shell: Shell,
  options: ApplyOptions,
  file: string | undefined,
): Checked<Approval> {
  if (file !== undefined) {
    const { target, exclude, restore } = options;
    if ([...target, ...exclude, ...restore].length > 0) return savedKnows();
    const plan = readPlanFile(file, shell.world);
    if (!plan.ok) return plan;
    const { digest } = plan.value;
    return checked({ type: 'digest', digest, plan: plan.value }, []);
  }
  if (options.planHash !== undefined) {
    return checked({ type: 'digest', digest: options.planHash }, []);
  }
  if (options.autoApprove || options.yes) return checked({ type: 'auto' }, []);
  if (canAsk(shell))
    return checked({ type: 'ask', ask: (shown) => askPerson(shell, options, shown) }, []);
  const nobody = problem('usage/wrong', {
    detail: 'apply asks before it writes, and there is no terminal to ask on.',
    hint: 'Add --auto-approve, or apply a saved plan: timeback-catalog apply plan.json',
  });
  return { ok: false, problems: [nobody] };
}

function savedKnows(): Checked<Approval> {
  const twice = problem('usage/wrong', {
    detail:
      'A saved plan knows its --target, --exclude and --restore; they cannot be given with it.',
    hint: 'Leave them out, or make another plan with them.',
  });
  return { ok: false, problems: [twice] };
}

function guardApprovals({ approveRetire, approveUpdate }: ApplyOptions): GuardApproval[] {
  return [
    ...(approveRetire ? [{ guards: 'retire' as const, ...approveRetire }] : []),
    ...(approveUpdate ? [{ guards: 'update' as const, ...approveUpdate }] : []),
  ];
}

async function askPerson(
  shell: Shell,
  options: ApplyOptions,
  { plan, environment }: PlanShown,
): Promise<boolean> {
  await shell.endProgress();
  const { terminal } = shell;
  const { name, url } = plan.platform;
  // On stderr: stdout is for the result, which is the report.
  terminal.stderr.write(renderers.human.plan(plan, lookOf(terminal.stderr, terminal, options)));
  const where = environment.type === 'emulator' ? name : `${name} (${url})`;
  terminal.stderr.write(
    `\nDo you want to publish these changes to ${escapeFor.terminal(where)}?\n  Only 'yes' will be accepted to approve.\n\n`,
  );
  return (await ask(shell, '  Enter a value: ')) === 'yes';
}
