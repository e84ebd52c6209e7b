import { join } from 'node:path';
import { decode } from '../document/decode.ts';
import { readPlaced } from '../files/outside-problem.ts';
import { parseNames } from '../identity/names-parse.ts';
import type { ConstantNames } from '../model/constant-name.ts';
import { limits } from '../model/limits.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { Workspace } from './workspace.ts';

export interface ReadNames {
  /** Relative to the folder of the config. */
  readonly file: string;
  /** Absent where no name was ever given. */
  readonly text?: string;
  readonly names: ConstantNames;
}

/** Reads the names of constants, which stand beside the ledger: catalog.ids, catalog.names. */
export function readNames({ folder, config, sources }: Workspace): Checked<ReadNames> {
  const file = `${config.ids.file.replace(/\.ids$/, '')}.names`;
  const about = { file, what: 'the names of constants', limit: limits.ledger };
  const bytes = readPlaced(join(folder, file), about);
  if (!bytes.ok) return bytes;
  if (!bytes.value) return checked({ file, names: { file, entries: new Map() } }, []);
  sources.add([{ file, bytes: bytes.value }]);
  const text = decode(file, bytes.value);
  if (!text.ok) return text;
  const names = parseNames(file, text.value);
  return names.ok ? checked({ file, text: text.value, names: names.value }, []) : names;
}
