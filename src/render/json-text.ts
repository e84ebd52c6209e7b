import type { Json } from '../model/json.ts';

/**
 * What `JSON.stringify` lets through and a terminal would obey or hide. The line break is its own
 * layout; all others can stand only inside strings, where an escape means the same.
 */
const unseen = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON for people and programs: indented by two, ending with a line break, safe on any screen. */
export function jsonText(json: Json): string {
  const text = JSON.stringify(json, undefined, 2).replace(unseen, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
  return `${text}\n`;
}
