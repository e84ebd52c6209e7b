/**
 * Whether a text is all ASCII, as most are. V8 takes milliseconds to compile a pattern with classes
 * of Unicode letters, which is much of what a short command takes: code that runs in each of them
 * has a second pattern for such texts.
 */
export function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}
