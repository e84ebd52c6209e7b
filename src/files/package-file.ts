import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a file that this package brings along. */
export function packageText(packageFolder: string, ...way: readonly string[]): string {
  return readFileSync(join(packageFolder, ...way), 'utf8');
}
