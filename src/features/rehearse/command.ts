import { type Command, Option } from 'commander';
import { choosingNodes } from '../../cli/choose.ts';
import { type Effect, withEffects } from '../../cli/effects.ts';
import {
  addPlatformOptions,
  formatOption,
  type GlobalOptions,
  nodeOption,
  outOption,
  wholeNumber,
} from '../../cli/options.ts';
import { type OutputOptions, showProblems, showResult } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { type ExitCode, exit, exitOfProblems, exitOfRehearsal } from '../../run/exit-code.ts';
import { cleanReceipt } from './clean.ts';
import { type RehearseOptions, rehearse } from './rehearse.ts';

export function define(command: Command): Command {
  return addPlatformOptions(withEffects(command, effects))
    .description(
      'Test the published catalog with a test student, an event for each lesson, and XP.',
    )
    .addOption(nodeOption('--course <node>', 'only the lessons of this course'))
    .addOption(nodeOption('--lesson <node>', 'only this lesson'))
    .option('--at-most <n>', 'maximum number of lessons to test', wholeNumber(1, 100_000), 100)
    .option('--timeout <seconds>', 'how long to wait for XP', wholeNumber(1, 100_000), 180)
    .option(
      '--app <id>',
      'the edApp.id of the provisioning bundle, or a name in the dialect oneroster (default: $TIMEBACK_APP_ID)',
    )
    .option('--org <sourcedId>', 'an org other than partner-sandbox')
    .option('--agent', 'also create a guardian, linked to the student')
    .addOption(new Option('--clean <receipt>', 'clean up after an interrupted rehearsal'))
    .addOption(formatOption())
    .addOption(outOption())
    .addHelpText('after', example);
}

const effects: readonly Effect[] = [
  {
    options: ['--course', '--lesson', '--at-most', '--timeout', '--agent'],
    if: ({ options }) => options['clean'] === undefined,
    only: 'without `--clean`: that removes everything in its receipt',
  },
];

const example = `
Creates a student that is marked as a test user, and a class and an enrollment for each course; sends one
event worth 1 XP for each lesson; waits until the XP can be read; and marks its records as
tobedeleted, also after Ctrl-C. It changes no other records. The credited XP stays
with the test student, and the platform excludes test students from its reports.

The event is a GradeEvent in the dialect partner. In the dialect oneroster it is the ActivityEvent of
the official SDK: the line item and the result that follow from it are looked for, and marked as well.

Examples:
  $ timeback-catalog rehearse
  $ timeback-catalog rehearse --env production --app my-app --course "Middle-School Reading"
  $ timeback-catalog rehearse --env production --app my-app --format json --out rehearsal.md
  $ timeback-catalog rehearse --clean .timeback-catalog/rehearsals/production/20261121T100000000Z-1f0c2a3b.jsonl`;

export interface RehearseFlags
  extends GlobalOptions,
    OutputOptions,
    Omit<RehearseOptions, 'course' | 'lesson' | 'timeoutMs'> {
  readonly course: readonly string[];
  readonly lesson: readonly string[];
  readonly timeout: number;
  readonly clean?: string;
}

export async function run(shell: CommandContext, options: RehearseFlags): Promise<ExitCode> {
  const { world } = shell;
  const { clean, timeout, course, lesson } = options;
  const result =
    clean === undefined
      ? await choosingNodes(shell, (meaning) =>
          rehearse(
            {
              ...options,
              course: course.map(meaning),
              lesson: lesson.map(meaning),
              timeoutMs: timeout * 1000,
            },
            world,
          ),
        )
      : await cleanReceipt({ ...options, receipt: clean }, world);
  await shell.endProgress();
  if (!result.ok) {
    showProblems(shell, result.problems, options);
    return world.stop.aborted ? exit.interrupted : exitOfProblems(result.problems);
  }
  showProblems(shell, result.problems, { ...options, format: 'human' });
  await showResult(shell, options, (renderer, look) => renderer.rehearsal(result.value, look));
  return exitOfRehearsal(result.value, world.stop.aborted);
}
