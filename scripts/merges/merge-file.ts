import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Texts = ReadonlyMap<string, string>;

/**
 * Whether git merges two branches without a conflict and without attributes. `ours` and `theirs` are the
 * files that each branch changed. Only files that both changed need `git merge-file`; if both created a file,
 * the base is empty.
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
    // The exit code is the number of conflicts, or 255 if git could not merge.
    if (status === null || status > 127) throw new Error(`git merge-file failed: ${stderr}`);
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
