import type { CommanderError } from 'commander';
import { shellWord } from '../model/id-commands.ts';
import { type Problem, problem } from '../model/problem.ts';
import { capital } from '../model/text.ts';
import { commands, isCommand } from './commands.ts';

/** Commands of other tools, each with the hint that names the command here. */
const otherCommands: Readonly<Record<string, string>> = {
  ...sameFor(
    ['destroy', 'delete', 'remove', 'rm'],
    'Nothing is ever deleted on the platform. `timeback-catalog retire NODE` removes a node from the manifests, and `apply` marks it for deletion.',
  ),
  ...sameFor(['diff', 'status', 'preview'], 'Run `timeback-catalog plan`.'),
  ...sameFor(['push', 'publish', 'deploy', 'up', 'sync'], 'Run `timeback-catalog apply`.'),
  ...sameFor(['pull', 'fetch'], 'Run `timeback-catalog import remote --env NAME`.'),
  ...sameFor(['refresh', 'drift'], 'Run `timeback-catalog plan --refresh-only`.'),
  ...sameFor(['state', 'list', 'ls'], 'Run `timeback-catalog tree`.'),
  ...sameFor(['format', 'lint'], 'Run `timeback-catalog fmt`, or `timeback-catalog check`.'),
  ...sameFor(['login', 'auth', 'whoami'], 'Run `timeback-catalog doctor --env NAME`.'),
  ...sameFor(['rollback', 'revert'], 'Run `timeback-catalog undo RECEIPT`.'),
};

const otherOptions: Readonly<Record<string, string>> = {
  ...sameFor(
    ['--dry-run', '--check-only', '--noop'],
    'Run `timeback-catalog plan`: it shows what `apply` would do and changes nothing.',
  ),
  '--force': 'A plan above a limit is approved by its number: the error message names the option.',
  ...sameFor(['--only', '--include', '--filter'], 'Use `--target NODE`.'),
  ...sameFor(['--environment', '--workspace', '--stack', '-e'], 'Use `--env NAME`.'),
};

function sameFor(words: readonly string[], hint: string): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, hint]));
}

const receiptHint =
  'Each apply ends with the path of its receipt. Those of this machine are in `.timeback-catalog/receipts/ENVIRONMENT`; the last name is the newest.';

/**
 * The problem of a wrong command line: what is wrong, and what to type.
 *
 * @param error The error of commander, whose message names the wrong word.
 */
export function usageProblem({ message }: CommanderError, argv: readonly string[]): Problem {
  const [first = '', ...others] = message.replace(/^error: /, '').split('\n');
  const guess = others.join(' ').replace(/^\(|\)$/g, '');
  const hint = hintFor(first) ?? (guess === '' ? (placeFor(first, argv) ?? helpOf(argv)) : guess);
  return problem('usage/wrong', { detail: detailOf(first), hint });
}

const invalid = /' is invalid(?: for argument '\w+')?\. /g;

/** Commander's sentence as the detail of a problem, without its words for parts of a command line. */
function detailOf(message: string): string {
  const option = message.startsWith('option ') ? /--[\w-]+/.exec(message)?.[0] : undefined;
  if (option && message.endsWith("' argument missing")) return `The option ${option} has no value.`;
  // The typed text may hold anything, including these words.
  const end = [...message.matchAll(invalid)].at(-1);
  const [before] = /' (?:argument|value) '|command-argument value '/.exec(message) ?? [];
  if (!end || before === undefined) return capital(message).replace(/[^.]$/, '$&.');
  const typed = message.slice(message.indexOf(before) + before.length, end.index);
  const rule = message
    .slice(end.index + end[0].length)
    .replace(/^Allowed choices are /, 'It must be one of: ');
  const [, variable] = before === "' value '" ? (/' from env '(\w+)$/.exec(typed) ?? []) : [];
  if (variable !== undefined) {
    const value = typed.slice(0, typed.lastIndexOf("' from env '"));
    return `The variable ${variable} is "${value}". ${rule}`;
  }
  return `The ${option ? `option ${option}` : 'argument'} is "${typed}". ${rule}`;
}

/** A hint to the help of the command that was meant. */
function helpOf(argv: readonly string[]): string {
  const command = argv.find(isCommand);
  if (command === undefined) return 'Run `timeback-catalog help`.';
  const below = commands[command]?.below;
  const name = below === undefined ? command : `${command} ${below}`;
  return `Run \`timeback-catalog ${name} --help\`: it has examples.`;
}

/** The hint for an option of a command that is written before it. */
function placeFor(message: string, argv: readonly string[]): string | undefined {
  const [, option] = /^unknown option '(-[\w-]+)/.exec(message) ?? [];
  const command = argv.find(isCommand);
  if (option === undefined || command === undefined) return undefined;
  const at = argv.findIndex((word) => word === option || word.startsWith(`${option}=`));
  return at < argv.indexOf(command)
    ? `Options of a command follow it. \`timeback-catalog ${command} --help\` lists them.`
    : undefined;
}

function hintFor(message: string): string | undefined {
  const [, kind, word = ''] = /^unknown (command|option) '(.*)'/s.exec(message) ?? [];
  if (message === "missing required argument 'receipt'") return receiptHint;
  const known = kind === 'command' ? otherCommands : otherOptions;
  const name = word.split('=')[0] ?? '';
  // No option has a blank in its name, so this is a title or another text.
  if (kind === 'option' && name.includes(' ')) {
    return `A text that begins with a hyphen comes last, after \`--\`: \`-- ${shellWord(word)}\`.`;
  }
  if (kind !== undefined) return Object.hasOwn(known, name) ? known[name] : undefined;
  const [, command, given] =
    /^too many arguments for '(plan|undo|doctor|rehearse)'.* got 1: ([\w-]+)\.?$/.exec(message) ??
    [];
  return command === undefined
    ? undefined
    : `Use --env for an environment: \`timeback-catalog ${command} --env ${given}\`.`;
}

/** The format that an unparsable command line asks for; undefined if it asks for none. */
export function formatAsked(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const at = words.findLastIndex((word) => /^(?:-f|--?format)(?:=|$)|^-f[a-z]+$/.test(word));
  const word = words[at] ?? '';
  if (word.includes('=')) return word.slice(word.indexOf('=') + 1);
  return /^(?:-f|--?format)$/.test(word) ? words[at + 1] : word.slice(2) || undefined;
}

/**
 * Gives options a second dash, since Terraform's have one: `-auto-approve` becomes `--auto-approve` if there
 * is such an option.
 */
export function withTwoDashes(
  argv: readonly string[],
  options: ReadonlySet<string | undefined>,
): readonly string[] {
  const end = argv.indexOf('--');
  return argv.map((word, at) => {
    const [, name] = /^-([a-z][a-z-]+)(?:=.*)?$/s.exec(word) ?? [];
    const isOption = name !== undefined && (end === -1 || at < end);
    return isOption && options.has(`--${name}`) ? `-${word}` : word;
  });
}
