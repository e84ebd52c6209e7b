import type { Checked, Problem } from '../model/problem.ts';
import { longestTitle, quoted, shorten } from '../text/words/names.ts';
import { ask, canAsk, unanswered } from './approve.ts';
import { writeLines } from './output.ts';
import type { CommandContext } from './terminal.ts';

/** Translates a name: to the address of the node that a person chose for it, or else to the name itself. */
export type Meaning = (name: string) => string;

/**
 * Runs a task that finds nodes by name. If a name fits several nodes and a person can be asked, the person
 * chooses one by number and the task runs again with its address.
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
    if (shell.world.stop.aborted) return { ok: false, problems: [unanswered] };
    if (address === undefined) return result;
    chosen.set(open.name, address);
  }
}

/** The options of a run with chosen addresses in place of names. */
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

/**
 * The most nodes that are offered: a longer list runs off the screen, and typing more of the name is easier.
 */
const mostOffered = 20;

/** Asks which node is meant; the address of the choice, or undefined if the answer is none of the numbers. */
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
