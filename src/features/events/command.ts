import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  environmentOption,
  formatOption,
  type GlobalOptions,
  outOption,
} from '../../cli/options.ts';
import { showProblems, showResult } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { readNamed } from '../../files/outside.ts';
import type { EventsReport } from '../../model/event-check.ts';
import { inputLimits } from '../../model/input-limits.ts';
import { type Checked, checked, failure, hasErrors, systemCodeOf } from '../../model/problem.ts';
import { type ExitCode, exit, exitOfProblems } from '../../run/exit-code.ts';
import type { Format } from '../../text/look.ts';
import { checkEventsFile } from './check-events.ts';

export function define(command: Command): Command {
  return command
    .description("Validate an app's Caliper events against the catalog.")
    .command('check')
    .description('Report for each event whether it would be credited. Needs no network.')
    .argument('<file>', 'events as JSON or JSON lines, also in envelopes; - for stdin')
    .addOption(environmentOption('the platform that the events are for; default: production'))
    .addOption(formatOption())
    .addOption(outOption())
    .addHelpText('after', example);
}

const example = `
For each event: credited, recorded (it has no result), rejected (the platform answers 400), dropped
(it answers 202 and credits nothing) or doubtful (sources disagree whether it is lost),
with its line. Then the number of events for each lesson, and the lessons without events. On a platform of
the dialect oneroster the events are those of the official SDK, which name a course but no lesson. The rows
event.… of the dialect table are the assumptions (docs/dialect-partner.md, docs/dialect-oneroster.md);
each can be corrected in the config. Exit 1 if an event would be lost.

Examples:
  $ timeback-catalog events check events.jsonl
  $ my-app --dry-run | timeback-catalog events check - --env production
  $ timeback-catalog events check events.json --format json | jq '.lessons[]'`;

export interface EventsFlags extends GlobalOptions {
  readonly env?: string;
  readonly format: Format;
  readonly out: readonly string[];
}

export async function run(
  shell: CommandContext,
  options: EventsFlags,
  [file = '-']: readonly string[],
): Promise<ExitCode> {
  const name = file === '-' ? 'stdin' : file;
  const bytes =
    file === '-'
      ? await readStdin(shell)
      : readNamed(resolve(shell.world.cwd, file), file, inputLimits.events);
  const result = bytes.ok
    ? checkEventsFile({ ...options, file: name, bytes: bytes.value }, shell.world)
    : bytes;
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return exitOfProblems(result.problems);
  }
  showProblems(shell, result.problems, { ...options, format: 'human' });
  await showResult(shell, options, (renderer, look) => renderer.events(result.value, look));
  return isLossless(result.value) ? exit.done : exit.error;
}

function isLossless({ events, problems }: EventsReport): boolean {
  const isLost = events.some(({ verdict }) => verdict === 'rejected' || verdict === 'dropped');
  return !isLost && !hasErrors(problems);
}

/** Reads stdin to a little beyond the limit, so that an endless pipe is noticed. */
async function readStdin({ terminal }: CommandContext): Promise<Checked<Uint8Array>> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of terminal.stdin) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length > inputLimits.events.most) break;
    }
    return checked(Buffer.concat(chunks), []);
  } catch (error) {
    const code = systemCodeOf(error) ?? 'unknown';
    const detail = `Standard input cannot be read (${code}).`;
    const hint = 'Name a file of events, or - for standard input.';
    return failure('file/unreadable', { detail, hint });
  }
}
