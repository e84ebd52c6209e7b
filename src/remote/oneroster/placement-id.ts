import { createHash } from 'node:crypto';

/**
 * The id of the placement of a resource in a lesson: a UUID made of both ids, so that it is the same
 * on every platform and after every interruption. Never to be made otherwise: what is published
 * keeps its id. A UUID of version 8, whose bits are whatever its maker says (RFC 9562).
 */
export function placementId(lesson: string, resource: string): string {
  const name = `timeback-catalog placement\n${lesson}\n${resource}`;
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
