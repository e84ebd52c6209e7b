import { extname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Detail, details } from '../render/look.ts';
import { type Format, renderers } from '../render/renderers.ts';
import { knownExtensions } from './output.ts';

/** Options that stand before or after any command. */
export interface GlobalOptions {
  readonly chdir?: string;
  readonly color?: boolean;
  readonly debug?: boolean;
}

const formats = Object.keys(renderers).filter((name): name is Format => name in renderers);

export function formatOption(): Option {
  return new Option('-f, --format <format>', 'what goes to stdout')
    .choices(formats)
    .default('human' satisfies Format);
}

export function detailOption(): Option {
  return new Option('--detail <level>', 'how far to zoom in')
    .choices([...details])
    .default('fields' satisfies Detail);
}

export function outOption(flags = '-o, --out <file>'): Option {
  return new Option(
    flags,
    `also write FILE, format by extension (${knownExtensions.join(', ')}); repeatable`,
  )
    .argParser(collectFile)
    .default([], 'none');
}

export function environmentOptions(command: Command): Command {
  return command
    .option('-e, --env <name>', 'environment of the config to work with')
    .option('--restore <node...>', 'make nodes live again that the platform has retired')
    .option('--parallelism <n>', 'most requests in flight at once', positiveInteger);
}

function collectFile(file: string, earlier: readonly string[]): string[] {
  if (!knownExtensions.includes(extname(file))) {
    throw new InvalidArgumentError(`Use one of the extensions ${knownExtensions.join(', ')}.`);
  }
  return [...earlier, file];
}

function positiveInteger(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 64) {
    throw new InvalidArgumentError('Use a whole number from 1 to 64.');
  }
  return number;
}

export function nonNegativeInteger(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) {
    throw new InvalidArgumentError('Use a whole number, 0 or more.');
  }
  return number;
}
