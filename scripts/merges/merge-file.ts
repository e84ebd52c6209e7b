import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Texts = ReadonlyMap<string, string>;

/**
 * Whether git merges two branches without a conflict, without any attribute. `ours` and `theirs` are
 * the files that each of them changed. Git has to merge only what both changed, by `git merge-file`;
 * against nothing if both made the file.
 */
export function isMerged(base: Texts, ours: Texts, theirs: Texts): boolean {
  return [...ours].every(([file, text]) => {
    const other = theirs.get(file);
    return other === undefined || other === text || mergeFile(base.get(file) ?? '', text, other);
  });
}

function mergeFile(base: string, ours: string, theirs: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-merges-'));
  try {
    const files = Object.entries({ ours, base, theirs }).map(([name, text]) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    });
    const { status, stderr } = spawnSync('git', ['merge-file', '--quiet', ...files], {
      cwd: folder,
      encoding: 'utf8',
    });
    // It ends with the number of conflicts, or with 255 if it could not even try.
    if (status === null || status > 127) throw new Error(`git merge-file failed: ${stderr}`);
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
