/**
 * What a CI system would obey in a log: GitHub `::name::…` wherever only blanks and colours stand
 * before it in its line, and in any place `##[name]` (GitHub, Azure), `##vso[…]` and `##teamcity[…]`.
 */
const commands = /^((?:[^\S\n]|\p{Cc}\[\d+m)*)::|##(?=\w*\[)/gmu;

/**
 * A finished text with such commands spelled so that a reader sees them and no log obeys them. Our
 * own words hold none. In JSON this means the same as before, since there `##` stands in strings.
 */
export function withoutCiCommands(text: string): string {
  return text.replace(commands, (_, before: string | undefined) =>
    before === undefined ? '\\u0023#' : `${before}\\u003a:`,
  );
}
