import type { Command, Option } from 'commander';

/** A parsed command line: the values of its options by attribute name, and its arguments. */
interface Given {
  readonly options: Readonly<Record<string, unknown>>;
  readonly args: readonly string[];
}

/** Options that have an effect only together with others. */
export interface Effect {
  /** Their long names, such as `--map`. */
  readonly options: readonly string[];
  readonly if: (given: Given) => boolean;
  /** When they have an effect: the end of a sentence, such as "with `--env`". */
  readonly only: string;
}

const effects = new WeakMap<Command, readonly Effect[]>();

/** States which options of a command have an effect only together with others; alone they are refused. */
export function withEffects(command: Command, stated: readonly Effect[]): Command {
  effects.set(command, [...(effects.get(command) ?? []), ...stated]);
  return command;
}

/** A sentence about an option that was given and has no effect; undefined if all have one. */
export function withoutEffect(command: Command, given: Given): string | undefined {
  for (const { options, only, if: isEffective } of effects.get(command) ?? []) {
    const named = command.options.find(
      (option) => options.includes(option.long ?? '') && isNamed(command, option),
    );
    if (named && !isEffective(given)) return `${named.long} has an effect only ${only}.`;
  }
  return undefined;
}

/** Whether the command line names an option. `--facts` and `--no-facts` have one value. */
function isNamed(command: Command, option: Option): boolean {
  const name = option.attributeName();
  const isNegated = command.getOptionValue(name) === false;
  return command.getOptionValueSource(name) === 'cli' && option.negate === isNegated;
}

/** The effect of options for the requests of a command that asks a platform only with `--env`. */
export const requestsOfEnv: Effect = {
  options: ['--parallelism', '--insecure-http'],
  if: ({ options }) => options['env'] !== undefined,
  only: 'with `--env`',
};
