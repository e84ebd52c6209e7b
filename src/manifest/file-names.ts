import { quoteShort } from '../document/place.ts';
import { comparablePath } from '../model/glob.ts';
import { type Problem, problem } from '../model/problem.ts';
import { isDeviceName } from '../model/text.ts';
import { inOneCase } from './include.ts';

/** The problems of files whose names other systems refuse, or take for one name. */
export function checkFileNames(files: readonly string[]): Problem[] {
  return [...checkRefusedNames(files), ...checkSimilarNames(files)];
}

/** One problem for each file or folder that a clone on Windows could not hold. */
function checkRefusedNames(files: readonly string[]): Problem[] {
  const first = new Map<string, Problem>();
  for (const file of files) {
    const parts = file.split('/');
    for (const [index, name] of parts.entries()) {
      const reason = refusedBecause(name);
      if (reason === undefined) continue;
      const path = parts.slice(0, index + 1).join('/');
      if (!first.has(path)) first.set(path, refused(path, reason, file));
    }
  }
  return [...first.values()];
}

/** Why Windows refuses a name: the end of a sentence; undefined if it takes it. */
function refusedBecause(name: string): string | undefined {
  if (isDeviceName(name)) return 'it is the name of a device';
  const [mark] = /[<>:"|?*\\]/.exec(name) ?? [];
  if (mark !== undefined) return `it has the character ${mark}`;
  if (/\p{Cc}/u.test(name)) return 'it has a control character';
  const [end] = /[. ]$/.exec(name) ?? [];
  return end && (end === '.' ? 'it ends with a dot' : 'it ends with a space');
}

function refused(path: string, reason: string, file: string): Problem {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return problem('catalog/file-name', {
    detail: `Windows does not take the name ${quoteShort(name)}: ${reason}. A clone there lacks ${path === file ? 'this file' : `the folder ${path}`}.`,
    hint: 'Rename it with `git mv`, and change its includes.',
    span: { file, start: { line: 1, column: 1 } },
  });
}

/** The problems of files whose names are the same on macOS and Windows: a clone there would hold only one. */
function checkSimilarNames(files: Iterable<string>): Problem[] {
  const first = new Map<string, string>();
  const problems: Problem[] = [];
  for (const file of files) {
    const name = inOneCase(file);
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, file);
    else problems.push(similarFiles(file, earlier));
  }
  return problems;
}

function similarFiles(file: string, earlier: string): Problem {
  const isForm = comparablePath(file) === comparablePath(earlier);
  const by = isForm ? 'by the Unicode form of their letters' : 'by upper and lower case';
  const wins = isForm
    ? ' An include finds the file whose name has the same form, or the first one if neither has.'
    : '';
  return problem('catalog/same-name', {
    detail: `${spelt(file, isForm)} and ${spelt(earlier, isForm)} differ only ${by}. macOS and Windows treat them as one file.${wins}`,
    hint: 'Rename one of them with `git mv`, and change its includes.',
    span: { file, start: { line: 1, column: 1 } },
  });
}

/** Shows how names that look alike differ in Unicode form. */
function spelt(file: string, isForm: boolean): string {
  if (!isForm) return quoteShort(file);
  const form = file === file.normalize('NFC') ? 'composed, NFC' : 'decomposed, NFD';
  return `${quoteShort(file)} (${form})`;
}
