import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../document/decode.ts';
import { withFrames } from '../document/frame.ts';
import { type KeyEntry, parseKeys } from '../import/keys.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import type { Workspace } from './workspace.ts';

/** The keys of imported nodes, beside the ledger. */
export interface ReadKeys {
  readonly file: string;
  readonly entries: readonly KeyEntry[];
  readonly text?: string;
}

export function readKeys({ folder, config }: Workspace): Checked<ReadKeys> {
  const file = `${config.ids.replace(/\.ids$/, '')}.keys`;
  const path = join(folder, file);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return checked({ file, entries: [] }, []);
  // As with the ledger: a link could show the lines of any file.
  if (!found.isFile()) {
    const detail = `${file}, the file of keys, is a link or a folder and not a file.`;
    return { ok: false, problems: [problem('file/symbolic-link', { detail })] };
  }
  const text = decode(file, readFileSync(path));
  if (!text.ok) return text;
  const entries = parseKeys(file, text.value);
  const problems = withFrames(entries.problems, () => text.value);
  return entries.ok
    ? checked({ file, entries: entries.value, text: text.value }, problems)
    : { ok: false, problems };
}
