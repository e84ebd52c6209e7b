import { join } from 'node:path';
import { decode } from '../document/decode.ts';
import { readPlaced } from '../files/outside-problem.ts';
import { type KeyEntry, parseKeys } from '../import/keys.ts';
import { limits } from '../model/limits.ts';
import { type Checked, checked } from '../model/problem.ts';
import type { Workspace } from './workspace.ts';

/** The keys of imported nodes, beside the ledger. */
export interface ReadKeys {
  readonly file: string;
  readonly entries: readonly KeyEntry[];
  readonly text?: string;
}

export function readKeys({ folder, config, sources }: Workspace): Checked<ReadKeys> {
  const file = `${config.ids.file.replace(/\.ids$/, '')}.keys`;
  const about = { file, what: 'the file of keys', limit: limits.ledger };
  const bytes = readPlaced(join(folder, file), about);
  if (!bytes.ok) return bytes;
  if (!bytes.value) return checked({ file, entries: [] }, []);
  sources.add([{ file, bytes: bytes.value }]);
  const text = decode(file, bytes.value);
  if (!text.ok) return text;
  const entries = parseKeys(file, text.value);
  return entries.ok
    ? checked({ file, entries: entries.value, text: text.value }, entries.problems)
    : entries;
}
