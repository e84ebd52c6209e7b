import { extname } from 'node:path';
import { type Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { type BoundApproval, isPlanDigest, parseBoundApproval } from '../model/plan.ts';
import { type Checked, checked, failure } from '../model/problem.ts';
import type { DraftOptions } from '../plan/other-ids.ts';
import {
  type Detail,
  details,
  type Format,
  formatOfExtension,
  formats,
  type StreamedFormat,
  streamedFormats,
} from '../text/look.ts';
import { type ProgressMode, progressModes, progressVariable } from './progress.ts';

/** Options that may stand before or after any command. */
export interface GlobalOptions {
  readonly chdir?: string;
  readonly color?: boolean;
  readonly debug?: boolean;
  readonly quiet?: boolean;
  readonly progress?: ProgressMode;
  /** For commands that repeat until Ctrl-C, which ends them normally. */
  readonly watch?: boolean;
  /** Whether the command may keep what it reads of manifests. */
  readonly cache?: boolean;
}

const offered = new WeakMap<Argument, readonly string[]>();

/**
 * Lets completion offer words for an argument. In place of `choices` of commander, for a command that refuses
 * other words in words of its own.
 */
export function offering(argument: Argument, words: readonly string[]): Argument {
  offered.set(argument, words);
  return argument;
}

/** The words that completion offers for an argument; empty if it is free. */
export function wordsOffered(argument: Argument): readonly string[] {
  return argument.argChoices ?? offered.get(argument) ?? [];
}

const knownExtensions = [...formatOfExtension.keys()];

export function progressOption(): Option {
  return new Option('--progress <how>', 'progress on stderr: auto (by terminal), lines or none')
    .choices(progressModes)
    .env(progressVariable)
    .default('auto' satisfies ProgressMode);
}

export function formatOption(choices: readonly StreamedFormat[] = formats): Option {
  const events = choices.includes('jsonl') ? '; jsonl: events as they happen' : '';
  return new Option('-f, --format <format>', `what goes to stdout${events}`)
    .choices([...choices])
    .default('human' satisfies Format);
}

/** The option `--format` of a run that writes: its formats include `jsonl`, events as they happen. */
export const streamedFormatOption = () => formatOption(streamedFormats);

/** The formats of a result that has no renderer for every format. */
const humanOrJson = ['human', 'json'] as const satisfies readonly Format[];
export type HumanOrJson = (typeof humanOrJson)[number];

export const humanOrJsonOption = () => formatOption(humanOrJson);

export function detailOption(usual: Detail = 'fields'): Option {
  return new Option('--detail <level>', 'level of detail').choices([...details]).default(usual);
}

export function outOption(): Option {
  return new Option(
    '-o, --out <file>',
    `also write FILE, format by extension (${knownExtensions.join(', ')}); repeatable`,
  )
    .argParser(collectFile)
    .default([], 'none');
}

export function noPagerOption(): Option {
  return new Option('--no-pager', 'print a long plan directly instead of through $PAGER');
}

/** Adds the options for the environment, the number of parallel requests and http. */
export function addPlatformOptions(
  command: Command,
  environment = 'environment of the config',
): Command {
  return command
    .addOption(environmentOption(environment))
    .option('--parallelism <n>', 'maximum number of concurrent requests', wholeNumber(1, 64))
    .addOption(insecureOption());
}

/**
 * The option `--env` of every command. Repeated values join to one list: `--env a --env b` means both, like
 * `--env a,b`, so that a command for one environment refuses them.
 */
export function environmentOption(description: string): Option {
  return new Option('-e, --env <name>', description).argParser(
    (name: string, before: string | undefined) =>
      before === undefined ? name : `${before},${name}`,
  );
}

/** The option of every command that talks to a platform. */
export function insecureOption(): Option {
  return new Option(
    '--insecure-http',
    'send credentials even if the config says http and not https',
  );
}

export function addEnvironmentOptions(command: Command): Command {
  return addPlatformOptions(command, 'environment of the config; several as a,b, or all')
    .addOption(nodeOption('--target <node>', 'only this node and everything below it'))
    .addOption(
      nodeOption('--exclude <node>', 'everything except this node and everything below it'),
    )
    .option(
      '--as-draft <prefix>',
      'publish a copy with this prefix on each id, beside the real catalog',
    )
    .option('--take-down', 'with --as-draft: retire the whole copy')
    .option(
      '--impact',
      'also count results and open classes of moved lessons (always shown for retired ones)',
    )
    .addOption(nodeOption('--restore <node>', 'make a node live again that the platform retired'))
    .option('--no-cache', 'do not read or write the cache of manifests');
}

/** The values of these options. `nodesNamed` finds the nodes that they name. */
export interface EnvironmentOptions {
  readonly env?: string;
  readonly target: readonly string[];
  readonly exclude: readonly string[];
  readonly restore: readonly string[];
  readonly impact?: boolean;
  readonly asDraft?: string;
  readonly takeDown?: boolean;
  readonly parallelism?: number;
  readonly insecureHttp?: boolean;
}

/** The draft that the options ask for. Problems: `--take-down` without a draft. */
export function draftAsked({
  asDraft,
  takeDown = false,
}: Pick<EnvironmentOptions, 'asDraft' | 'takeDown'>): Checked<{ readonly draft?: DraftOptions }> {
  if (asDraft !== undefined) return checked({ draft: { prefix: asDraft, takeDown } }, []);
  if (!takeDown) return checked({}, []);
  const detail = '`--take-down` retires a draft, but no draft is named.';
  const hint = 'Name it as it was published: --as-draft PREFIX --take-down.';
  return failure('usage/wrong', { detail, hint });
}

/**
 * An option that names one node and may be repeated. It takes one value, so that `apply --target X plan.json`
 * names a node and a file.
 */
export function nodeOption(flags: string, description: string): Option {
  return new Option(flags, `${description}; repeatable`)
    .argParser((name: string, earlier: readonly string[]) => [...earlier, name])
    .default([], 'none');
}

/** The option that says how long written changes are looked for until they are visible. */
export function settleOption(): Option {
  return new Option(
    '--settle <seconds>',
    'how long to wait until written changes are visible (default: from the config, else 30)',
  ).argParser((text: string): number => {
    if (/^\d{1,4}(\.\d{1,3})?$/.test(text) && Number(text) <= 3600) return Number(text);
    throw new InvalidArgumentError('Use a number of seconds from 0 to 3600.');
  });
}

/** The options by which a run is approved. */
export interface ApprovalFlags {
  readonly autoApprove?: boolean;
  readonly yes?: boolean;
  readonly planHash?: string;
  readonly approveRetire: readonly BoundApproval[];
  readonly approveUpdate: readonly BoundApproval[];
}

export function addApprovalOptions(command: Command): Command {
  return command
    .option('-y, --auto-approve', 'do not ask for confirmation')
    .option('--yes', 'the same as --auto-approve')
    .option('--plan-hash <hash>', 'apply only if the plan has this hash', planDigest)
    .addOption(guardOption('--approve-retire <n@hash>', 'allow exactly N retirements of this plan'))
    .addOption(guardOption('--approve-update <n@hash>', 'allow exactly N changes of this plan'));
}

function guardOption(flags: string, description: string): Option {
  // The option is repeatable, since each of several environments has its own plan.
  const option = new Option(flags, `${description}; repeatable`).default([], 'none');
  return option.argParser((text: string, earlier: readonly BoundApproval[]): BoundApproval[] => {
    const number = parseBoundApproval(text);
    if (number) return [...earlier, number];
    throw new InvalidArgumentError('Use the number and the plan hash: 7@0123456789ab.');
  });
}

function planDigest(text: string): string {
  if (isPlanDigest(text)) return text;
  throw new InvalidArgumentError('Use the plan hash, at least its first twelve digits.');
}

function collectFile(file: string, earlier: readonly string[]): string[] {
  if (!knownExtensions.includes(extname(file))) {
    throw new InvalidArgumentError(`Use one of the extensions ${knownExtensions.join(', ')}.`);
  }
  return [...earlier, file];
}

/** Reads a whole number in a range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    const range =
      most === Number.MAX_SAFE_INTEGER ? `, ${least} or more` : ` from ${least} to ${most}`;
    throw new InvalidArgumentError(`Use a whole number${range}.`);
  };
}

export const nonNegativeInteger = wholeNumber(0, Number.MAX_SAFE_INTEGER);
