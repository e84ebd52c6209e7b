import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { largestSource } from './import-source.ts';

/** No export has more files that are read. */
const mostFiles = 50_000;

/** The wanted files of a folder by path. Links are not followed, hidden folders not entered. */
export function readFolder(
  folder: string,
  wanted: (path: string) => boolean,
): Checked<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const problems: Problem[] = [];
  visit('');
  return checked(files, problems.slice(0, 10));

  function visit(path: string): void {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.')) visit(name);
      } else if (wanted(name)) take(name, entry.isFile());
    }
  }

  function take(name: string, isFile: boolean): void {
    const fault = isFile ? tooLarge(name) : `${name} is a link, which is not followed.`;
    if (fault === undefined) files.set(name, readFileSync(join(folder, name)));
    else problems.push(problem('import/archive', { detail: fault }));
  }

  function tooLarge(name: string): string | undefined {
    if (files.size >= mostFiles) return `The folder holds more than ${mostFiles} files.`;
    const { size } = lstatSync(join(folder, name));
    return size > largestSource.outline ? `${name} has ${size} bytes.` : undefined;
  }
}
