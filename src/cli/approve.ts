import { createInterface } from 'node:readline/promises';
import type { Plan } from '../model/plan.ts';
import { type Checked, checked, problem, wrongUsage } from '../model/problem.ts';
import type { PerEnvironment } from '../model/report.ts';
import type { GuardApproval } from '../run/approval.ts';
import type { Approval, Origin, PlanShown } from '../run/publish.ts';
import type { SeveralApproval } from '../run/several.ts';
import type { Document } from '../text/document.ts';
import type { Look } from '../text/look.ts';
import { writeTerminal } from '../text/terminal.ts';
import { planDocument } from '../text/views/plan-view.ts';
import { plansDocument } from '../text/views/several-view.ts';
import type { ApprovalFlags } from './options.ts';
import { showProblems, writeLines } from './output.ts';
import { type CommandContext, type LookOptions, lookOf } from './terminal.ts';

/** The approval of a run without a saved plan: by a plan hash, a flag, or the person at the terminal. */
export function approvalFrom(
  shell: CommandContext,
  options: ApprovalFlags & LookOptions,
  command: 'apply' | 'undo',
): Checked<Approval> {
  const { planHash: digest } = options;
  if (digest !== undefined) return checked({ type: 'digest', digest }, []);
  return withoutHash(shell, options, command, (shown: PlanShown) =>
    askPerson(shell, options, shown),
  );
}

/** The approval of a run over several environments. */
export function severalApprovalFrom(
  shell: CommandContext,
  options: ApprovalFlags & LookOptions,
): Checked<SeveralApproval> {
  if (options.planHash !== undefined) {
    return wrongUsage(
      '--plan-hash approves one plan, but --env names several environments.',
      'Approve them together with a saved plan: `timeback-catalog plan --env … -o plan.json`, then `timeback-catalog apply plan.json`.',
    );
  }
  return withoutHash(shell, options, 'apply', (shown: readonly PerEnvironment<Plan>[]) =>
    askOnce(shell, options, shown),
  );
}

function withoutHash<Ask>(
  shell: CommandContext,
  options: ApprovalFlags & LookOptions,
  command: 'apply' | 'undo',
  ask: Ask,
): Checked<Extract<Approval, { type: 'auto' }> | { readonly type: 'ask'; readonly ask: Ask }> {
  if (options.autoApprove || options.yes) {
    return checked({ type: 'auto', tell: (shown) => warn(shell, options, shown) }, []);
  }
  if (canAsk(shell)) return checked({ type: 'ask', ask }, []);
  const saved =
    command === 'apply' ? ', or apply a saved plan: `timeback-catalog apply plan.json`' : '';
  return wrongUsage(
    `${command} asks before it writes, but there is no terminal to ask on.`,
    `Add \`--auto-approve\`${saved}.`,
  );
}

/** The guards that the flags let changes pass. */
export function guardApprovals({ approveRetire, approveUpdate }: ApprovalFlags): GuardApproval[] {
  return [
    ...approveRetire.map((one) => ({ guards: 'retire' as const, ...one })),
    ...approveUpdate.map((one) => ({ guards: 'update' as const, ...one })),
  ];
}

/** Shows the warnings of a plan that nobody sees: what a person would have read before the answer. */
async function warn(
  shell: CommandContext,
  { color }: LookOptions,
  { plan }: PlanShown,
): Promise<void> {
  if (plan.warnings.length === 0) return;
  await shell.endProgress();
  writeLines(shell.terminal.stderr, [`The plan for ${plan.platform.name}:`]);
  showProblems(shell, plan.warnings, { ...(color !== undefined && { color }) });
}

async function askPerson(
  shell: CommandContext,
  options: LookOptions,
  { plan, environment, origin }: PlanShown,
): Promise<boolean> {
  const { name, url } = plan.platform;
  await showBefore(shell, options, (look) => planDocument(plan, look, 'terminal'));
  if (origin) writeLines(shell.terminal.stderr, ['', originText(origin)]);
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
  await showBefore(shell, options, (look) => plansDocument(shown, look, 'terminal'));
  const plans = shown.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const changed = plans.filter(({ changes }) => changes.length > 0);
  return isYes(
    shell,
    changed.reduce((sum, { changes }) => sum + changes.length, 0),
    changed.map(({ platform }) => `${platform.name} (${platform.url})`).join(', '),
  );
}

/** Shows what is asked about on stderr, since stdout is for the result, which is the report. */
async function showBefore(
  shell: CommandContext,
  options: LookOptions,
  documentFor: (look: Look) => Document,
): Promise<void> {
  await shell.endProgress();
  const { stderr } = shell.terminal;
  const look = lookOf(stderr, shell, options);
  stderr.write(writeTerminal(documentFor(look), look));
}

async function isYes(shell: CommandContext, changes: number, where: string): Promise<boolean> {
  const these = changes === 1 ? 'this change' : `these ${changes} changes`;
  writeLines(shell.terminal.stderr, ['', `Publish ${these} to ${where}?`]);
  return (await ask(shell, "  Type 'yes' to confirm: ")) === 'yes';
}

/** The problem of a question that was interrupted. */
export const unanswered = problem('run/interrupted', {
  detail: 'Cancelled: not all questions were answered. Nothing was written.',
});

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
