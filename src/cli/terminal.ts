import type { ReadStream, WriteStream } from 'node:tty';
import type { Detail, Look } from '../render/look.ts';

/** What a command line is given by the operating system. */
export interface Terminal {
  readonly stdin: Pick<ReadStream, 'isTTY'> & NodeJS.ReadableStream;
  readonly stdout: OutStream;
  readonly stderr: OutStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}
export type OutStream = Pick<WriteStream, 'isTTY' | 'columns'> & NodeJS.WritableStream;

export interface LookOptions {
  /** `--color` and `--no-color`; undefined: as the stream and the environment say. */
  readonly color?: boolean;
  readonly detail?: Detail;
}

/** Flags beat variables, variables beat what the stream is. */
export function lookOf(stream: OutStream, terminal: Terminal, options: LookOptions): Look {
  return {
    colour: options.color ?? wantsColour(stream, terminal.env),
    width: Math.max(40, stream.columns || 100),
    unicode: speaksUnicode(terminal.env),
    detail: options.detail ?? 'fields',
  };
}

/** A file gets what it would get from a pipe, whatever the screen is. */
export function fileLook({ detail = 'fields' }: LookOptions): Look {
  return { colour: false, width: 100, unicode: true, detail };
}

function wantsColour(stream: OutStream, env: Terminal['env']): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return Boolean(stream.isTTY) && env['TERM'] !== 'dumb';
}

function speaksUnicode(env: Terminal['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return env['TERM'] !== 'linux' && !/^(C|POSIX)$/.test(locale);
}
