import { isUuid } from '../identity/shape.ts';
import type { WrittenId } from '../manifest/ids.ts';
import { writtenNodes } from '../manifest/locate.ts';
import { spanIn, titleOf, type WrittenNode } from '../manifest/node.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import type { Ledger } from '../model/ledger.ts';
import { mangling } from '../model/mangled.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Workspace } from './workspace.ts';

/**
 * Ids of manifests that no line of the ledger has and none must get, since each would be an identity
 * for ever: what a spreadsheet made of an id, and another form than the config demands.
 */
export function refusedIds(
  ids: readonly WrittenId[],
  files: readonly SourceFile[],
  { config, configFile }: Pick<Workspace, 'config' | 'configFile'>,
  ledger: Ledger | undefined,
): Problem[] {
  const isDoubtful = (id: string) =>
    !ledger?.entries.has(id) &&
    (mangling(id)?.isCertain === true || (config.sourcedIdForm === 'uuid' && !isUuid(id)));
  // Nearly always there is none, and then nobody has to find places.
  if (!ids.some(({ sourcedId }) => isDoubtful(sourcedId))) return [];
  return [...writtenNodes(files)].flatMap(([sourcedId, node]) => {
    if (!isDoubtful(sourcedId)) return [];
    const found = mangling(sourcedId);
    const span = spanIn(node, ['sourcedId'], 'value');
    if (found?.isCertain) return [mangled(sourcedId, node, found.what)];
    return [
      problem('id/not-uuid', {
        detail: `The ${titleOf(node)} has the id ${sourcedId}, and the config demands UUIDs (sourcedId.form in ${configFile}).`,
        hint: `Remove the id in ${span.file}:${span.start.line} and run \`timeback-catalog fmt\`, which mints a UUID.`,
        span,
      }),
    ];
  });
}

function mangled(sourcedId: string, node: WrittenNode, what: string): Problem {
  const span = spanIn(node, ['sourcedId'], 'value');
  return problem('id/mangled', {
    detail: `The ${titleOf(node)} has the id ${sourcedId}, ${what}, and no line of the ledger has it.`,
    hint: `Write what it was before a spreadsheet changed it. If it never was another one, remove the id in ${span.file}:${span.start.line} and run \`timeback-catalog fmt\`, which mints an id.`,
    span,
  });
}
