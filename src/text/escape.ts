import { isAscii } from '../model/ascii.ts';
import { mayHoldSpelling, spelling } from './spelling.ts';
import { shorten } from './words/shorten.ts';

/**
 * Characters that a screen obeys or hides instead of showing, by Unicode category: control (ESC and
 * all of C0 and C1), format (bidirectional controls, zero-width marks), lone surrogates, line and
 * paragraph separators.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const unseenInAscii = /[^ -~]/g;

const shortForms: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function spelledOut(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** Shows each character that a screen obeys or hides as `shown` has it, but where it is spelling. */
export function withUnseen(text: string, shown: (character: string) => string): string {
  if (isAscii(text)) return text.replace(unseenInAscii, shown);
  if (!mayHoldSpelling(text)) return text.replace(unseen, shown);
  spelledOrUnseen ??= new RegExp(`(${spelling})|${unseen.source}`, 'gu');
  return text.replace(spelledOrUnseen, (found, spelled?: string) => spelled ?? shown(found));
}

/** Made when it is needed: for its classes of letters V8 takes milliseconds. */
let spelledOrUnseen: RegExp | undefined;

/** For what is cut by other rules; all else goes through `escapeFor`. */
export function visible(text: string): string {
  return withUnseen(text, (found) => shortForms.get(found) ?? spelledOut(found));
}

function terminal(text: string): string {
  return visible(shorten(text));
}

const entity = (character: string) => `&#${character.codePointAt(0)};`;

/** A character reference can never be structure (CommonMark 2.5), unlike a backslash escape. */
const markdownStructure = /[&<>\\`*_[\]#|~@$]/g;

/** What is structure only if it starts a line: an item of a list, a number of one, an underline, blanks. */
const startOfStructure = /^[-+= ]|^\d(?=\d*[.)])/;

/**
 * GitHub links mentions, issue numbers, addresses and the full ids of commits in the finished
 * page, where a reference is a plain character again. A zero-width space keeps them apart.
 */
const linkedLater =
  /@(?=\w)|#(?=\w)|:(?=\/\/)|www(?=\.)|\bGH(?=-\d)|\b[\da-f]{3}(?=[\da-f]{37}\b)/gi;
const mark = '\u200b';

function markdown(text: string, startsLine = true): string {
  const inLine = terminal(text)
    .replace(linkedLater, `$&${mark}`)
    .replace(markdownStructure, entity)
    .replaceAll(mark, entity(mark));
  return startsLine ? inLine.replace(startOfStructure, entity) : inLine;
}

function html(text: string): string {
  return terminal(text).replace(/[&<>"']/g, entity);
}

const percent = (character: string) =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

function workflowMessage(text: string): string {
  return withUnseen(shorten(text), (found) =>
    /[\r\n]/.test(found) ? found : spelledOut(found),
  ).replace(/[%\r\n]/g, percent);
}

/**
 * Makes text from outside (titles, ids, file names, what a server said) harmless where it is shown.
 * Each gives one line of text that reads as the original did, or as its beginning does.
 */
export const escapeFor = {
  /** What a screen would obey or hide becomes visible, such as `\u001b`. Comes before colouring. */
  terminal,
  /** For running text in GitHub's Markdown, at the start of a line or within one; not for inside code. */
  markdown,
  /** For text and for attribute values in either kind of quotes. */
  html,
  /** For GitHub's workflow commands: `::error PROPERTY=property::message`. */
  workflow: {
    message: workflowMessage,
    property: (text: string): string => workflowMessage(text).replace(/[:,]/g, percent),
  },
} as const;
