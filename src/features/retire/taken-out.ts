import type { JsonObject } from '../../model/json.ts';
import type { Address, Kind } from '../../model/node.ts';
import { longestTitle, quoted, shorten } from '../../text/words/names.ts';

/** The nodes that a command took out of the manifests, and the files that it wrote or deleted. */
export interface TakenOut {
  /** The nodes with their titles; a title is absent if no manifest had the node. */
  readonly chosen: readonly {
    readonly kind: Kind | 'placement';
    readonly sourcedId: string;
    readonly title?: string;
  }[];
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  /** Nodes whose list of resources is empty although a placement in it is live again. */
  readonly emptied?: readonly Address[];
}

/**
 * What a command did with nodes, for people: one line for each file and each node, and the number of nodes.
 */
export function takenOutLines({ chosen, changed, deleted }: TakenOut, done: string): string[] {
  return [
    ...changed.map((file) => `changed ${file}`),
    ...deleted.map((file) => `deleted ${file}`),
    ...chosen.map(({ kind, sourcedId, title }) =>
      title === undefined
        ? `  ${kind}/${sourcedId}`
        : `  ${kind} ${quoted(shorten(title, longestTitle))}  ${sourcedId}`,
    ),
    `${chosen.length} id${chosen.length === 1 ? '' : 's'} ${done}.`,
  ];
}

/** What a command did with nodes, for programs. */
export function takenOutToJson({ chosen, changed, deleted }: TakenOut): JsonObject {
  const nodes = chosen.map(({ kind, sourcedId }) => ({
    address: `${kind}/${sourcedId}`,
    type: kind,
    sourced_id: sourcedId,
  }));
  return { nodes, changed, deleted };
}
