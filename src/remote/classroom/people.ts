const ofPeople = /\/(users|students|teachers|agents|classes|enrollments)(\/|$)/i;

/** Whether an address is one of those that publishing must never write to, whatever a config says. */
export function isOfPeople(path: string): boolean {
  return ofPeople.test(path);
}
