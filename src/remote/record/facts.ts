import { limits } from '../../model/limits.ts';
import { zeroKinds } from '../../plan/rules.ts';
import { choice, fact, names, unverified, words } from '../fact.ts';

/** What either dialect starts from where records are compared: the documents of neither tell. */
export const recordFacts = {
  'id.form': choice(
    ['any', 'uuid'],
    unverified,
    'What a sourcedId must be. Pages of the platforms speak of UUIDs in addresses and say nowhere that others are refused. uuid: a plan with another id is refused before anything is sent.',
  ),
  'id.most': fact(
    limits.sourcedId.most,
    unverified,
    'The most characters of a sourcedId. No document names a length. A plan with a longer one is refused before anything is sent.',
  ),
  'list.records': choice(
    ['unknown', 'whole', 'part'],
    unverified,
    'Whether lists show as much of a record as reading it by itself. part: what is written over is read by itself first. unknown: one record of each kind that a run would write over is compared, and what it shows counts for the run.',
  ),
  'record.serverOwned': names(
    ['dateLastModified'],
    unverified,
    'Fields that only the server decides: never compared, never carried over into a PUT.',
  ),
  'values.dropped': words(
    zeroKinds,
    unverified,
    'Values that the platform keeps nothing of when they are zero: numbers (0), truths (false), texts (""). Where it has nothing, that is what it has of them; any other value is compared.',
  ),
  'compare.sets': names(
    ['subjects', 'grades', 'subjectCodes', 'roles'],
    unverified,
    'Lists whose order means nothing.',
  ),
  'compare.texts': names(
    ['grades'],
    unverified,
    'Values that may come back as a number for a text or the other way round: 5 equals "5".',
  ),
  'compare.blanks': names(
    [],
    unverified,
    'Texts in which blanks at the ends do not count, and several count as one.',
  ),
  'compare.letters': names([], unverified, 'Texts in which upper and lower case are the same.'),
  'compare.dates': names(
    [],
    unverified,
    'Dates that may come back in another notation: 2026-01-01 equals 2026-01-01T00:00:00.000Z.',
  ),
  'compare.ignored': names(
    [],
    unverified,
    'Fields that the platform decides although manifests write them: sent, never compared.',
  ),
} as const;
