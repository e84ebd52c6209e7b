/**
 * Collections of the platforms that hold what others own: people, where they belong, what they did.
 * Publishing writes courses, and never to one of these, whatever a config says. In the form of
 * `wordOf`.
 */
const anywhere: ReadonlySet<string> = new Set([
  'users',
  'students',
  'teachers',
  'guardians',
  'parents',
  'agents',
  'people',
  'persons',
  'demographics',
  'classes',
  'enrollments',
  'enrolments',
  'assessmentresults',
  'results',
  'assessmentlineitems',
  'lineitems',
  'scorescales',
  'scores',
  'gradebook',
  'xp',
  'events',
]);

/** The same of names that may well stand for a tenant in the middle of an address. */
const asCollection: ReadonlySet<string> = new Set([
  'orgs',
  'organizations',
  'schools',
  'districts',
  'academicsessions',
  'terms',
  'gradingperiods',
  'categories',
]);

/** Whether a path leads to what others own, however a server may read it. */
export function isOfOthers(path: string): boolean {
  const words = asServed(path).split(/[/\\]/).map(wordOf).filter(Boolean);
  const last = words.at(-1);
  return words.some((word) => anywhere.has(word)) || (last !== undefined && asCollection.has(last));
}

/** A name without case, hyphens, blanks, dots and what follows a semicolon. */
function wordOf(segment: string): string {
  const [name = ''] = segment.split(';');
  return name.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}

/** Without query, with `..` resolved and `%75` read as a letter, as often as it takes. */
function asServed(path: string): string {
  const { pathname } = URL.parse(path, 'https://platform.example') ?? { pathname: path };
  const text = decodedWhole(pathname) ?? pathname;
  return URL.parse(text, 'https://platform.example')?.pathname ?? text;
}

/** More layers of encoding than this have no honest reason. */
const mostLayers = 5;

/** A text with its percent-encoding taken off until there is none; undefined where it never ends. */
export function decodedWhole(text: string): string | undefined {
  let decoded = text;
  for (let layer = 0; layer < mostLayers; layer += 1) {
    const next = decodedOnce(decoded);
    if (next === decoded) return decoded;
    decoded = next;
  }
  return undefined;
}

/** What is no encoding stays as it is. */
function decodedOnce(text: string): string {
  if (!text.includes('%')) return text;
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
