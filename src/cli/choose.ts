import { type Checked, type Problem, problem } from '../model/problem.ts';
import { longestTitle, quoted, shorten } from '../text/words/names.ts';
import { ask, canAsk } from './approve.ts';
import { writeLines } from './output.ts';
import type { CommandContext } from './terminal.ts';

/** What a command takes a name for: the node that was chosen for it, by its address, or the name itself. */
export type Meaning = (name: string) => string;

/**
 * Runs a task that finds nodes by name. If a name fits several nodes and there is a person to ask, they
 * choose one by its number and the task runs again with its address.
 */
export async function choosingNodes<T>(
  shell: CommandContext,
  task: (meaning: Meaning) => Checked<T> | Promise<Checked<T>>,
): Promise<Checked<T>> {
  const chosen = new Map<string, string>();
  for (;;) {
    const result = await task((name) => chosen.get(name) ?? name);
    const open = result.ok ? undefined : result.problems.find(({ choice }) => choice)?.choice;
    if (!open || chosen.has(open.name) || !canAsk(shell)) return result;
    await shell.endProgress();
    const address = await chooseOne(shell, open);
    if (shell.world.stop.aborted) return { ok: false, problems: [interrupted] };
    if (address === undefined) return result;
    chosen.set(open.name, address);
  }
}

/** The options of a run with the nodes that were chosen for their names. */
export function withMeaning<
  T extends {
    readonly restore: readonly string[];
    readonly target: readonly string[];
    readonly exclude: readonly string[];
  },
>(options: T, meaning: Meaning): T {
  const { restore, target, exclude } = options;
  return {
    ...options,
    restore: restore.map(meaning),
    target: target.map(meaning),
    exclude: exclude.map(meaning),
  };
}

/** Longer lists run off the screen: there a person does better with more of the name. */
const mostOffered = 20;

/** Undefined if none of the numbers is given. */
async function chooseOne(
  shell: CommandContext,
  { name, candidates }: NonNullable<Problem['choice']>,
): Promise<string | undefined> {
  if (candidates.length > mostOffered) return undefined;
  const width = String(candidates.length).length;
  writeLines(shell.terminal.stderr, [
    `${quoted(name)} matches ${candidates.length} nodes:`,
    ...candidates.map(({ address, title }, index) => {
      const number = String(index + 1).padStart(width);
      return `  ${number}  ${address}${title === '' ? '' : `  ${quoted(shorten(title, longestTitle))}`}`;
    }),
  ]);
  const answer = await ask(shell, 'Which one? Enter its number: ');
  return /^\d+$/.test(answer) ? candidates[Number(answer) - 1]?.address : undefined;
}

const interrupted = problem('run/interrupted', {
  detail: 'The question was not answered. Nothing was written.',
});
