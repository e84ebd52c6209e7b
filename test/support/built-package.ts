import { cpSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { folderWith, put } from './catalog-folder.ts';

const root = join(import.meta.dirname, '../..');

/** A folder with the package as it is built here. Of the checkout itself npm would build it anew, under other tests. */
export function builtPackage(): string {
  const folder = folderWith();
  for (const part of ['dist', 'schemas']) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  const { scripts: _, devDependencies: __, ...rest } = packageJson;
  put(folder, 'package.json', JSON.stringify(rest));
  return folder;
}
