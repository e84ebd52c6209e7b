import { extname, resolve } from 'node:path';
import type { SourceLines } from '../document/place.ts';
import { lastCommit } from '../files/git-history.ts';
import { packageText } from '../files/package-files.ts';
import { UnwritableError, writeWhole } from '../files/write.ts';
import { shellWord } from '../model/id-commands.ts';
import type { JsonObject } from '../model/json.ts';
import { type Checked, inReadingOrder, type Problem } from '../model/problem.ts';
import { type ExitCode, exit, exitOfProblems, exitOfReport } from '../run/exit-code.ts';
import { inTermsOfHost } from '../run/pipeline-hosts.ts';
import type { ApplyResult } from '../run/publish.ts';
import type { World } from '../run/world.ts';
import { code, type Medium, type Text } from '../text/document.ts';
import { formatVersion } from '../text/json/plan-json.ts';
import { problemToJson } from '../text/json/problem-json.ts';
import { jsonText } from '../text/json/read-json.ts';
import {
  type Format,
  formatOfExtension,
  type Look,
  type PageOrigin,
  type StreamedFormat,
} from '../text/look.ts';
import type { Renderer, Writer } from '../text/renderer.ts';
import { terminalLine } from '../text/terminal.ts';
import { problemsIn } from '../text/views/problems-view.ts';
import { hadNothingToDo } from '../text/words/report-words.ts';
import type { EventStream } from './event-stream.ts';
import type { EnvironmentOptions, GlobalOptions, HumanOrJson } from './options.ts';
import {
  type CommandContext,
  fileLook,
  type LookOptions,
  lookOf,
  type OutStream,
  widthOf,
} from './terminal.ts';

/** The most UTF-16 units that are written at once. */
const part = 1 << 20;
const mostBytesOfUnit = 3;

/**
 * Writes a text of any length in parts: the plan of a large catalog may have a hundred megabytes, and a
 * stream copies its input. All parts are encoded in the same buffer.
 */
export async function writeLongText(stream: OutStream, text: string): Promise<void> {
  const bytes = Buffer.allocUnsafe(Math.min(text.length, part + 1) * mostBytesOfUnit);
  for (let start = 0; start < text.length; ) {
    const end = start + part;
    // A part does not end between two surrogates.
    const whole = text.codePointAt(end - 1) === text.charCodeAt(end - 1) ? end : end + 1;
    const length = bytes.write(text.slice(start, whole));
    const fault = await new Promise((written) => stream.write(bytes.subarray(0, length), written));
    // The listener of the stream gets the error too.
    if (fault) return;
    start = whole;
  }
}

/** Writes lines that have no renderer; they may hold texts from outside. */
export function writeLines(stream: OutStream, lines: readonly string[]): void {
  const look = { colour: false, isScreen: Boolean(stream.isTTY), width: widthOf(stream) };
  stream.write(lines.map((line) => `${terminalLine(lastCommandWhole(line), look)}\n`).join(''));
}

/** Keeps a command at the end of a line in one piece, so that it can be copied. */
function lastCommandWhole(line: string): Text {
  const start = line.lastIndexOf(': timeback-catalog ') + 2;
  return start < 2 ? line : [line.slice(0, start), code(line.slice(start))];
}

/** Shows problems on stderr for people, and on stdout too if another format was asked for. */
export function showProblems(
  shell: Parameters<typeof lookOf>[1] & Pick<CommandContext, 'events'>,
  found: readonly Problem[],
  options: LookOptions & { readonly format?: StreamedFormat; readonly summary?: readonly string[] },
): void {
  const { terminal } = shell;
  const problems = inTermsOfHost(found, terminal.env);
  if (problems.length > 0) {
    const look = lookOf(terminal.stderr, shell, options);
    terminal.stderr.write(problemsIn.human(problems, look));
  }
  tellPrograms(shell, problems, options);
}

/** Writes problems to stdout in the format that was asked for, unless it is that of people. */
function tellPrograms(
  shell: Parameters<typeof showProblems>[0],
  problems: readonly Problem[],
  options: Parameters<typeof showProblems>[2],
): void {
  const { format = 'human', summary } = options;
  const { stdout } = shell.terminal;
  if (format === 'jsonl') shell.events?.problems(problems, shell.world.sources);
  else if (format !== 'human') {
    stdout.write(problemsIn[format](problems, lookOf(stdout, shell, options), summary));
  }
}

/** Shows why a command failed, and returns the exit code. */
export function showFailure(...shown: Parameters<typeof showProblems>): ExitCode {
  showProblems(...shown);
  return exitOfProblems(shown[1]);
}

/** How to show the result of a command that has no document in every format. */
interface Outcome<T> {
  /** The text for people on stdout: lines that may hold texts from outside, or a finished text. */
  readonly human: (value: T, look: Look) => readonly string[] | string;
  /** The fields for programs, in addition to `format_version` and `diagnostics`. */
  readonly json: (value: T) => JsonObject;
}

/**
 * Shows the result of a command, and returns the exit code. Problems go to stderr. With `--format json`
 * stdout also holds one document with the problems: the command's own, or `diagnostics` if it failed.
 */
export function showOutcome<T>(
  shell: CommandContext,
  options: LookOptions & { readonly format: HumanOrJson },
  result: Checked<T>,
  { human, json }: Outcome<T>,
): ExitCode {
  if (!result.ok) return showFailure(shell, result.problems, options);
  const { value, problems } = result;
  const { stdout } = shell.terminal;
  showProblems(shell, problems, { ...options, format: 'human' });
  if (options.format === 'json') {
    const { sources } = shell.world;
    const diagnostics = inReadingOrder(problems).map((one) => problemToJson(one, sources));
    stdout.write(jsonText({ format_version: formatVersion, ...json(value), diagnostics }));
  } else {
    const shown = human(value, lookOf(stdout, shell, options));
    if (typeof shown === 'string') stdout.write(shown);
    else writeLines(stdout, shown);
  }
  return exit.done;
}

/**
 * Shows why a run that publishes ended without a result. A person who answered no only reads that nothing was
 * sent, not that something is wrong.
 */
export function showUnpublished(
  shell: CommandContext,
  problems: readonly Problem[],
  options: LookOptions & { readonly format: StreamedFormat },
  what: 'Apply' | 'Undo' = 'Apply',
): void {
  if (isDeclined(problems)) {
    writeLines(shell.terminal.stderr, [`${what} cancelled. Nothing was sent.`]);
    tellPrograms(shell, problems, options);
  } else {
    showProblems(shell, problems, options);
  }
}

/** Whether nothing is wrong but that a person answered no. */
export function isDeclined(problems: readonly Problem[]): boolean {
  return problems.length > 0 && problems.every(({ code }) => code === 'apply/not-approved');
}

/** Folders whose files are counted and not listed. */
const folders = ['schemas/', '.github/workflows/'];

/** One line for each file; files that are copies from the package share one line for each folder. */
export function fileLines(verb: string, files: readonly string[]): string[] {
  const of = (file: string) => folders.find((folder) => file.startsWith(folder)) ?? file;
  return [...Map.groupBy(files, of)].map(([name, { length }]) =>
    folders.includes(name)
      ? `${verb} ${name} (${length} ${length === 1 ? 'file' : 'files'})`
      : `${verb} ${name}`,
  );
}

export interface OutputOptions<F extends StreamedFormat = Format> extends LookOptions {
  readonly format: F;
  /** Files to write in addition; the extension gives the format. */
  readonly out: readonly string[];
  /** Whether a text longer than the screen may go through a pager; absent: it may not. */
  readonly pager?: boolean;
}

/** Loads the renderer of each format only when needed: most runs need one. */
const rendererOf: Readonly<Record<Format, () => Promise<Renderer>>> = {
  human: async () => writing('terminal', (await import('../text/terminal.ts')).writeTerminal),
  json: async () => (await import('../text/json/renderer-json.ts')).json,
  markdown: async () => writing('markdown', (await import('../text/markdown.ts')).writeMarkdown),
  html: async () => writing('html', (await import('../text/html.ts')).writeHtml),
};

async function writing(medium: Medium, write: Writer): Promise<Renderer> {
  return (await import('../text/renderer.ts')).rendererFor(medium, write);
}

/** Says where plans were saved, and the command that applies exactly this plan. */
export function saySaved(
  { terminal }: CommandContext,
  options: Pick<OutputOptions, 'out'> & GlobalOptions & EnvironmentOptions,
  isApplicable: boolean,
): void {
  const { out, quiet, progress, asDraft, takeDown } = options;
  if (out.length === 0 || quiet || progress === 'none') return;
  const saved = `Saved the plan to ${new Intl.ListFormat('en').format(out)}.`;
  const file = isApplicable ? out.find((one) => formatOf(one) === 'json') : undefined;
  // The file does not name the draft.
  const draft = asDraft === undefined ? '' : ` --as-draft ${shellWord(asDraft)}`;
  const words = `${shellWord(file ?? '')}${draft}${takeDown ? ' --take-down' : ''}`;
  writeLines(terminal.stderr, [
    file === undefined ? saved : `${saved} To apply exactly this: timeback-catalog apply ${words}`,
  ]);
}

/** Shows a result on stdout in the asked format, and writes it to each file in that file's format. */
export async function showResult(
  shell: CommandContext,
  given: OutputOptions,
  render: (renderer: Renderer, look: Look, format: Format) => string,
): Promise<void> {
  const options = await withOrigin(shell, given);
  const look = lookOf(shell.terminal.stdout, shell, options);
  // Rendered before files are written, so that no report is lost if a file cannot be written.
  const shown = render(await rendererOf[options.format](), look, options.format);
  if (!(await isPaged(shell, options, shown))) await writeLongText(shell.terminal.stdout, shown);
  await writeResult(shell, options, render);
}

/** Writes a result to the files only. */
async function writeResult(
  shell: CommandContext,
  options: OutputOptions<StreamedFormat>,
  render: (renderer: Renderer, look: Look, format: Format) => string,
): Promise<void> {
  for (const file of options.out) {
    const format = formatOf(file);
    const text = render(await rendererOf[format](), fileLook(shell, options), format);
    try {
      writeWhole(resolve(shell.world.cwd, file), text);
    } catch (error) {
      if (error instanceof UnwritableError) error.isAfterResult = true;
      throw error;
    }
  }
}

/** Shows the result of a run. In an event stream, `tell` adds the result to the events. */
export async function showRunResult(
  shell: CommandContext,
  options: OutputOptions<StreamedFormat>,
  {
    render,
    tell,
  }: {
    readonly render: (renderer: Renderer, look: Look) => string;
    readonly tell: (events: EventStream, sources: SourceLines) => void;
  },
): Promise<void> {
  const { format } = options;
  if (format !== 'jsonl') return showResult(shell, { ...options, format }, render);
  if (shell.events) tell(shell.events, shell.world.sources);
  await writeResult(shell, await withOrigin(shell, options), render);
}

/** Adds the origin of a page to the options. Only pages show it, and finding it starts git. */
export async function withOrigin<T extends { format: string; out?: readonly string[] }>(
  { world }: CommandContext,
  options: T,
): Promise<T & Pick<LookOptions, 'origin'>> {
  const { format, out = [] } = options;
  const isPage = format === 'html' || out.some((file) => formatOf(file) === 'html');
  if (!isPage) return options;
  return { ...options, origin: await pageOrigin(world) };
}

/** Shows a long plan in a pager, if a person is at the terminal; false if it was not shown. */
async function isPaged(
  { terminal, world }: CommandContext,
  { format, pager = false }: OutputOptions,
  text: string,
): Promise<boolean> {
  if (!pager || format !== 'human' || !terminal.stdout.isTTY) return false;
  const { pagerFor, showInPager } = await import('./pager.ts');
  const words = pagerFor(terminal, text);
  return words !== undefined && showInPager(words, text, { cwd: world.cwd, env: terminal.env });
}

function formatOf(file: string): Format {
  return formatOfExtension.get(extname(file)) ?? 'json';
}

/** Shows what a run did, or its plan if there was nothing to do, and returns the exit code. */
export async function showApplied(
  shell: CommandContext,
  options: OutputOptions<StreamedFormat>,
  { plan, report }: ApplyResult,
): Promise<ExitCode> {
  await showRunResult(shell, options, {
    render: (renderer, look) =>
      hadNothingToDo({ plan, report })
        ? renderer.plan(plan, look)
        : renderer.report(report, plan, look),
    tell: (events, sources) => events.applied({ plan, report }, sources),
  });
  return exitOfReport(report, shell.world.stop.aborted);
}

/** The origin of a page that is made now. Outside of git there is no commit. */
async function pageOrigin({ cwd, now, packageFolder }: World): Promise<PageOrigin> {
  const last = lastCommit(cwd);
  const at = new Date(last?.date ?? '');
  // The date of a commit may be outside of the range that JavaScript can show.
  const isKnown = last && !Number.isNaN(at.valueOf());
  // Loaded only here: few runs make a page.
  const { hasEdits } = await import('../run/catalog/redirections.ts');
  const commit = isKnown && { ...last, date: at.toISOString(), isEdited: hasEdits(cwd) };
  const { version } = JSON.parse(packageText(packageFolder, 'package.json'));
  return { at: now().toISOString(), version, ...(commit && { commit }) };
}
