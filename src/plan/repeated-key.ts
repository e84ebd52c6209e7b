import type { Address } from '../model/address.ts';
import { repeatedKeyIn } from '../model/exact-json.ts';
import type { JsonObject } from '../model/json.ts';
import type { Change } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';

/**
 * Why a record cannot be written over: one of its objects came with two values under one key, of which
 * a write could give back only one. Undefined where each key came once.
 */
export function repeatedKey(address: Address, record: JsonObject): Problem | undefined {
  const path = repeatedKeyIn(record);
  if (!path) return undefined;
  return problem('remote/repeated-key', {
    detail: `The platform's record of "${address}" has the key ${JSON.stringify(path.join('.'))} twice. A write could give back only one of the two values, so nothing is written to this record.`,
    hint: `Have one of the two removed on the platform, or leave the node out with \`--exclude ${address}\`.`,
    address,
  });
}

/** The same for all records that a plan would write over. */
export function checkRepeatedKeys(
  changes: readonly Change[],
  { entities }: RemoteState,
): Problem[] {
  return changes.flatMap(({ address }) => {
    const record = entities.get(address)?.record;
    return (record && repeatedKey(address, record)) ?? [];
  });
}
