const longest = 1024;
const plain = /^(?:\/[\w~-]+(?:\.[\w~-]+)*)+\/?$/;

/**
 * Whether every program reads a path alike: names of ASCII letters, digits, `-`, `_`, `~` and inner
 * dots, each behind one slash; no encoding, no `..`, no query.
 */
export function isPlainPath(path: string): boolean {
  return path.length <= longest && plain.test(path);
}

/** Description of a plain path, for messages. */
export const plainPathForm =
  'a path of plain names such as /rostering/1.0/lessons: one slash before each, letters, digits and - _ ~ . alone, nothing encoded';
