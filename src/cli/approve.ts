import { createInterface } from 'node:readline/promises';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import type { PerEnvironment } from '../model/report.ts';
import type { GuardApproval } from '../run/approval.ts';
import type { Approval, Origin, PlanShown } from '../run/publish.ts';
import type { SeveralApproval } from '../run/several.ts';
import { terminalLine, writeTerminal } from '../text/terminal.ts';
import { planDocument } from '../text/views/plan-view.ts';
import { plansDocument } from '../text/views/several-view.ts';
import type { ApprovalFlags } from './options.ts';
import { writeLines } from './output.ts';
import { type CommandContext, type LookOptions, lookOf } from './terminal.ts';

/** The approval of a run without a saved plan: by a plan hash, a flag, or the person at the terminal. */
export function approvalFrom(
  shell: CommandContext,
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
  return { ok: false, problems: [nobodyToAsk(command)] };
}

/** The approval of a run over several environments. */
export function severalApprovalFrom(
  shell: CommandContext,
  options: ApprovalFlags & LookOptions,
): Checked<SeveralApproval> {
  if (options.planHash !== undefined) {
    const onePlan = problem('usage/wrong', {
      detail: '--plan-hash approves one plan, but --env names several environments.',
      hint: 'Approve them together with a saved plan: `timeback-catalog plan --env … -o plan.json`, then `timeback-catalog apply plan.json`.',
    });
    return { ok: false, problems: [onePlan] };
  }
  if (options.autoApprove || options.yes) return checked({ type: 'auto' }, []);
  if (canAsk(shell)) {
    return checked({ type: 'ask', ask: (shown) => askOnce(shell, options, shown) }, []);
  }
  return { ok: false, problems: [nobodyToAsk('apply')] };
}

function nobodyToAsk(command: 'apply' | 'undo'): Problem {
  const saved =
    command === 'apply' ? ', or apply a saved plan: `timeback-catalog apply plan.json`' : '';
  return problem('usage/wrong', {
    detail: `${command} asks before it writes, but there is no terminal to ask on.`,
    hint: `Add \`--auto-approve\`${saved}.`,
  });
}

/** The guards that the flags let changes pass. */
export function guardApprovals({ approveRetire, approveUpdate }: ApprovalFlags): GuardApproval[] {
  return [
    ...approveRetire.map((one) => ({ guards: 'retire' as const, ...one })),
    ...approveUpdate.map((one) => ({ guards: 'update' as const, ...one })),
  ];
}

async function askPerson(
  shell: CommandContext,
  options: LookOptions,
  { plan, environment, origin }: PlanShown,
): Promise<boolean> {
  await shell.endProgress();
  const { terminal } = shell;
  const { name, url } = plan.platform;
  // The plan is shown on stderr, since stdout is for the result, which is the report.
  const look = lookOf(terminal.stderr, shell, options);
  terminal.stderr.write(writeTerminal(planDocument(plan, look, 'terminal'), look));
  if (origin) terminal.stderr.write(`\n${terminalLine(originText(origin), look)}\n`);
  return isYes(
    shell,
    plan.changes.length,
    `${name} (${environment.type === 'emulator' ? 'emulator' : url})`,
  );
}

/** The origin of a plan file, as the file itself states it. */
function originText({ file, command, actor, host, started }: Origin): string {
  return `This comes from the receipt ${file}. According to the receipt, ${actor} started this ${command} on ${host} at ${started}.`;
}

async function askOnce(
  shell: CommandContext,
  options: LookOptions,
  shown: readonly PerEnvironment<Plan>[],
): Promise<boolean> {
  await shell.endProgress();
  const { terminal } = shell;
  const look = lookOf(terminal.stderr, shell, options);
  terminal.stderr.write(writeTerminal(plansDocument(shown, look, 'terminal'), look));
  const plans = shown.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const changed = plans.filter(({ changes }) => changes.length > 0);
  return isYes(
    shell,
    changed.reduce((sum, { changes }) => sum + changes.length, 0),
    changed.map(({ platform }) => `${platform.name} (${platform.url})`).join(', '),
  );
}

async function isYes(shell: CommandContext, changes: number, where: string): Promise<boolean> {
  const these = changes === 1 ? 'this change' : `these ${changes} changes`;
  writeLines(shell.terminal.stderr, ['', `Publish ${these} to ${where}?`]);
  return (await ask(shell, "  Type 'yes' to confirm: ")) === 'yes';
}

/** Whether a person can be asked: both stdin and stderr are terminals. */
export function canAsk({ terminal }: CommandContext): boolean {
  return Boolean(terminal.stdin.isTTY && terminal.stderr.isTTY);
}

/** Asks a question on stderr, since stdout is for the result. The answer of an interrupted question is ''. */
export async function ask(shell: CommandContext, question: string): Promise<string> {
  const { terminal, world, interrupt } = shell;
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr });
  lines.once('SIGINT', interrupt);
  try {
    return (await lines.question(question, { signal: world.stop })).trim();
  } catch {
    return '';
  } finally {
    lines.close();
  }
}
