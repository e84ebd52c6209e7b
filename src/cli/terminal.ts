import type { ReadStream, WriteStream } from 'node:tty';
import type { SourceLines } from '../document/place.ts';
import { isSwitchedOn, type Progress, type World } from '../run/world.ts';
import type { Detail, Look, PageOrigin } from '../text/look.ts';
import type { EventStream } from './event-stream.ts';

/** What the operating system gives to a command line. */
export interface Terminal {
  readonly stdin: Pick<ReadStream, 'isTTY'> & NodeJS.ReadableStream;
  readonly stdout: OutStream;
  readonly stderr: OutStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}
export type OutStream = Pick<WriteStream, 'isTTY' | 'columns'> & NodeJS.WritableStream;

/** What `lookOf` needs to know; the context of a command has both. */
interface Shown {
  readonly terminal: Terminal;
  readonly world: { readonly sources: SourceLines };
}

export interface LookOptions {
  /** The value of `--color` or `--no-color`; undefined: the stream and the environment decide. */
  readonly color?: boolean;
  readonly detail?: Detail;
  readonly origin?: PageOrigin;
}

/** The look of a stream. Flags come before environment variables, and these before the kind of the stream. */
export function lookOf(stream: OutStream, { terminal, world }: Shown, options: LookOptions): Look {
  return {
    colour: options.color ?? wantsColour(stream, terminal.env),
    width: widthOf(stream),
    unicode: speaksUnicode(terminal),
    detail: options.detail ?? 'fields',
    sources: world.sources,
    // A program that reads a pipe looks for titles as the manifests have them.
    isScreen: Boolean(stream.isTTY),
    ...(options.origin && { origin: options.origin }),
  };
}

/** The width of a stream in columns, with a minimum. A narrower terminal breaks the lines itself. */
export function widthOf({ columns }: Pick<OutStream, 'columns'>): number {
  return Math.max(40, columns || 100);
}

/** The look of a file: the same as that of a pipe, whatever the screen is. */
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

/** Environment variables by which terminals on Windows show that they display more than their code page. */
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
  // Containers name no locale and display UTF-8; a console of Windows displays its code page.
  const shown = Object.entries(unicodeOnWindows).some(([name, how]) => how.test(env[name] ?? ''));
  return platform !== 'win32' || shown;
}

/** The context of every command: the world of the use cases, and the terminal. */
export interface CommandContext {
  readonly world: World;
  readonly terminal: Terminal;
  /** Called for Ctrl-C during a question, which reads the keys itself. */
  readonly interrupt: () => void;
  /** Called when progress should end, so that it does not mix with results. */
  readonly endProgress: () => Promise<void>;
  /** The event stream; present if the run writes one to stdout. */
  readonly events?: EventStream;
}

/** Shows progress on stderr. */
export interface ProgressView {
  readonly onProgress: (progress: Progress) => void;
  readonly end: () => Promise<void>;
}
