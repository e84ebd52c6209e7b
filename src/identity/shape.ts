import { isAscii } from '../model/ascii.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const shapedLikeUuid = /^[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/i;
const fiveGroups = /^[0-9a-f]+(?:-[0-9a-f]+){4}$/i;
/** Five short hexadecimal words in a row are no UUID gone wrong. */
const shortest = 30;

export function isUuid(id: string): boolean {
  return uuid.test(id);
}

/** The shape of a UUID with other letters, or its letters with a digit too many or too few. */
export function isNearlyUuid(id: string): boolean {
  if (isUuid(id)) return false;
  return shapedLikeUuid.test(id) || (fiveGroups.test(id) && id.length >= shortest);
}

/** So few different digits in a UUID come by chance in one of many millions. */
const fewest = 4;

/** `11111111-1111-4111-8111-111111111111`, `12345678-…`: nobody drew these by lot. */
export function isCounting(id: string): boolean {
  if (!shapedLikeUuid.test(id)) return false;
  return hasFewDigits(id) || /^(?:12345678|01234567|abcdefab)/i.test(id);
}

function hasFewDigits(id: string): boolean {
  const different = new Set<string>();
  for (const digit of id.toLowerCase()) {
    if (digit !== '-') different.add(digit);
    // Mostly after five or six of them.
    if (different.size > fewest) return false;
  }
  return true;
}

/** Zero-width marks, direction marks, soft hyphens and the like. */
export function hasInvisibles(id: string): boolean {
  return !isAscii(id) && /\p{Cf}|[\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}/u.test(id);
}

/** An id as an eye or a careless system takes it. */
export function asSeen(id: string): string {
  return id
    .normalize('NFKC')
    .replace(/\p{Cf}|[\u115f\u1160\u3164\uffa0]|\p{Variation_Selector}/gu, '')
    .trim()
    .toLowerCase();
}
