import type { GuardApproval } from '../commands/approval.ts';
import type { Approval, PlanShown } from '../commands/publish.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { escapeFor } from '../render/escape.ts';
import { renderers } from '../render/renderers.ts';
import { ask, canAsk } from './ask.ts';
import type { ApprovalFlags } from './options.ts';
import type { Shell } from './shell.ts';
import { type LookOptions, lookOf } from './terminal.ts';

/** How a run without a saved plan is approved: by a digest, a flag, or the person at the terminal. */
export function approvalFrom(
  shell: Shell,
  options: ApprovalFlags & LookOptions,
  command: 'apply' | 'undo',
): Checked<Approval> {
  if (options.planHash !== undefined) {
    return checked({ type: 'digest', digest: options.planHash }, []);
  }
  if (options.autoApprove || options.yes) return checked({ type: 'auto' }, []);
  if (canAsk(shell)) {
    return checked({ type: 'ask', ask: (shown) => askPerson(shell, options, shown) }, []);
  }
  const saved =
    command === 'apply' ? ', or apply a saved plan: timeback-catalog apply plan.json' : '';
  const nobody = problem('usage/wrong', {
    detail: `${command} asks before it writes, and there is no terminal to ask on.`,
    hint: `Add --auto-approve${saved}`,
  });
  return { ok: false, problems: [nobody] };
}

/** What the flags let through the guards. */
export function guardApprovals({ approveRetire, approveUpdate }: ApprovalFlags): GuardApproval[] {
  return [
    ...(approveRetire ? [{ guards: 'retire' as const, ...approveRetire }] : []),
    ...(approveUpdate ? [{ guards: 'update' as const, ...approveUpdate }] : []),
  ];
}

async function askPerson(
  shell: Shell,
  options: LookOptions,
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
