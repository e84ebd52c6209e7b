import type { Catalog, CatalogNode } from '../../src/model/catalog.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import {
  type Address,
  addressOf,
  type Kind,
  parentKind,
  parseAddress,
  titleIn,
} from '../../src/model/node.ts';
import type { RemoteEntity, RemoteState } from '../../src/model/remote.ts';
import { type CompareRules, strictRules } from '../../src/plan/compare.ts';
import { type LedgerLine, ledgerFrom } from './ledger.ts';

/** A node in short: kind, id, parent's id, fields. */
export type Short = readonly [Kind, string, string | undefined, JsonObject?];

export const rules: CompareRules = {
  ...strictRules,
  setLike: ['subjects', 'grades', 'subjectCodes', 'roles'],
  asText: ['grades'],
};

function entityOf([kind, sourcedId, parentId, fields]: Short) {
  const above = kind === 'unit' || kind === 'lesson' ? parentKind[kind] : undefined;
  const parent = above && parentId !== undefined ? addressOf(above, parentId) : undefined;
  const own = { title: sourcedId, ...fields };
  return { kind, sourcedId, title: titleIn(own), ...(parent && { parent }), fields: own };
}

/** A catalog from nodes in outline order; each stands on a line of its own. */
export function catalogOf(nodes: readonly Short[]): Catalog {
  const entries = nodes.map((short, index): [Address, CatalogNode] => {
    const entity = entityOf(short);
    const source = {
      file: 'catalog/a.yaml',
      start: { line: index + 1, column: 1 },
      fields: new Map(),
    };
    return [addressOf(entity.kind, entity.sourcedId), { entity, source }];
  });
  return { nodes: new Map(entries) };
}

/** A platform that holds nodes, each with a sortOrder if one is given. */
export function remoteOf(nodes: readonly (readonly [...Short, number?])[]): RemoteState {
  const entries = nodes.map(([kind, id, parent, fields, sortOrder]): [Address, RemoteEntity] => {
    const entity = entityOf([kind, id, parent, fields ?? {}]);
    const order = typeof sortOrder === 'number' ? { sortOrder } : {};
    return [addressOf(kind, id), { entity, status: 'active', ...order, record: {} }];
  });
  return {
    platform: { name: 'test', url: 'http://127.0.0.1', dialect: 'partner' },
    entities: new Map(entries),
    requests: 4,
  };
}

/** The same platform, on which nodes have been retired since. */
export function withRetired(state: RemoteState, addresses: readonly Address[]): RemoteState {
  const entities = [...state.entities].map(([address, entity]): [Address, RemoteEntity] => [
    address,
    addresses.includes(address) ? { ...entity, status: 'tobedeleted' } : entity,
  ]);
  return { ...state, entities: new Map(entities) };
}

/** A ledger in which these are retired; each stands on a line of its own. */
export function retiredInLedger(addresses: readonly Address[]): Ledger {
  return allInLedger(addresses, { state: 'retired' });
}

/** A ledger in which these were handed over. */
export function releasedInLedger(addresses: readonly Address[]): Ledger {
  return allInLedger(addresses, { state: 'released', to: 'maths' });
}

function allInLedger(
  addresses: readonly Address[],
  says: Pick<LedgerLine, 'state' | 'to'>,
): Ledger {
  const entries = addresses.map((address, index): [string, LedgerLine] => {
    const parsed = parseAddress(address);
    if (!parsed) throw new Error(`not an address: ${address}`);
    return [parsed.sourcedId, { ...parsed, ...says, line: index + 1 }];
  });
  return ledgerFrom(new Map(entries));
}

export const sha256 = (text: string): string => `digest of ${text}`;
