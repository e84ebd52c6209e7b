/**
 * A page without values that change with each run: generated ids, hashes and commits that depend on them,
 * times and durations. Each is replaced by its number in the order of the page, so that equal ids stay equal;
 * durations are removed.
 */
export function alike(page: string): string {
  const text = page.replace(duration, '<time>');
  return varying.reduce((soFar, { name, form }) => numbered(soFar, name, form), text);
}

const duration = /\b\d+(?= ms\b)|(?<=after )\d+(?= s\b)|(?<=tried \d+ times in )\d+\s+seconds?/g;

const varying = [
  { name: 'uuid', form: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g },
  // The ledger is sorted by id.
  { name: 'line', form: /(?<=catalog\.ids:)\d+/g },
  { name: 'moment', form: /\b\d{4}-?\d\d-?\d\dT[\d:.]+Z?/g },
  { name: 'digest', form: /\b[0-9a-f]{7,40}\b/g },
] as const;

function numbered(text: string, name: string, form: RegExp): string {
  const seen: string[] = [];
  return text.replace(form, (found) => {
    if (!seen.includes(found)) seen.push(found);
    return `<${name} ${seen.indexOf(found) + 1}>`;
  });
}
