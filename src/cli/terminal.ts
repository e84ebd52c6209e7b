import type { ReadStream, WriteStream } from 'node:tty';
import type { SourceLines } from '../document/place.ts';
import { isSwitchedOn, type Progress, type World } from '../run/world.ts';
import type { Detail, Look, PageOrigin } from '../text/look.ts';
import type { EventStream } from './event-stream.ts';

/** What a command line is given by the operating system. */
export interface Terminal {
  readonly stdin: Pick<ReadStream, 'isTTY'> & NodeJS.ReadableStream;
  readonly stdout: OutStream;
  readonly stderr: OutStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}
export type OutStream = Pick<WriteStream, 'isTTY' | 'columns'> & NodeJS.WritableStream;

/** What a look is made for: a command's shell has both. */
interface Shown {
  readonly terminal: Terminal;
  readonly world: { readonly sources: SourceLines };
}

export interface LookOptions {
  /** `--color` and `--no-color`; undefined: as the stream and the environment say. */
  readonly color?: boolean;
  readonly detail?: Detail;
  readonly origin?: PageOrigin;
}

/** Flags beat variables, variables beat what the stream is. */
export function lookOf(stream: OutStream, { terminal, world }: Shown, options: LookOptions): Look {
  return {
    colour: options.color ?? wantsColour(stream, terminal.env),
    width: widthOf(stream),
    unicode: speaksUnicode(terminal),
    detail: options.detail ?? 'fields',
    sources: world.sources,
    // What reads a pipe looks for titles as the manifests have them.
    isScreen: Boolean(stream.isTTY),
    ...(options.origin && { origin: options.origin }),
  };
}

/** In columns. A terminal that is narrower breaks the lines itself. */
export function widthOf({ columns }: Pick<OutStream, 'columns'>): number {
  return Math.max(40, columns || 100);
}

/** A file gets what it would get from a pipe, whatever the screen is. */
export function fileLook(
  { world: { sources } }: Pick<Shown, 'world'>,
  { detail = 'fields', origin }: LookOptions,
): Look {
  return {
    ...{ colour: false, width: 100, unicode: true, detail, sources },
    ...(origin && { origin }),
  };
}

function wantsColour(stream: OutStream, env: Terminal['env']): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return isSwitchedOn(env['FORCE_COLOR']);
  return Boolean(stream.isTTY) && env['TERM'] !== 'dumb';
}

/** The terminals of Windows that show more than their code page has, by the variables they set. */
const unicodeOnWindows: Readonly<Record<string, RegExp>> = {
  WT_SESSION: /./,
  TERM_PROGRAM: /^(vscode|WezTerm|ghostty)$/,
  TERM: /^(xterm-256color|alacritty)$/,
  ConEmuTask: /^\{cmd::Cmder\}$/,
};

/** Whether the screen shows more than ASCII, as far as the environment tells. */
export function speaksUnicode({ env, platform }: Pick<Terminal, 'env' | 'platform'>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  if (env['TERM'] === 'linux') return false;
  if (locale) return /utf-?8/i.test(locale);
  // Containers name no locale and show UTF-8; a console of Windows shows its code page.
  const shown = Object.entries(unicodeOnWindows).some(([name, how]) => how.test(env[name] ?? ''));
  return platform !== 'win32' || shown;
}

/** What every command of the command line gets: the world of the use cases, and the terminal. */
export interface CommandContext {
  readonly world: World;
  readonly terminal: Terminal;
  /** What Ctrl-C does at a question, which reads keys itself. */
  readonly interrupt: () => void;
  /** Called when progress should end, so that results do not mix with it. */
  readonly endProgress: () => Promise<void>;
  /** Present if the run is told on stdout as a stream of events. */
  readonly events?: EventStream;
}

/** Shows progress on stderr. */
export interface ProgressView {
  readonly onProgress: (progress: Progress) => void;
  readonly end: () => Promise<void>;
}
