/** Words that are no texts in YAML, and names that JavaScript objects have of themselves. */
const refused = /^(?:true|false|null|__proto__|constructor|prototype)$/i;

/** Whether a plain word of letters, digits, `_` and `-` is a key and nothing else for any reader. */
export function isKey(word: string): boolean {
  return !refused.test(word);
}
