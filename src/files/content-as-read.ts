import { join } from 'node:path';
import { readOutside } from './outside.ts';

/** The content of files of a catalog when they were read, by which a change by another program shows. */
export class ContentAsRead {
  readonly #bytes = new Map<string, Uint8Array>();

  /**
   * Remembers files as they were read first: what a run writes may come from that, even if it reads them
   * again.
   */
  note(files: readonly { readonly file: string; readonly bytes: Uint8Array }[]): void {
    for (const { file, bytes } of files) {
      if (!this.#bytes.has(file)) this.#bytes.set(file, bytes);
    }
  }

  /** Forgets a file that was written or removed since. */
  forget(file: string): void {
    this.#bytes.delete(file);
  }

  /** Whether a file, by its path relative to the folder, has another content now than it had when it was read. */
  isChanged(folder: string, file: string): boolean {
    const before = this.#bytes.get(file);
    if (!before) return false;
    const now = readOutside(join(folder, file), { most: before.length, links: 'followed' });
    return now.type !== 'file' || Buffer.compare(now.bytes, before) !== 0;
  }
}
