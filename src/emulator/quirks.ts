/**
 * Ways in which a platform may differ from its documents, each reported of some TimeBack API or
 * left open by the documents. Any set without contradiction can be in force at once.
 */
export const quirks = {
  'put-merges': 'PUT lays the record over the stored one; metadata is merged leaf by leaf',
  'put-merges-metadata': 'PUT replaces the record but merges its metadata leaf by leaf',
  'injects-defaults': 'a course gets metadata.AlphaLearn and metadata.goals where it has none',
  'mirrors-parent': "a unit's parent is copied to courseComponent",
  'date-overwritten': 'the server sets dateLastModified itself',
  'drops-nulls': 'fields that are null vanish',
  'grades-as-numbers': 'grades come back as numbers',
  'lists-reordered': 'subjects, grades and subjectCodes come back in reverse order',
  'titles-decomposed': 'titles come back in decomposed Unicode form (NFD)',
  'references-with-href': 'references come back with href and type',
  'adds-read-only': 'records come back with createdAt and tenantId',
  'put-answers-200': 'PUT answers 200, also when it creates',
  'put-answers-201': 'PUT answers 201, also when it updates',
  'put-answers-204': 'PUT answers 204 without a body',
  'put-answers-empty': 'PUT answers 200 without a body',
  'hides-retired': 'records with status tobedeleted are not in lists; GET still shows them',
  'retired-is-final': 'PUT on a record with status tobedeleted answers 404 "already exists"',
  'page-cap-100': 'a page holds at most 100 records, whatever limit was asked',
  'short-pages': 'every second page lacks its last record; the total is right',
  'filter-unknown-empty': 'a filter on a field that does not exist gives an empty list, not 400',
} as const satisfies Record<string, string>;

export type QuirkName = keyof typeof quirks;

export function isQuirk(name: string): name is QuirkName {
  return Object.hasOwn(quirks, name);
}

export const quirkNames: readonly QuirkName[] = Object.keys(quirks).filter(isQuirk);

/** At most one of each group can hold. */
const rivals: readonly (readonly QuirkName[])[] = [
  ['put-merges', 'put-merges-metadata'],
  ['put-answers-200', 'put-answers-201', 'put-answers-204', 'put-answers-empty'],
];

/** Throws an Error that names the quirks which contradict each other. */
export function checkQuirks(names: readonly QuirkName[]): void {
  for (const group of rivals) {
    const [first, second] = group.filter((name) => names.includes(name));
    if (first !== undefined && second !== undefined) {
      throw new Error(`The quirks ${first} and ${second} contradict each other.`);
    }
  }
}
