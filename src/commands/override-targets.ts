import type { Environment } from '../config/environment.ts';
import { nearest } from '../document/nearest.ts';
import { type Address, parseAddress } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import { kinds } from '../model/kind.ts';
import { type Problem, problem } from '../model/problem.ts';

/** Overrides for nodes that the manifests do not have: they would be thought to have an effect. */
export function checkOverrideTargets(
  environments: Iterable<Environment>,
  { nodes }: Catalog,
  configFile: string,
): Problem[] {
  return [...environments].flatMap(({ name, overrides }) =>
    overrides.flatMap(({ of, at }) => {
      const isKnown = kinds.some((kind) => kind === of) || nodes.has(of as Address);
      if (isKnown) return [];
      const near = nearestOf(of, nodes.keys());
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

function nearestOf(name: string, addresses: Iterable<Address>): string | undefined {
  const id = parseAddress(name)?.sourcedId;
  const all = [...addresses];
  // The right id under another kind is as likely as a slip of the pen.
  return all.find((address) => parseAddress(address)?.sourcedId === id) ?? nearest(name, all);
}
