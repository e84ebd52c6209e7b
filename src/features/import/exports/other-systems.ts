interface OtherSystem {
  /** A file that only it has. */
  readonly file: RegExp;
  readonly is: string;
  readonly hint: string;
}

/** A file that each backup of Moodle has; beside it is a `course/course.xml` that is none of Open edX. */
export const moodleFile = /(?:^|\/)moodle(?:_backup)?\.xml$/;

const asTable =
  'Write its topics and titles as a table with a row for each lesson, and use `timeback-catalog import outline`.';
const content =
  'It is content for a lesson: upload it where students open it, and name its address in a resource.';

/** What people try to import besides the exports that are read, the surest sign first. */
const systems: readonly OtherSystem[] = [
  {
    file: moodleFile,
    is: 'a backup of Moodle, which is not read',
    hint: 'In Moodle, export the course as "IMS Common Cartridge 1.1" in the backup settings, and use `timeback-catalog import cartridge`.',
  },
  {
    file: /(?:^|\/)imsmanifest\.xml$/,
    is: 'a content package, not an export of Open edX',
    hint: 'Use `timeback-catalog import cartridge`.',
  },
  {
    file: /(?:^|\/)lessonbuilder\.xml$|-archive\/site\.xml$/,
    is: 'an archive of a Sakai site, which is not read',
    hint: 'In Sakai, export the pages of Lessons as a Common Cartridge ("Export CC"), and use `timeback-catalog import cartridge`.',
  },
  {
    file: /(?:^|\/)databases\/[\da-f]{32}\.sqlite3$/,
    is: 'a channel of Kolibri, whose topics are in a database',
    hint: asTable,
  },
  {
    file: /^Takeout\//,
    is: 'an archive of Google Takeout, which has no outline of a class in Classroom',
    hint: asTable,
  },
  {
    file: /(?:^|\/)library\.xml$/,
    is: 'a problem library of Open edX, not a course',
    hint: 'Export the course that uses it: in Studio, Tools, Export Course.',
  },
  {
    file: /(?:^|\/)course\.xml$/,
    is: 'an export of Open edX, not a Common Cartridge',
    hint: 'Use `timeback-catalog import olx`.',
  },
  {
    file: /(?:^|\/)(?:orgs|courses|classes|academicSessions)\.csv$/,
    is: 'a set of OneRoster CSV files, which have no units and no lessons',
    hint: '`timeback-catalog import remote` reads courses from a platform.',
  },
  { file: /(?:^|\/)h5p\.json$/, is: 'an activity of H5P, not a course', hint: content },
  { file: /(?:^|\/)(?:cmi5|tincan)\.xml$/, is: 'a package for xAPI, not a course', hint: content },
  { file: /^META-INF\/container\.xml$/, is: 'an e-book, not a course', hint: content },
  {
    file: /^\[Content_Types\]\.xml$|^content\.xml$/,
    is: 'a document of an office program',
    hint: 'Use `timeback-catalog import outline` for a spreadsheet. Save another document as a table first.',
  },
];

/** Names the system that an archive or a folder comes from by its files, with what to do instead. */
export function otherSystem(
  file: string,
  names: readonly string[],
): { readonly detail: string; readonly hint: string } | undefined {
  const found = systems.find((system) => names.some((name) => system.file.test(name)));
  return found && { detail: `${file} is ${found.is}.`, hint: found.hint };
}
