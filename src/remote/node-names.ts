import { type Address, parseAddress } from '../model/address.ts';
import type { Dialect, NodeRecord, RecordName } from './dialect.ts';

/** Which records make up a node, as far as they were read or written here. */
export interface NodeNames {
  /** The record of the node itself first. */
  readonly of: (address: Address) => readonly RecordName[];
  readonly read: (address: Address, node: NodeRecord) => void;
  readonly written: (address: Address, records: readonly RecordName[]) => void;
}

/** Keeps the names, so that a node can be read again without reading whole lists. */
export function nodeNames(dialect: Pick<Dialect, 'collectionOf' | 'partsOf'>): NodeNames {
  const parts = new Map<Address, ReadonlyMap<string, RecordName>>();
  const main = (address: Address): RecordName[] => {
    const { kind, sourcedId } = parseAddress(address) ?? {};
    if (kind === undefined || sourcedId === undefined) return [];
    return [{ collection: dialect.collectionOf(kind).name, sourcedId }];
  };
  const add = (address: Address, more: readonly RecordName[]) => {
    if (more.length === 0) return;
    const named = more.map(({ collection, sourcedId }): [string, RecordName] => {
      const name = { collection, sourcedId };
      return [keyOf(name), name];
    });
    parts.set(address, new Map([...(parts.get(address) ?? []), ...named]));
  };
  return {
    of: (address) => {
      const own = main(address);
      const others = [...(parts.get(address)?.values() ?? [])];
      return [...own, ...others.filter((name) => own.every((one) => keyOf(one) !== keyOf(name)))];
    },
    read: (address, node) => add(address, dialect.partsOf(node)),
    written: add,
  };
}

/** Tells records of all collections apart. */
export function keyOf({ collection, sourcedId }: RecordName): string {
  return `${collection}/${sourcedId}`;
}
