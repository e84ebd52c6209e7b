// Files are written in one place, whole and through no link; the state folder is opened in one place.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'));
const textOf = (file: string) => readFileSync(join(source, file), 'utf8');

const writes =
  /\b(writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|writeSync|writevSync|renameSync|rename|copyFile|copyFileSync|cpSync|linkSync|symlinkSync|truncateSync|ftruncateSync|rmSync|rmdirSync|unlinkSync|unlink|mkdirSync|mkdtempSync|chmodSync|chownSync|openSync)\(/;
const imports = /from 'node:fs(\/promises)?'/;

/** Who may, and why. */
const writers: Readonly<Record<string, string>> = {
  'files/write.ts': 'the one place',
  'files/own-file.ts': 'opens and prunes what is kept in the cache',
  'files/lock-file.ts': 'a lock is made and removed, and written in place to renew it',
  'files/receipt-file.ts': 'a receipt only grows',
  'files/state-folder.ts': 'opens kept files without following links, makes folders, prunes',
  'files/outside.ts': 'opens to read, without waiting for a pipe',
  'features/emulator/server/store.ts': 'makes the file that SQLite writes',
  'cli/cache-folder.ts': 'makes and empties the folder that Node keeps compiled code in',
  'action/inputs.ts': 'GITHUB_OUTPUT is the runner’s own file, and appended to',
  'action/step.ts': 'makes a folder of its own where the runner names none',
  'action/main.ts': 'GITHUB_STEP_SUMMARY is the runner’s own file, and appended to',
};

test('nobody else writes, renames or removes files', () => {
  const found = files.filter((file) => imports.test(textOf(file)) && writes.test(textOf(file)));
  expect(found.toSorted()).toEqual(Object.keys(writers).toSorted());
});

test('the name of the state folder is joined to paths by one file', () => {
  const joiners = files.filter((file) =>
    /\.timeback-catalog['/]|\bjoin\([^)]*stateFolder/.test(textOf(file)),
  );
  // Beside it: the line of .gitignore, and texts of help.
  const texts = [
    'cli/usage.ts',
    'features/probe/command.ts',
    'features/rehearse/command.ts',
    'features/undo/command.ts',
    'features/init/init.ts',
  ];
  const others = ['run/receipts/made-records.ts', 'model/problem-codes.ts', ...texts];
  expect(joiners.filter((file) => !others.includes(file))).toEqual(['files/state-folder.ts']);
  for (const file of others)
    expect(textOf(file)).not.toMatch(/join\([^)]*(stateFolder|\.timeback-catalog)/);
});
