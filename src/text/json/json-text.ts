import type { Json } from '../../model/json.ts';
import { withoutCiCommands } from '../escape.ts';

/**
 * What `JSON.stringify` lets through and a terminal would obey or hide. The line break is its own
 * layout; all others can stand only inside strings, where an escape means the same.
 */
const unseen = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON for people and programs: indented by two, ending with a line break, safe on any screen. */
export function jsonText(json: Json): string {
  return harmless(`${JSON.stringify(json, undefined, 2)}\n`);
}

/** An object some of whose lists are made while they are written. */
export type LongJson = Readonly<Record<string, Json | Iterable<Json>>>;

/**
 * `jsonText` of a long object, item by item of its lists: neither all of them nor several copies of a
 * hundred megabytes of text are there at once.
 */
export function longJsonText(json: LongJson): string {
  return [...piecesOf(json)].join('');
}

function* piecesOf(json: LongJson): Generator<string> {
  let start = '{\n  ';
  for (const [name, value] of Object.entries(json)) {
    yield `${start}${harmless(JSON.stringify(name))}: `;
    if (isList(value)) yield* listPieces(value);
    else yield indented(value, '  ');
    start = ',\n  ';
  }
  yield start.startsWith('{') ? '{}\n' : '\n}\n';
}

function* listPieces(items: Iterable<Json>): Generator<string> {
  let start = '[\n    ';
  for (const item of items) {
    yield `${start}${indented(item, '    ')}`;
    start = ',\n    ';
  }
  yield start.startsWith('[') ? '[]' : '\n  ]';
}

function isList(value: Json | Iterable<Json>): value is Iterable<Json> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function indented(json: Json, indent: string): string {
  return harmless(JSON.stringify(json, undefined, 2).replaceAll('\n', `\n${indent}`));
}

/** JSON on one line, else as above. */
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
