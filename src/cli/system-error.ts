import { UnwritableError } from '../files/write.ts';
import { type Problem, problem } from '../model/problem.ts';
import { capital } from '../model/text.ts';

/** What the operating system says by its codes, and what a person can do about it. */
const reasons: Readonly<Record<string, { readonly says: string; readonly cure: string }>> = {
  EACCES: {
    says: 'permission denied',
    cure: 'Get permission to write there, or use another folder with --chdir FOLDER. `ls -ld` shows the owner.',
  },
  EPERM: {
    says: 'operation not permitted',
    // Windows says this of a file that another program has open.
    cure: 'Close other programs that have the file open, or get permission to write there.',
  },
  EBUSY: {
    says: 'another program has it open',
    cure: 'Close that program, and run the command again.',
  },
  EROFS: {
    says: 'read-only file system',
    cure: 'Use a writable folder with --chdir FOLDER.',
  },
  ENOSPC: {
    says: 'no space left on the disk',
    cure: 'Free some space, and run the command again.',
  },
  EIO: {
    says: 'the disk failed, or has no room left',
    cure: 'Make sure that the disk has room and is sound, and run the command again.',
  },
  EFBIG: {
    says: 'the file would be larger than is allowed here',
    cure: 'Raise the limit (`ulimit -f`), and run the command again.',
  },
  EDQUOT: { says: 'disk quota exceeded', cure: 'Free some space, and run the command again.' },
  EISDIR: { says: 'it is a folder', cure: 'Name a file, or move the folder out of the way.' },
  ENOTDIR: {
    says: 'a parent folder is a file',
    cure: 'Name another path, or move the file out of the way.',
  },
  ENAMETOOLONG: { says: 'the name is too long', cure: 'Choose a shorter name.' },
  EMFILE: {
    says: 'too many open files',
    cure: 'Raise the limit (`ulimit -n`), and run the command again.',
  },
};

/**
 * What the operating system refused, as a problem like all others: the path, its code, what was not
 * done and what to do. Undefined for every other error.
 */
export function systemProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = codeOf(error) ?? codeOf(error.cause);
  const { says, cure } = reasons[code ?? ''] ?? {};
  const hint =
    cure ??
    (code === 'ERR_SQLITE_ERROR'
      ? 'Move the file away: the emulator then starts with an empty one.'
      : 'Fix the cause, and run the command again.');
  if (error instanceof UnwritableError) {
    const isSaid = code !== undefined && error.message.includes(`(${code})`);
    const why = says === undefined || !isSaid ? '' : ` ${capital(says)}.`;
    return problem('files/unwritable', { detail: `${error.message}${why} ${error.undone}`, hint });
  }
  if (!('syscall' in error)) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'A file';
  const what = says === undefined ? error.message : `${path} cannot be used (${code}: ${says})`;
  return problem('files/unreadable', { detail: `${what}. The command stopped there.`, hint });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
