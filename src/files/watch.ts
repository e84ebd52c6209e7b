import { type FSWatcher, watch } from 'node:fs';

/** Watches folders, each by itself and not what is below it. */
export interface FolderWatch {
  /**
   * From now on these and no others; what cannot be watched is left out. Says whether one is new:
   * what changed in it before now was not noticed.
   */
  readonly set: (folders: readonly string[]) => boolean;
  readonly close: () => void;
}

/** An editor writes a file in several steps; they are one change when they are this close. */
const apart = 40;

/** Calls back once after things changed in a folder that is watched. */
export function watchFolders(onChange: (names: ReadonlySet<string>) => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let names = new Set<string>();
  const changed = (name: string) => {
    names.add(name);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const all = names;
      names = new Set();
      onChange(all);
    }, apart);
  };
  const end = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  return {
    set(folders) {
      for (const folder of watchers.keys()) if (!folders.includes(folder)) end(folder);
      let isMore = false;
      for (const folder of folders) {
        if (watchers.has(folder)) continue;
        try {
          const watcher = watch(folder, (_, name) => changed(`${folder}/${name ?? ''}`));
          // A folder that is removed: its parent tells of it too.
          watcher.on('error', () => end(folder));
          watchers.set(folder, watcher);
          isMore = true;
        } catch {
          // It is gone already.
        }
      }
      return isMore;
    },
    close() {
      clearTimeout(timer);
      for (const folder of [...watchers.keys()]) end(folder);
    },
  };
}
