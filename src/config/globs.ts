import type { LocatedDocument } from '../document/parse.ts';
import { isObject } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';

/** Globs that leave the folder of the config: a pull request must not make the tool read elsewhere. */
export function checkGlobs(document: LocatedDocument, file: string): Problem[] {
  return ['catalog', 'standards'].flatMap((key) => checkKey(key, document, file));
}

function checkKey(key: string, document: LocatedDocument, file: string): Problem[] {
  const globs = isObject(document.value) ? document.value[key] : undefined;
  return (Array.isArray(globs) ? globs : [globs]).flatMap((glob) => {
    if (typeof glob !== 'string' || !/^!?([/\\]|[A-Za-z]:)|(^!?|[/\\])\.\.([/\\]|$)/.test(glob))
      return [];
    return [
      problem('include/outside', {
        detail: `${key}: "${glob}" leads out of the folder of the config.`,
        hint: 'Write globs relative to the config, or put the config into a folder above all manifests.',
        span: { file, start: document.pointAt([key]) },
      }),
    ];
  });
}
