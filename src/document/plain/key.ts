/** Words that YAML does not read as texts, and names that JavaScript objects inherit. */
const refused = /^(?:true|false|null|__proto__|constructor|prototype)$/i;

/** Whether a word of letters, digits, `_` and `-` is a key to every reader. */
export function isKey(word: string): boolean {
  return !refused.test(word);
}
