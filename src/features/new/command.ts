import { Argument, type Command } from 'commander';
import { ask, canAsk, unanswered } from '../../cli/approve.ts';
import { choosingNodes } from '../../cli/choose.ts';
import { type GlobalOptions, type HumanOrJson, humanOrJsonOption } from '../../cli/options.ts';
import { showFailure, showOutcome, writeLines } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import type { JsonObject } from '../../model/json.ts';
import { defined } from '../../model/json-values.ts';
import { type Kind, kinds } from '../../model/node.ts';
import { type Checked, checked, wrongUsage } from '../../model/problem.ts';
import type { ExitCode } from '../../run/exit-code.ts';
import { longestTitle, quoted, shorten } from '../../text/words/names.ts';
import { kindAbove, newNode, possibleParents } from './new.ts';

export function define(command: Command): Command {
  return command
    .description('Add a new node with a permanent id.')
    .addArgument(new Argument('<kind>', 'what it is').choices([...kinds]))
    .argument('[title]', 'its title (asked for on a terminal)')
    .option(
      '--in <node>',
      'the course or unit that it belongs to, in OneRoster also a lesson: its complete title, id or address',
    )
    .option(
      '--after <node>',
      'the sibling before it: its complete title, id or address (default: the last)',
    )
    .option('--file <path>', 'write it to its own file')
    .option('--course-code <code>', 'of a course')
    .option(
      '--for-sdk-apps',
      'also add the placement where SDK apps store the completion of the course',
    )
    .option('--vendor-resource-id <id>', 'of a resource: its id in the system of the vendor')
    .addOption(humanOrJsonOption())
    .addHelpText('after', example);
}

const example = `
Comments and layout of the file stay unchanged. If the siblings have their own files, so does the
new node.

Examples:
  $ timeback-catalog new lesson "Supporting details" --after 9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10
  $ timeback-catalog new unit "Stories" --in course/0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11
  $ timeback-catalog new resource "Main idea video" --vendor-resource-id video-17
  $ timeback-catalog new course "Middle-School Reading" --course-code MSR
  $ timeback-catalog new course "Math 3" --course-code MATH-3 --for-sdk-apps
  $ timeback-catalog new unit "Math 2" --for-sdk-apps --in course/math-2`;

export interface NewFlags extends GlobalOptions {
  readonly in?: string;
  readonly after?: string;
  readonly file?: string;
  readonly courseCode?: string;
  readonly vendorResourceId?: string;
  readonly format: HumanOrJson;
  readonly forSdkApps?: boolean;
}

export async function run(
  shell: CommandContext,
  options: NewFlags,
  [kindWord, titleWord]: readonly string[],
): Promise<ExitCode> {
  const kind = kinds.find((one) => one === kindWord) ?? 'lesson';
  const given = await gather(shell, options, { kind, title: titleWord });
  if (shell.world.stop.aborted) return showFailure(shell, [unanswered], options);
  const { after, file, forSdkApps } = options;
  const result = given.ok
    ? await choosingNodes(shell, (meaning) => {
        const { under, ...what } = given.value;
        return newNode(
          {
            kind,
            ...what,
            ...(under !== undefined && { under: meaning(under) }),
            ...(after !== undefined && { after: meaning(after) }),
            ...defined({ file, forSdkApps }),
          },
          shell.world,
        );
      })
    : given;
  const newTitle = given.ok ? given.value.title : '';
  return showOutcome(shell, options, result, {
    human: ({ file, line, sourcedId, moved, written, changed }) => [
      ...(moved ? [`${moved.from} moved to ${moved.to}`] : []),
      ...written.flatMap((one) => (one === moved?.to ? [] : [`wrote ${one}`])),
      ...changed.map((one) => `changed ${one}`),
      `  ${file}:${line} ${kind} ${quoted(shorten(newTitle, longestTitle))} ${sourcedId}`,
      'Next: timeback-catalog plan',
    ],
    json: ({ address, sourcedId, ...files }) => ({
      ...{ address, type: kind, sourced_id: sourcedId, title: newTitle },
      ...files,
    }),
  });
}

interface Given {
  readonly title: string;
  readonly under?: string;
  readonly fields: JsonObject;
}

/** The options, completed by questions if there is a person to ask. */
async function gather(
  shell: CommandContext,
  options: NewFlags,
  { kind, title }: { readonly kind: Kind; readonly title: string | undefined },
): Promise<Checked<Given>> {
  if (options.courseCode !== undefined && kind !== 'course') {
    return wrongUsage(
      '--course-code belongs to a course.',
      'timeback-catalog new course "Title" --course-code CODE',
    );
  }
  if (options.vendorResourceId !== undefined && kind !== 'resource') {
    return wrongUsage('--vendor-resource-id belongs to a resource.', example1(kind));
  }
  if (options.forSdkApps && kind !== 'course' && kind !== 'unit') {
    return wrongUsage(
      '--for-sdk-apps belongs to a course, or to a unit of a course that is there.',
      'timeback-catalog new course "Title" --course-code CODE --for-sdk-apps',
    );
  }
  const text = title?.trim() || (await asked(shell, `Title of the ${kind}: `));
  if (!text) return wrongUsage(`The ${kind} needs a title.`, example1(kind));
  const under = await parentFor(shell, options, kind);
  const vendor =
    kind === 'resource'
      ? options.vendorResourceId?.trim() ||
        (await asked(shell, 'Its id in the system of its vendor: '))
      : undefined;
  if (vendor === '') {
    return wrongUsage(
      'A resource needs the id that it has in the system of its vendor.',
      example1(kind),
    );
  }
  return checked(
    {
      title: text,
      ...(under !== undefined && { under }),
      fields: {
        ...(options.courseCode && { courseCode: options.courseCode }),
        ...(vendor && { vendorResourceId: vendor }),
      },
    },
    [],
  );
}

/**
 * The parent from the options, or chosen from a numbered list; a single candidate is taken without a
 * question.
 */
async function parentFor(
  shell: CommandContext,
  options: NewFlags,
  kind: Kind,
): Promise<string | undefined> {
  if (options.in !== undefined || options.after !== undefined || !canAsk(shell)) return options.in;
  const parents = possibleParents(kind, shell.world);
  if (!parents.ok || parents.value.length < 2) return undefined;
  const list = parents.value.map(
    ({ title }, index) => `${index + 1}  ${quoted(shorten(title, longestTitle))}`,
  );
  writeLines(shell.terminal.stderr, list);
  const answer = await ask(shell, `Which ${kindAbove(kind) ?? 'node'}? Enter its number: `);
  return parents.value[Number(answer) - 1]?.address;
}

function asked(shell: CommandContext, question: string): Promise<string> {
  return canAsk(shell) ? ask(shell, question) : Promise.resolve('');
}

function example1(kind: Kind): string {
  return kind === 'resource'
    ? 'timeback-catalog new resource "Title" --vendor-resource-id ID --in COURSE'
    : `timeback-catalog new ${kind} "Title"`;
}
