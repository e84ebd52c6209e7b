import { quoted } from '../document/wording.ts';
import { inOneForm } from '../model/glob.ts';
import { type Problem, problem } from '../model/problem.ts';

/** A path as case-insensitive file systems (macOS, Windows) compare it. */
export function inOneCase(path: string): string {
  return inOneForm(path).toLowerCase();
}

/** Files with one name on macOS and Windows, where a clone would hold only one of them. */
export function checkFileTwins(files: Iterable<string>): Problem[] {
  const first = new Map<string, string>();
  const problems: Problem[] = [];
  for (const file of files) {
    const name = inOneCase(file);
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, file);
    else problems.push(twins(file, earlier));
  }
  return problems;
}

function twins(file: string, earlier: string): Problem {
  const isForm = inOneForm(file) === inOneForm(earlier);
  const by = isForm ? 'by the Unicode form of their letters' : 'by upper and lower case';
  const wins = isForm
    ? ' An include takes the one whose name is written in its own form, and the first one where neither is.'
    : '';
  return problem('catalog/same-name', {
    detail: `${spelt(file, isForm)} and ${spelt(earlier, isForm)} differ ${by} alone. macOS and Windows take them for one file.${wins}`,
    hint: 'Give one of them another name, with `git mv`, and its includes.',
    span: { file, start: { line: 1, column: 1 } },
  });
}

/** Shows how names that look alike differ in Unicode form. */
function spelt(file: string, isForm: boolean): string {
  if (!isForm) return quoted(file);
  const form = file === file.normalize('NFC') ? 'composed, NFC' : 'decomposed, NFD';
  return `${quoted(file)} (${form})`;
}
