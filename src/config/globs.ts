import type { LocatedDocument } from '../document/parse.ts';
import { quoted } from '../document/wording.ts';
import { readGlob } from '../model/glob.ts';
import { isObject } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';

/**
 * Keys whose globs decide which files are read. `ids` names a file or folder beside the config and
 * is limited by its schema to letters, digits and `. _ -`; the files of keys and names are named
 * after it.
 */
const globKeys = ['catalog', 'standards'] as const;

/**
 * Globs that are malformed or leave the folder of the config: a pull request must not make the tool
 * read other files.
 */
export function checkGlobs(document: LocatedDocument, file: string): Problem[] {
  return globKeys.flatMap((key) => checkKey(key, document, file));
}

function checkKey(key: string, document: LocatedDocument, file: string): Problem[] {
  const globs = isObject(document.value) ? document.value[key] : undefined;
  return (Array.isArray(globs) ? globs : [globs]).flatMap((glob) => {
    if (typeof glob !== 'string') return [];
    const read = readGlob(glob.startsWith('!') ? glob.slice(1) : glob);
    if (read.ok) return [];
    const { type, reason, hint } = read.fault;
    const span = { file, start: document.pointAt([key]) };
    if (type === 'form') {
      const detail = `${key}: ${quoted(glob)} ${reason}.`;
      return [problem('glob/unusable', { detail, span, ...(hint !== undefined && { hint }) })];
    }
    return [
      problem('include/outside', {
        detail: `${key}: ${quoted(glob)} leads out of the folder of the config: it ${reason}.`,
        hint: 'Write globs relative to the config, or put the config into a folder above all manifests.',
        span,
      }),
    ];
  });
}
