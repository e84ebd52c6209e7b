/** The meaning of a code of the operating system, and the advice for a person. */
interface Reason {
  readonly says: string;
  readonly cure: string;
}

const tooManyFiles: Reason = {
  says: 'too many open files',
  cure: 'Raise the limit (`ulimit -n`), and run the command again.',
};

const reasons: Readonly<Record<string, Reason>> = {
  EACCES: {
    says: 'permission denied',
    cure: 'Get permission to write there, or use another folder with --chdir FOLDER. `ls -ld` shows the owner.',
  },
  EPERM: {
    says: 'operation not permitted',
    // Windows gives this code for a file that another program has open.
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
  ENOENT: {
    says: 'the file or a folder on the way is missing',
    cure: 'Make the folder, or name another path.',
  },
  ENOTDIR: {
    says: 'a parent folder is a file',
    cure: 'Name another path, or move the file out of the way.',
  },
  ENAMETOOLONG: { says: 'the name is too long', cure: 'Choose a shorter name.' },
  ELOOP: {
    says: 'symbolic links lead in a circle, or there is a link where a file should be',
    cure: 'Put the file or folder itself there instead of the link.',
  },
  EXDEV: {
    says: 'the folder spans two file systems',
    cure: 'Use a folder on one file system with --chdir FOLDER.',
  },
  EEXIST: {
    says: 'something of that name is there already',
    cure: 'Move it out of the way, and run the command again.',
  },
  ETXTBSY: {
    says: 'a program runs from it',
    cure: 'Close that program, and run the command again.',
  },
  ENXIO: { says: 'it is a device or a pipe', cure: 'Name a file.' },
  ENODEV: { says: 'it is a device or a pipe', cure: 'Name a file.' },
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  ENOMEM: {
    says: 'the memory is used up',
    cure: 'Close other programs, and run the command again.',
  },
};

/** The meaning of a code of the operating system, and the advice; undefined for any other text. */
export function systemReasonOf(code: string | undefined): Reason | undefined {
  return code !== undefined && Object.hasOwn(reasons, code) ? reasons[code] : undefined;
}
