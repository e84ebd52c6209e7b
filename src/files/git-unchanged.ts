import type { SourceFile } from '../manifest/source-file.ts';
import { blobId } from './git-blob.ts';
import type { ObjectFormat } from './git-repository.ts';
import type { TreeEntry } from './git-tree.ts';

/** Whether files are others than those of a commit. */
export type Changed = boolean | 'unknown';

export interface Converting {
  readonly objectFormat: ObjectFormat;
  /** Of these paths those that a filter or an encoding stands before; undefined: nobody knows. */
  readonly attributesOf: (paths: readonly string[]) => ReadonlySet<string> | undefined;
}

/**
 * Whether files are others than those that were committed: one more, one less, or other bytes. Line
 * ends of Windows in place of those that were committed are no change: git writes them on checkout.
 * A file that a filter changes on checkout is not known, since filters are programs.
 */
export function changedSince(
  committed: readonly TreeEntry[],
  files: readonly SourceFile[],
  { objectFormat, attributesOf }: Converting,
): Changed {
  const ids = new Map(committed.map(({ path, blob }) => [path.normalize('NFC'), blob]));
  const known = new Set(files.map(({ file }) => file.normalize('NFC')));
  // A system may spell a name in another form of Unicode than git does.
  if ([...ids.keys()].some((path) => !known.has(path))) return true;
  const others: string[] = [];
  for (const { file, bytes } of files) {
    const id = ids.get(file.normalize('NFC'));
    if (id === undefined) return true;
    const isCommitted = (text: Uint8Array) => blobId(text, objectFormat) === id;
    if (!isCommitted(bytes) && !isCommitted(withLineFeeds(bytes))) others.push(file);
  }
  if (others.length === 0) return false;
  const converted = attributesOf(others);
  return converted && others.some((file) => !converted.has(file)) ? true : 'unknown';
}

const [lineFeed, carriageReturn] = [0x0a, 0x0d];

function withLineFeeds(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => byte !== carriageReturn || bytes[at + 1] !== lineFeed);
}
