import type { Command } from 'commander';
import { ask, canAsk, unanswered } from '../../cli/approve.ts';
import { type GlobalOptions, type HumanOrJson, humanOrJsonOption } from '../../cli/options.ts';
import { fileLines, showOutcome } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { type Checked, checked, failure } from '../../model/problem.ts';
import type { ExitCode } from '../../run/exit-code.ts';
import {
  actionOfPackage,
  type InitOptions,
  type InitResult,
  init,
  isActionName,
  type NewCourse,
} from './init.ts';

const usualOrg = 'partner-sandbox';
const usualTitle = 'First course';

export function define(command: Command): Command {
  return command
    .description(
      'Start a catalog in this folder: a config, a first course, and files for editors, git and GitHub.',
    )
    .option('--title <title>', 'title of the first course (asked for if omitted)')
    .option('--course-code <code>', 'its course code')
    .option(
      '--no-course',
      'create no course: before an import, or to add missing files to an existing catalog',
    )
    .option('--org <sourcedId>', `default org for courses (default: ${usualOrg})`)
    .option(
      '--action <owner/repo@ref>',
      'the Action in the workflows for GitHub (default: of this release)',
    )
    .option('--no-workflows', 'create no workflows for GitHub')
    .addOption(humanOrJsonOption())
    .option(
      '-y, --yes',
      'do not ask; the first course is called "First course", unless --title is given',
    )
    .addHelpText('after', example);
}

const example = `
Writes the config, a course with one unit and one lesson, their ids in the ledger, schemas and settings for
editors, workflows for GitHub, and lines of .gitignore and .gitattributes. Files that exist stay as they are.
The workflows name the Action of this release. Other versions need --action, with a tag or, better,
a full commit hash. On a terminal the command asks for it; elsewhere it writes no workflows and reports that.
The ids start in one file, catalog.ids; fmt moves them to the folder ids/ with the second course or the 100th id.

Examples:
  $ timeback-catalog init
  $ timeback-catalog init --title "Middle-School Reading" --course-code MSR
  $ timeback-catalog init --yes
  $ timeback-catalog init --no-course --org my-org
  $ timeback-catalog init --no-course --action my-org/timeback-catalog@v1.2.3`;

export interface InitFlags extends GlobalOptions {
  readonly title?: string;
  readonly courseCode?: string;
  /** False if no first course is wanted. */
  readonly course: boolean;
  readonly org?: string;
  readonly action?: string;
  readonly workflows: boolean;
  readonly format: HumanOrJson;
  readonly yes?: boolean;
}

export async function run(shell: CommandContext, options: InitFlags): Promise<ExitCode> {
  const answers = await gather(shell, options);
  const result = answers.ok ? init(answers.value, shell.world) : answers;
  const isWithoutAction = options.workflows && answers.ok && answers.value.action === undefined;
  return showOutcome(shell, options, result, {
    human: (value) => lines(value, { ...options, isWithoutAction }),
    json: ({ written, extended, kept, isBelowTop }) => ({
      ...{ written, extended, kept },
      no_workflows: noWorkflows(options, { isWithoutAction, isBelowTop }),
    }),
  });
}

/** Why there are no workflows; null if there are. */
function noWorkflows(
  { workflows }: InitFlags,
  { isWithoutAction, isBelowTop }: { isWithoutAction: boolean; isBelowTop: boolean },
): string | null {
  if (!workflows) return 'not wanted';
  if (isWithoutAction) return 'no action';
  return isBelowTop ? 'below the top' : null;
}

/** The answers from the options or, on a terminal without a title, from questions. */
async function gather(shell: CommandContext, options: InitFlags): Promise<Checked<InitOptions>> {
  const { title, courseCode, org = usualOrg, workflows } = options;
  if (options.action !== undefined && !isActionName(options.action)) {
    return wrong(
      `--action is "${options.action}", but an Action is named OWNER/REPO@REF.`,
      'timeback-catalog init --no-course --action my-org/timeback-catalog@v1.2.3',
    );
  }
  if (options.action !== undefined && !workflows) {
    return wrong('--action needs workflows, but --no-workflows creates none.');
  }
  const known = workflows ? (options.action ?? actionOfPackage(shell.world)) : undefined;
  const action = known === undefined ? {} : { action: known };
  if (!options.course) {
    if (title === undefined && courseCode === undefined) return checked({ org, ...action }, []);
    return wrong(
      '--no-course creates no course, so it cannot be used with a title or a course code.',
    );
  }
  const given = title?.trim() || (options.yes ? usualTitle : undefined);
  if (given) return checked({ course: courseOf(given, courseCode), org, ...action }, []);
  if (!canAsk(shell)) {
    return wrong('The first course needs a title, but there is no terminal to ask on.');
  }
  const asked = await askForTitle(shell);
  if (shell.world.stop.aborted) return interrupted;
  if (!asked) return wrong('The first course needs a title, but there was no answer.');
  const code = courseCode ?? (await ask(shell, 'Course code (optional): '));
  const itsOrg =
    options.org ?? ((await ask(shell, `Org of the courses [${usualOrg}]: `)) || usualOrg);
  const wanted = workflows ? await askForAction(shell, known) : undefined;
  // An interrupted question has an empty answer, which would mean yes here.
  if (shell.world.stop.aborted) return interrupted;
  return checked(
    { course: courseOf(asked, code), org: itsOrg, ...(wanted !== undefined && { action: wanted }) },
    [],
  );
}

/** Asks which Action the workflows name; undefined if no workflows are wanted. */
async function askForAction(
  shell: CommandContext,
  known: string | undefined,
): Promise<string | undefined> {
  if (known !== undefined) {
    const question = 'Add GitHub Actions workflows? [Y/n] ';
    return /^n/i.test(await ask(shell, question)) ? undefined : known;
  }
  const question = 'Action for the GitHub workflows, as OWNER/REPO@REF (empty: no workflows): ';
  for (let time = 1; time <= mostQuestions && !shell.world.stop.aborted; time += 1) {
    const answer = await ask(shell, question);
    if (answer === '') return undefined;
    if (isActionName(answer)) return answer;
  }
  return undefined;
}

/**
 * The most times that a question is repeated: a terminal at the end of its input gives no answer for ever.
 */
const mostQuestions = 3;

async function askForTitle(shell: CommandContext): Promise<string> {
  for (let time = 1; time <= mostQuestions && !shell.world.stop.aborted; time += 1) {
    const title = await ask(shell, 'Title of the first course: ');
    if (title) return title;
  }
  return '';
}

const interrupted: Checked<never> = {
  ok: false,
  problems: [{ ...unanswered, hint: 'Run `timeback-catalog init` again.' }],
};

function courseOf(title: string, courseCode: string | undefined): NewCourse {
  return { title, ...(courseCode && { courseCode }) };
}

function wrong(
  detail: string,
  hint = 'timeback-catalog init --title "Middle-School Reading"',
): Checked<never> {
  return failure('usage/wrong', { detail, hint });
}

function lines(
  { written, extended, kept, isBelowTop }: InitResult,
  { course, isWithoutAction }: Pick<InitFlags, 'course'> & { readonly isWithoutAction: boolean },
): string[] {
  return [
    ...fileLines('wrote', written),
    ...fileLines('added lines to', extended),
    ...fileLines('kept ', kept),
    '',
    ...(isWithoutAction
      ? [
          'No workflows: this version is not a release, so the address of its Action is unknown. To add them:',
          '  timeback-catalog init --no-course --action OWNER/REPO@REF',
        ]
      : []),
    ...(isBelowTop
      ? [
          'No workflows: GitHub reads them only at the top of the repository. See docs/how-to/publish-from-github.md.',
        ]
      : []),
    course
      ? 'Next: timeback-catalog plan'
      : 'Next: timeback-catalog import --help, or timeback-catalog new course "Title"',
  ];
}
