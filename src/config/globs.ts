import type { LocatedDocument } from '../document/parse.ts';
import { isObject } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';

/** Globs that leave the folder of the config: a pull request must not make the tool read elsewhere. */
export function checkGlobs(document: LocatedDocument, file: string): Problem[] {
  const catalog = isObject(document.value) ? document.value['catalog'] : undefined;
  return (Array.isArray(catalog) ? catalog : [catalog]).flatMap((glob) => {
    if (typeof glob !== 'string' || !/^!?([/\\]|[A-Za-z]:)|(^!?|[/\\])\.\.([/\\]|$)/.test(glob))
      return [];
    return [
      problem('include/outside', {
        detail: `catalog: "${glob}" leads out of the folder of the config.`,
        hint: 'Write globs relative to the config, or put the config into a folder above all manifests.',
        span: { file, start: document.pointAt(['catalog']) },
      }),
    ];
  });
}
