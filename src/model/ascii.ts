/**
 * Whether a text is all ASCII. V8 takes milliseconds to compile patterns with Unicode classes, much
 * of the time of a short command, so code that runs in every command uses a simpler pattern for
 * such texts.
 */
export function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}
