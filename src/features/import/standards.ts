import { quoteShort } from '../../document/place.ts';
import { isUuid } from '../../identity/content.ts';
import { type JsonObject, textsIn } from '../../model/json.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { firstFew } from '../../model/text.ts';
import { nodeInWords } from './account.ts';
import type { OutlineNode, SourceOutline } from './imported.ts';

/** The identifiers of standards by their codes, and those that manifests list. */
interface KnownStandards {
  readonly byCode: ReadonlyMap<string, string>;
  readonly listed: readonly string[];
}

/** The most standards that a warning names. */
const mostNamed = 5;

/**
 * An outline with CASE identifiers in place of the codes that people write, such as 5.NF.1, as far as the
 * frameworks of the config have them. `read` gives these, and the standards of the manifests; it is called only
 * for an outline with standards, since a framework may have 64 MB. Problems: standards that are neither.
 */
export function withStandardIds(
  outline: SourceOutline,
  read: () => KnownStandards,
): { readonly outline: SourceOutline; readonly problems: readonly Problem[] } {
  let byCode: KnownStandards['byCode'] = new Map();
  let known: ReadonlySet<string> | undefined;
  const open = new Map<string, OutlineNode>();
  const courses = outline.courses.map(named);
  return {
    outline: { ...outline, courses },
    problems: open.size > 0 ? [unnamed(open, byCode)] : [],
  };

  function readOnce(): ReadonlySet<string> {
    const all = read();
    byCode = all.byCode;
    return new Set([...all.listed, ...byCode.values()]);
  }

  function named(node: OutlineNode): OutlineNode {
    return {
      ...node,
      fields: fieldsOf(node),
      children: node.children.map(named),
      resources: node.resources.map(named),
    };
  }

  function fieldsOf(node: OutlineNode): JsonObject {
    const { fields } = node;
    const written = textsIn(fields['standards']);
    if (written.length === 0) return fields;
    known ??= readOnce();
    const standards = written.map((one) => byCode.get(one) ?? one);
    for (const one of standards)
      if (!isUuid(one) && !known.has(one) && !open.has(one)) open.set(one, node);
    return { ...fields, standards: [...new Set(standards)] };
  }
}

function unnamed(
  open: ReadonlyMap<string, OutlineNode>,
  { size }: ReadonlyMap<string, string>,
): Problem {
  const named = [...open].map(
    ([one, node]) => `${quoteShort(one)} of ${nodeInWords(node)} at ${node.at}`,
  );
  const isOne = open.size === 1;
  return problem('import/standard-codes', {
    detail: `${isOne ? 'A standard of the source is' : `${open.size} standards of the source are`} written as ${isOne ? 'a code' : 'codes'}, and ${size > 0 ? 'the frameworks of the config have none with that code, or several' : 'the config names no framework that has their identifiers'}: ${firstFew(named, mostNamed)}. Platforms know a standard by its CASE identifier.`,
    hint: 'Name the framework in the config under `standards`, and import again: its codes become identifiers. A column of notes: `--map "COLUMN=lesson.metadata.standards"`.',
  });
}
