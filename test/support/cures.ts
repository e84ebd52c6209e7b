// Carries out what the help of a problem says, to the letter, as somebody would who knows no better.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './command-line.ts';

/** One thing to do. */
interface Step {
  readonly at: number;
  readonly text: string;
  readonly carryOut: (folder: string, around: Around) => Promise<void> | void;
}

/** What a help leaves unsaid, since the problem shows it. */
export interface Around {
  /** Where the problem is. */
  readonly at?: { readonly file: string; readonly line: number };
  /** Of several problems with one help: which of them. */
  readonly nth?: number;
  /** The command that told it. */
  readonly args?: readonly string[];
  /** Puts back a node that came and went. */
  readonly putBack?: (folder: string) => void;
}

/** A problem as `--format json` has it. */
export interface Told {
  readonly severity: string;
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
}

export async function toldBy(args: readonly string[], folder: string) {
  const ended = await commandLine([...args, '--format', 'json'], { cwd: folder });
  const diagnostics: readonly Told[] = JSON.parse(ended.stdout).diagnostics;
  return { code: ended.code, diagnostics, text: ended.stderr };
}

/** The ways out that a help names, each as an order of its own; what comes first belongs to all. */
export function waysOf(hint: string): readonly string[] {
  const [, first = '', rest = hint] = /^(.*?fmt`); then (.*)$/.exec(hint) ?? [];
  return rest
    .split(/(?:; or|, or)(?= |$)|\. If | Otherwise /)
    .map((way) => [first, way.trim()].filter(Boolean).join('; then '))
    .filter((way) => stepsOf(way).length > 0);
}

/** Does what one way says, in the order of the words; fails if a command of it fails. */
export async function follow(way: string, folder: string, around: Around = {}): Promise<void> {
  for (const step of stepsOf(way)) await step.carryOut(folder, around);
}

type Maker = readonly [RegExp, (found: readonly string[]) => Step['carryOut']];

const makers: readonly Maker[] = [
  [
    /restore the id in (\S+?):(\d+): (.+?) → ([^\s`;.,]+)/gi,
    ([file, line, from, to]) => onLine(file, line, from, to),
  ],
  [/write `sourcedId: ([^`]+)` into (\S+):(\d+)/gi, ([id, file, line]) => written(id, file, line)],
  [
    /write that into (\S+):(\d+): `sourcedId: ([^`]+)`/gi,
    ([file, line, id]) => written(id, file, line),
  ],
  [
    /write its id here: ([^.]+)/gi,
    ([ids = '']) =>
      (folder, { nth = 0, at }) =>
        written(ids.split(', ')[nth], at?.file, String(at?.line))(folder, {}),
  ],
  [
    /restore it in (\S+?):(\d+): (\S+) → ([^\s`;.,]+)/g,
    ([file, line, from, to]) => onLine(file, line, from, to),
  ],
  [/remove the (?:id|sourcedId) in (\S+):(\d+)/gi, ([file, line]) => cleared(file, line)],
  [/in (\S+):(\d+) remove the id/gi, ([file, line]) => cleared(file, line)],
  [
    /Remove the line|remove the sourcedId of the copy/g,
    () =>
      (folder, { at }) =>
        cleared(at?.file, String(at?.line))(folder, {}),
  ],
  [
    /Delete line (\d+) of (\S+):/g,
    ([line, file]) => edited(file, (lines) => lines.toSpliced(Number(line) - 1, 1)),
  ],
  [/Restore the line of the base: `([^`]+)`/gi, ([text = '']) => lineBack(text)],
  [
    /Restore it\b|restore them first|restore (?:the|that) (?:nodes?|course|unit|lesson|resource)\b|put the \w+ back/gi,
    () =>
      (folder, { putBack = fromGit }) =>
        putBack(folder),
  ],
  [/Restore (?:catalog\.ids|ids\/) from the base/g, () => fromGit],
  [
    /run this command again/g,
    () =>
      (folder, { args = [] }) =>
        runAll(args.map((word) => `'${word}'`).join(' '), folder),
  ],
  [/shows what to confirm/g, () => confirmAll],
  [
    /`timeback-catalog ((?!check --base \S+`)[^`]+)`/g,
    ([words = '']) =>
      (folder) =>
        runAll(words, folder),
  ],
];

function stepsOf(way: string): readonly Step[] {
  return makers
    .flatMap(([form, make]) =>
      [...way.matchAll(form)].map((found) => ({
        at: found.index,
        text: found[0],
        carryOut: make(found.slice(1).map((one) => one ?? '')),
      })),
    )
    .sort((a, b) => a.at - b.at);
}

function edited(file = '', change: (lines: readonly string[]) => readonly string[]) {
  return (folder: string) => {
    const path = join(folder, file);
    writeFileSync(path, change(readFileSync(path, 'utf8').split('\n')).join('\n'));
  };
}

function onLine(file = '', line = '', from = '', to = ''): Step['carryOut'] {
  return edited(file, (lines) =>
    lines.map((text, at) => {
      if (at !== Number(line) - 1) return text;
      // Done already, by a way that says how to have it done.
      if (!text.includes(from) && !text.includes(to)) throw new Error(`no ${from} in ${text}`);
      return text.replace(from, () => to);
    }),
  );
}

/** As a person writes it: above the first field of the node. */
function written(id = '', file = '', line = ''): Step['carryOut'] {
  return edited(file, (lines) =>
    lines.flatMap((text, at) => {
      if (at !== Number(line) - 1) return [text];
      const [, lead = '', rest = ''] = /^(\s*(?:- )?)(.*)$/.exec(text) ?? [];
      if (rest.startsWith('sourcedId:')) return [`${lead}sourcedId: ${id}`];
      if (rest.startsWith('kind:')) return [text, `sourcedId: ${id}`];
      return [`${lead}sourcedId: ${id}`, `${lead.replace('-', ' ')}${rest}`];
    }),
  );
}

function cleared(file = '', line = ''): Step['carryOut'] {
  return edited(file, (lines) => {
    const at = Number(line) - 1;
    const [text = '', next = ''] = lines.slice(at);
    // The dash stays with the field below.
    return /^\s*- sourcedId:/.test(text)
      ? lines.toSpliced(
          at,
          2,
          text.replace(/- sourcedId:.*$/, () => `- ${next.trim()}`),
        )
      : lines.toSpliced(at, 1);
  });
}

function lineBack(text: string): Step['carryOut'] {
  const [id = ''] = text.split(' ');
  return edited('catalog.ids', (lines) => [
    ...lines.filter((line) => line !== '' && !line.startsWith(`${id} `)),
    text,
    '',
  ]);
}

function fromGit(folder: string): void {
  execFileSync('git', ['checkout', '-q', 'HEAD', '--', '.'], { cwd: folder });
}

async function runAll(words: string, folder: string): Promise<void> {
  const args = [...words.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, a, b, c]) => a ?? b ?? c ?? '',
  );
  const known = new Map([
    ['ENV', () => 'local'],
    ['NAME', () => 'other'],
    ['ID', () => newestId(folder)],
    ['REF', () => 'HEAD'],
  ]);
  const meant = args.map((word) => known.get(word)?.() ?? word);
  const ended = await commandLine(meant, { cwd: folder });
  // Mended before, by the same way in other words.
  const isDone = meant.includes('--fix') || ended.stderr.includes('identity/other-state');
  if (ended.code !== 0 && !isDone) throw new Error(`${words}: exit ${ended.code}\n${ended.stderr}`);
}

const ids = (text: string) =>
  [...text.matchAll(/sourcedId:\s*"?([^"\s]+)/g)].map(([, one = '']) => one);

/** The id that a node got since the last commit. */
function newestId(folder: string): string {
  const file = 'catalog/reading.yaml';
  const before = execFileSync('git', ['show', `HEAD:${file}`], { cwd: folder, encoding: 'utf8' });
  const known = new Set(ids(before));
  const now = ids(readFileSync(join(folder, file), 'utf8'));
  return now.findLast((one) => !known.has(one)) ?? 'ID';
}

async function confirmAll(folder: string): Promise<void> {
  const { diagnostics } = await toldBy(['check', '--base', 'HEAD'], folder);
  for (const { hint = '' } of diagnostics) {
    const way = waysOf(hint).find((one) => one.includes('catalog confirm'));
    if (way !== undefined) await follow(way, folder);
  }
}
