import type { Json } from '../model/json.ts';
import { withoutCiCommands } from './ci-commands.ts';

/**
 * What `JSON.stringify` lets through and a terminal would obey or hide. The line break is its own
 * layout; all others can stand only inside strings, where an escape means the same.
 */
const unseen = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON for people and programs: indented by two, ending with a line break, safe on any screen. */
export function jsonText(json: Json): string {
  return harmless(`${JSON.stringify(json, undefined, 2)}\n`);
}

/** The same on one line. */
export function jsonLine(json: Json): string {
  return harmless(`${JSON.stringify(json)}\n`);
}

/** Takes the line break with the rest: put behind a long text, it would have all of it copied. */
function harmless(json: string): string {
  const text = json.replace(unseen, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
  return withoutCiCommands(text);
}
