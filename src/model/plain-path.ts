const longest = 1024;
const plain = /^(?:\/[\w~-]+(?:\.[\w~-]+)*)+\/?$/;

/**
 * Whether a path says the same to everybody who reads it: names of ASCII letters, digits, `-`, `_`,
 * `~` and dots within, one slash before each. Nothing encoded, no `..`, no query, nothing that a URL
 * parser, a proxy and a server may take differently.
 */
export function isPlainPath(path: string): boolean {
  return path.length <= longest && plain.test(path);
}

/** What a plain path looks like, for messages. */
export const plainPathForm =
  'a path of plain names such as /rostering/1.0/lessons: one slash before each, letters, digits and - _ ~ . alone, nothing encoded';
