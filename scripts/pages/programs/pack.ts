// The archive that `pack` of scripts/pages/bin writes.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';

const [folder = '', file = ''] = process.argv.slice(2);
const files = globSync('**/*.*', { cwd: folder })
  .toSorted()
  .map((path) => [path, readFileSync(join(folder, path))] as const);
// The same bytes whenever it is made.
writeFileSync(file, zipSync(Object.fromEntries(files), { mtime: new Date(2026, 0, 1) }));
