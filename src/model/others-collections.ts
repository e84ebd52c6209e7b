/**
 * Names of collections with data of others: people, memberships, activity. Publishing never writes
 * to them, whatever a config says. Normalised by `wordOf`.
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

/** Further such names that may also be a tenant in the middle of a path. */
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

/** Whether a path leads to data of others, however a server may decode it. */
export function isOfOthers(path: string): boolean {
  const words = asServed(path).split(/[/\\]/).map(wordOf).filter(Boolean);
  const last = words.at(-1);
  return words.some((word) => anywhere.has(word)) || (last !== undefined && asCollection.has(last));
}

/** A path segment without case, hyphens, blanks, dots and parameters behind a semicolon. */
function wordOf(segment: string): string {
  const [name = ''] = segment.split(';');
  return name.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}

/** A path without query, with `..` resolved and percent-encoding fully decoded. */
function asServed(path: string): string {
  const { pathname } = URL.parse(path, 'https://platform.example') ?? { pathname: path };
  const text = decodedWhole(pathname) ?? pathname;
  return URL.parse(text, 'https://platform.example')?.pathname ?? text;
}

/** Most layers of encoding. More have no honest reason. */
const mostLayers = 5;

/** A text with all percent-encoding decoded; undefined if that takes too many layers. */
export function decodedWhole(text: string): string | undefined {
  let decoded = text;
  for (let layer = 0; layer < mostLayers; layer += 1) {
    const next = decodedOnce(decoded);
    if (next === decoded) return decoded;
    decoded = next;
  }
  return undefined;
}

/** Decodes one layer. Invalid encoding stays unchanged. */
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
