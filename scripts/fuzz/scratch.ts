import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder of this process, for files that are read from disk. */
export const scratch = mkdtempSync(join(tmpdir(), 'fuzz-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
