import type { Environment } from '../config/environment.ts';
import { guesser } from '../document/nearest.ts';
import { type Address, idIn, nodeNamed } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import { kinds } from '../model/kind.ts';
import { type Problem, problem } from '../model/problem.ts';

/** Overrides for nodes that the manifests do not have: they would be thought to have an effect. */
export function checkOverrideTargets(
  environments: Iterable<Environment>,
  { nodes }: Catalog,
  configFile: string,
): Problem[] {
  const suggest = suggestions(nodes);
  return [...environments].flatMap(({ name, overrides }) =>
    overrides.flatMap(({ of, at }) => {
      const isKnown = kinds.some((kind) => kind === of) || nodes.has(of as Address);
      if (isKnown) return [];
      const near = suggest(of);
      return [
        problem('config/override-of-none', {
          detail: `environments.${name}.overrides names ${of}, and no manifest has it.`,
          ...(near !== undefined && { hint: `Did you mean "${near}"?` }),
          span: { file: configFile, start: at },
        }),
      ];
    }),
  );
}

/** What may have been meant: the right id under another kind is as likely as a slip of the pen. */
function suggestions(nodes: Catalog['nodes']): (name: string) => string | undefined {
  const guess = guesser(() => nodes.keys());
  let byId: ReadonlyMap<string, Address> | undefined;
  return (name) => {
    byId ??= new Map([...nodes.keys()].map((one) => [idIn(one), one]));
    return byId.get(nodeNamed(name).sourcedId) ?? guess(name);
  };
}
