import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../document/decode.ts';
import { withFrames } from '../document/frame.ts';
import { parseNames } from '../identity/names-parse.ts';
import type { ConstantNames } from '../model/constant-name.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import type { Workspace } from './workspace.ts';

export interface ReadNames {
  /** Relative to the folder of the config. */
  readonly file: string;
  /** Absent where no name was ever given. */
  readonly text?: string;
  readonly names: ConstantNames;
}

/** Reads the names of constants, which stand beside the ledger: catalog.ids, catalog.names. */
export function readNames({ folder, config }: Workspace): Checked<ReadNames> {
  const file = `${config.ids.replace(/\.ids$/, '')}.names`;
  const path = join(folder, file);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return checked({ file, names: { file, entries: new Map() } }, []);
  if (!found.isFile()) {
    const link = problem('file/symbolic-link', {
      detail: `${file}, the names of constants, is a link or a folder and not a file.`,
      hint: 'Put the file itself there.',
      span: { file, start: { line: 1, column: 1 } },
    });
    return { ok: false, problems: [link] };
  }
  const text = decode(file, readFileSync(path));
  if (!text.ok) return text;
  const names = parseNames(file, text.value);
  if (names.ok) return checked({ file, text: text.value, names: names.value }, []);
  return { ok: false, problems: withFrames(names.problems, () => text.value) };
}
