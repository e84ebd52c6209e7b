const ofPeople = /\/(users|students|teachers|agents|classes|enrollments)([/;]|$)/i;

/** Whether an address is one of those that publishing must never write to, whatever a config says. */
export function isOfPeople(path: string): boolean {
  return ofPeople.test(asServed(path));
}

/** As a server takes it: without query, with `..` and `\` resolved and `%75` read as a letter. */
function asServed(path: string): string {
  try {
    return decodeURIComponent(new URL(path, 'https://platform.example').pathname);
  } catch {
    return path;
  }
}
