import { type Command, Option } from 'commander';
import { type Effect, withEffects } from '../../cli/effects.ts';
import { type GlobalOptions, insecureOption } from '../../cli/options.ts';
import { showProblems, withOrigin, writeLines } from '../../cli/output.ts';
import type { CommandContext } from '../../cli/terminal.ts';
import { openRepository } from '../../files/git-read.ts';
import { type Checked, checked, hasErrors, type Problem, problem } from '../../model/problem.ts';
import { completionHint } from '../../run/catalog/completion.ts';
import { openWorkspace } from '../../run/catalog/workspace.ts';
import { type ExitCode, exit, exitOfProblems } from '../../run/exit-code.ts';
import { inTermsOfHost } from '../../run/pipeline-hosts.ts';
import { type Format, formats, type ReportFormat, reportFormats } from '../../text/look.ts';
import { type CheckResult, check, countsInWords, watchCheck } from './check.ts';
import { fix } from './fix.ts';
import type { StandardsOn } from './standards-on.ts';

export function define(command: Command): Command {
  return withEffects(command, effects)
    .description(
      'Check config, manifests and identity. Needs no network and no credentials, except for --standards-env.',
    )
    .option('--base <ref>', 'also compare with a commit: none of its ids may be lost')
    .option('--watch', 'check again whenever a file is saved, until Ctrl-C')
    .option('--fix', 'fix ids if the fix is unambiguous')
    .option('--standards-env <name>', 'also ask a platform which of the standards it knows')
    .addOption(insecureOption())
    .addOption(
      new Option('-f, --format <format>', 'what goes to stdout')
        .choices([...formats, ...reportFormats])
        .default('human'),
    )
    .addHelpText('after', example);
}

const effects: readonly Effect[] = [
  {
    options: ['--insecure-http'],
    if: ({ options }) => options['standardsEnv'] !== undefined,
    only: 'with `--standards-env`',
  },
];

const example = `
Examples:
  $ timeback-catalog check
  $ timeback-catalog check --watch
  $ timeback-catalog check --base origin/main       # in CI, on pull requests
  $ timeback-catalog check --base origin/main --fix
  $ timeback-catalog check --standards-env production
  $ timeback-catalog check --format json | jq '.diagnostics[].code'
  $ timeback-catalog check --format sarif > check.sarif          # GitHub, Azure DevOps
  $ timeback-catalog check --format codeclimate > quality.json   # GitLab
  $ timeback-catalog check --format junit > check.xml            # GitLab, Azure DevOps, Bitbucket, Jenkins
  $ timeback-catalog check --format github                       # annotations on GitHub

Paths in reports start at the top of the git repository.`;

export interface CheckFlags extends GlobalOptions {
  readonly base?: string;
  readonly watch?: boolean;
  readonly fix?: boolean;
  readonly standardsEnv?: string;
  readonly insecureHttp?: boolean;
  readonly format: Format | ReportFormat;
}

/** The flags, and the writer of a report if one is asked for; most runs load none. */
type ShownAs = CheckFlags & { readonly report?: Report | undefined };
type Report = typeof import('../../text/check-reports.ts').checkReports[ReportFormat];

export async function run(shell: CommandContext, flags: CheckFlags): Promise<ExitCode> {
  const options = await withOrigin(shell, { ...flags, report: await reportOf(flags) });
  const wrong = misuse(options);
  if (wrong) {
    showFound(shell, [wrong], options);
    return exit.usage;
  }
  if (options.fix) {
    const fixed = fix(options, shell.world);
    const cured = fixed.ok ? fixed.value : [];
    writeLines(
      shell.terminal.stderr,
      cured.map(({ file, line, from = '(no id)', to }) => `${file}:${line}  ${from} → ${to}`),
    );
  }
  if (!options.watch) {
    const result = check(options, shell.world);
    const asked = await askPlatform(shell, options, result);
    return showResultOf(shell, options, asked ? joined(result, asked) : result);
  }
  let code: ExitCode = exit.done;
  await watchCheck(options, shell.world, (result) => {
    code = showResultOf(shell, options, result);
    writeLines(shell.terminal.stderr, ['Waiting for a file to be saved; Ctrl-C ends this.']);
  });
  return code;
}

async function reportOf({ format }: CheckFlags): Promise<Report | undefined> {
  const name = reportFormats.find((one) => one === format);
  return name && (await import('../../text/check-reports.ts')).checkReports[name];
}

function misuse({ fix: isFix, base, watch, standardsEnv }: CheckFlags): Problem | undefined {
  if (isFix && base === undefined) {
    return problem('usage/wrong', {
      detail: '--fix restores the ids that nodes had at a commit.',
      hint: 'Name the commit: timeback-catalog check --base origin/main --fix',
    });
  }
  if (watch && standardsEnv !== undefined) {
    return problem('usage/wrong', {
      detail: '--watch and --standards-env cannot be used together.',
      hint: 'Use one of them.',
    });
  }
  return undefined;
}

/**
 * Asks the platform about standards; undefined if that was not asked for, or manifests have errors to fix
 * first.
 */
async function askPlatform(
  shell: CommandContext,
  { standardsEnv: env, ...options }: CheckFlags,
  { ok, problems }: Checked<CheckResult>,
): Promise<Checked<StandardsOn> | undefined> {
  if (env === undefined || !ok || hasErrors(problems)) return undefined;
  // Loaded only here: code for platforms takes longer to load than most checks take.
  const { checkStandardsOn } = await import('./standards-on.ts');
  const asked = await checkStandardsOn({ ...options, env }, shell.world);
  await shell.endProgress();
  return asked;
}

type Shown = CheckResult & { readonly standards?: StandardsOn };

function joined(result: Checked<CheckResult>, asked: Checked<StandardsOn>): Checked<Shown> {
  if (!result.ok) return result;
  const problems = [...result.problems, ...asked.problems];
  return asked.ok
    ? checked({ ...result.value, standards: asked.value }, problems)
    : { ok: false, problems };
}

function showResultOf(shell: CommandContext, options: ShownAs, result: Checked<Shown>): ExitCode {
  const passed = result.ok && !hasErrors(result.problems);
  const lines = passed ? [summary(result.value, options.base), ...emptyLines(result.value)] : [];
  showFound(shell, result.problems, { ...options, summary: lines });
  if (!passed) return exitOfProblems(result.problems);
  if (options.format === 'human') {
    const meant = result.problems.filter(({ code }) => code === 'identity/confirmed');
    writeLines(shell.terminal.stdout, [...lines, ...meant.map(({ detail }) => detail)]);
  }
  return exit.done;
}

/** Shows problems like `showProblems`; a report for a repository host goes to stdout instead. */
function showFound(
  shell: CommandContext,
  found: readonly Problem[],
  { format, report, ...options }: ShownAs & { readonly summary?: readonly string[] },
): void {
  const problems = inTermsOfHost(found, shell.terminal.env);
  const usual = formats.find((one) => one === format);
  showProblems(shell, problems, { ...options, ...(usual && { format: usual }) });
  if (report === undefined) return;
  const opened = openWorkspace(shell.world);
  const folder = opened.ok ? opened.value.folder : shell.world.cwd;
  const repository = openRepository(folder);
  const prefix =
    repository.ok && repository.value.prefix !== '' ? `${repository.value.prefix}/` : '';
  const { sha256 } = shell.world;
  const config = opened.ok ? opened.value.configFile : 'timeback-catalog.yaml';
  shell.terminal.stdout.write(report(problems, { prefix, config, sha256 }));
}

function summary(shown: Shown, base: string | undefined): string {
  const { files, nodes, standards } = shown;
  const number = `${files} file${files === 1 ? '' : 's'}`;
  const compared = base === undefined ? '' : sinceText(shown, base);
  return `Checked ${number}: ${countsInWords(nodes)}. No errors.${compared}${standards ? knownText(standards) : ''}`;
}

function sinceText({ since, isBeforeFirstCommit }: Shown, base: string): string {
  if (isBeforeFirstCommit) return ` Nothing is committed yet, so nothing is lost since ${base}.`;
  const changes = Object.entries(since).map(([type, count]) => `${count} ${type}`);
  return ` Since ${base}: ${changes.join(', ') || 'no change'}.`;
}

/** Lines about lessons and courses that apps on the official SDK do not see. */
function emptyLines({ placingNothing = 0, incomplete = [], nodes }: Shown): string[] {
  const of = `${placingNothing} of ${nodes.lesson} ${nodes.lesson === 1 ? 'lesson' : 'lessons'}`;
  const lessons = `Note: ${of} ${placingNothing === 1 ? 'places' : 'place'} no resource. On a OneRoster platform, apps do not see a lesson without a resource.`;
  const [first] = incomplete;
  const courses = `${incomplete.length} of ${nodes.course} ${nodes.course === 1 ? 'course' : 'courses'}`;
  return [
    ...(placingNothing > 0 ? [lessons] : []),
    ...(first
      ? [
          `Note: ${courses} cannot be completed in apps on the official SDK, because these look for the placement ${first.wanted}. ${completionHint(first)}`,
        ]
      : []),
  ];
}

function knownText({ environment, listed, known, untold }: StandardsOn): string {
  const open = untold === 0 ? '' : `, ${untold} not reported`;
  return listed === 0
    ? ` No standards are listed, so ${environment} was not asked.`
    : ` Known to ${environment}: ${known} of ${listed} standards${open}.`;
}
