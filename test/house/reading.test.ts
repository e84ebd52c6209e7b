// Files from outside are read in one place, src/files/outside.ts: it refuses pipes, devices and links
// before they are opened, and ends at a limit. What is read elsewhere is named here, with the reason.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../src');

const reasons: Readonly<Record<string, string>> = {
  'files/outside.ts': 'the one place',
  'files/own-file.ts': 'files that this tool keeps for itself, with rules of their own',
  'files/package-files.ts': 'files that this package brings along',
  'cli/bin.ts': 'a file that the build puts beside it',
  'files/state-folder.ts': 'a receipt that it keeps, with rules of its own',
  'files/write.ts': 'makes new files, and reads nothing',
  'files/receipt-file.ts': 'files of the state folder, with rules of their own',
  'files/lock-file.ts': 'a file of the state folder, with rules of its own',
  'features/emulator/server/store.ts': 'makes its database, and reads nothing',
  'action/step.ts': 'the event, which the runner writes',
  'action/annotations.ts': 'a number in the temporary folder of the job, which the Action writes',
};

/** Whatever of `node:fs` opens a file to read it. */
const reading =
  /\b(readFileSync|readFile|createReadStream|openSync|openAsBlob|readSync|copyFile|cp)\b/;

test('no other file of the sources opens files to read them', () => {
  const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => importsOf(file).some((names) => reading.test(names)));
  expect(found.filter((file) => !(file in reasons))).toEqual([]);
  expect(found).toContain('files/outside.ts');
});

/** What a file takes from Node's modules for files. A whole module counts as all of it. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  const named = text.matchAll(/import ([^;]*?) from '(?:node:)?fs(?:\/promises)?'/g);
  const whole = text.matchAll(/(?:import|require)\((?:\s*)'(?:node:)?fs(?:\/promises)?'/g);
  const names = [...named].map(([, what = '']) => (what.startsWith('*') ? 'readFile' : what));
  return [...names, ...[...whole].map(() => 'readFile')];
}
