import { createHash } from 'node:crypto';
import { uuidOf } from '../../model/uuid-of.ts';

/**
 * The id of the placement of a resource in a lesson: a UUID made of both ids, so that it is the same
 * on every platform and after every interruption. Never to be made otherwise: what is published
 * keeps its id.
 */
export function placementId(lesson: string, resource: string): string {
  const name = `timeback-catalog placement\n${lesson}\n${resource}`;
  return uuidOf(createHash('sha256').update(name).digest('hex'));
}
