import { type ContentRule, contentRules, type RuleName } from './content-rules.ts';

export type Severity = 'error' | 'warning';

interface Row {
  readonly severity: Severity;
  /** Fixed and short, without a full stop. */
  readonly summary: string;
  /** For docs/problems.md: why the rule exists and how to mend it. */
  readonly help: string;
}

/** A code for each rule about content. A config may give it the other severity. */
const ruleCodes = Object.fromEntries(
  Object.entries(contentRules).map(([name, rule]: [string, ContentRule]) => {
    const { severity, summary, meaning, help } = rule;
    const where = 'Rules are in force where the config asks for them: docs/content-rules.md.';
    return [`rules/${name}`, { severity, summary, help: `${meaning} ${help} ${where}` }];
  }),
) as Readonly<Record<`rules/${RuleName}`, Row>>;

/**
 * Every code that the tool can report, `area/what-is-wrong`. docs/problems.md is generated from it.
 */
export const problemCodes = {
  ...ruleCodes,
  'file/unreadable': {
    severity: 'error',
    summary: 'File cannot be read',
    help: 'The operating system refused to open the file, or it is none: a folder, or a pipe or device, which are never opened. Check its permissions and that it is a regular file.',
  },
  'file/too-large': {
    severity: 'error',
    summary: 'File is too large',
    help: 'Files are read up to a limit, which docs/reference/limits.md has with its reason. A manifest is text that people review: split it and join the parts with `include`.',
  },
  'file/too-many': {
    severity: 'error',
    summary: 'Too many files',
    help: 'The globs of the config match more than any catalog has, and part of a catalog would read as if the rest were gone. Narrow `catalog`, or part the catalog into several.',
  },
  'file/empty': {
    severity: 'error',
    summary: 'File is empty',
    help: 'A manifest that lost its content must not read as "nothing here". Delete the file or restore it.',
  },
  'file/binary': {
    severity: 'error',
    summary: 'File is not text',
    help: 'The file holds NUL bytes. Save it as UTF-8 text, or keep it out of the `catalog` globs.',
  },
  'file/encoding': {
    severity: 'error',
    summary: 'File is not UTF-8',
    help: 'Save the file as UTF-8. A byte order mark at its start is fine.',
  },
  'file/symbolic-link': {
    severity: 'error',
    summary: 'Symbolic link is not followed',
    help: 'A link in a pull request could point at any file of the machine that plans it. Put the file itself in the catalog folder.',
  },
  'file/not-checked-out': {
    severity: 'error',
    summary: 'File of the catalog is not checked out',
    help: 'git has files of the catalog that this checkout leaves out: by a sparse checkout, or since a submodule was not fetched. Part of a catalog would read as if the rest were gone, so nothing is done before they are here; the message has the command.',
  },
  'file/conflict': {
    severity: 'error',
    summary: 'Merge conflict in the file',
    help: 'Git left both versions standing. Keep what is to stay of both, each node with the sourcedId that it has, and remove the marks; nothing else in the file is judged before.',
  },
  'yaml/syntax': {
    severity: 'error',
    summary: 'Not valid YAML',
    help: 'Manifests are YAML 1.2. The message says where reading stopped making sense; look at that line and the one above.',
  },
  'yaml/tab': {
    severity: 'error',
    summary: 'Tab used as indentation',
    help: 'YAML allows only spaces for indentation.',
  },
  'yaml/cut-title': {
    severity: 'error',
    summary: 'Title is cut by a comment',
    help: 'In YAML a space and `#` begin a comment. Put a title that holds them in quotes.',
  },
  'yaml/duplicate-key': {
    severity: 'error',
    summary: 'Key is written twice',
    help: 'One of two equal keys would be lost silently. Remove or rename one.',
  },
  'yaml/alias': {
    severity: 'error',
    summary: 'Anchors and aliases are off here',
    help: 'An alias would repeat a sourcedId or hide a change far away from it. Write the value out.',
  },
  'yaml/merge-key': {
    severity: 'error',
    summary: 'Merge keys are off here',
    help: 'YAML 1.2 has no merge key (`<<`). Write the fields out.',
  },
  'yaml/tag': {
    severity: 'error',
    summary: 'Tags are off here',
    help: 'Manifests hold plain strings, numbers, booleans, lists and maps only. Remove the `!tag`.',
  },
  'yaml/key': {
    severity: 'error',
    summary: 'Key is not allowed',
    help: 'Keys are plain strings, and names such as `__proto__` are refused because programs that read the catalog could be misled by them.',
  },
  'yaml/several-documents': {
    severity: 'error',
    summary: 'More than one YAML document',
    help: 'A manifest holds one document. Put what follows `---` in a file of its own.',
  },
  'yaml/too-deep': {
    severity: 'error',
    summary: 'Nested too deeply',
    help: 'No catalog needs this depth; the file is damaged or hostile.',
  },
  'yaml/inseparable': {
    severity: 'error',
    summary: 'Entry cannot be taken out',
    help: 'Entries are taken out line by line, and this one shares its lines with others or with comments between brackets. Write the list with one dash a line.',
  },
  'yaml/hazard': {
    severity: 'warning',
    summary: 'Value may not be what it looks like',
    help: 'YAML readers disagree about such values. Put the text in quotes.',
  },
  'schema/unknown-field': {
    severity: 'error',
    summary: 'Unknown field',
    help: 'A misspelt field would be ignored silently. Fields that the platform accepts and this tool does not know go under `additional`.',
  },
  'schema/missing-field': {
    severity: 'error',
    summary: 'Required field is missing',
    help: 'Write the field.',
  },
  'schema/wrong-type': {
    severity: 'error',
    summary: 'Wrong type of value',
    help: 'The message says what is expected and what is there.',
  },
  'schema/wrong-value': {
    severity: 'error',
    summary: 'Value is not allowed',
    help: 'The message says which values are allowed.',
  },
  'title/blank': {
    severity: 'error',
    summary: 'Title shows nothing',
    help: 'The title is the name that people see. One of blanks, of what cannot be seen or of punctuation alone names nothing.',
  },
  'title/broken': {
    severity: 'warning',
    summary: 'Title with a line break or control character',
    help: 'A title is one line. Some apps cut it at the break, others show a mark for the character.',
  },
  'schema/unknown-kind': {
    severity: 'error',
    summary: 'Kind is missing or unknown',
    help: 'A manifest says at its top level whether it holds a `course`, a `unit`, a `lesson` or a `resource`.',
  },
  'glob/unusable': {
    severity: 'error',
    summary: 'Glob that cannot be used',
    help: 'A glob is made of text, `*`, `**`, `?`, `[a-z]` and `{a,b}`, with / between folders. It names nothing that is hidden, and has a limited length.',
  },
  'include/missing': {
    severity: 'error',
    summary: 'Included file is not in the catalog',
    help: 'An include names a file, or a glob of files, that the `catalog` globs of the config find. The path is relative to the file that includes.',
  },
  'include/outside': {
    severity: 'error',
    summary: 'Include leaves the catalog folder',
    help: 'Only files below the folder of the config can be included.',
  },
  'include/circular': {
    severity: 'error',
    summary: 'Files include each other in a circle',
    help: 'Remove one of the includes named in the message.',
  },
  'include/twice': {
    severity: 'error',
    summary: 'File is included twice',
    help: 'A node has one place. Remove one of the two includes.',
  },
  'include/wrong-kind': {
    severity: 'error',
    summary: 'Included file holds another kind',
    help: 'Units are included where units are listed, lessons where lessons are listed, resources where resources are listed.',
  },
  'include/unused': {
    severity: 'warning',
    summary: 'No course includes this file',
    help: 'A unit or lesson takes part only through a course that includes it.',
  },
  'id/missing': {
    severity: 'error',
    summary: 'Node has no sourcedId',
    help: 'Run `timeback-catalog fmt`: it writes a new UUID into the file, once and for ever.',
  },
  'id/malformed': {
    severity: 'error',
    summary: 'Not a usable sourcedId',
    help: 'A sourcedId has 1 to 255 characters, no white space, no control characters and none of / ? # % \\ " \'.',
  },
  'id/placeholder': {
    severity: 'error',
    summary: 'Placeholder instead of a sourcedId',
    help: 'A placeholder that is published stays for ever. Remove the line and run `timeback-catalog fmt`.',
  },
  'id/not-uuid': {
    severity: 'error',
    summary: 'sourcedId is no UUID',
    help: 'The config demands UUIDs with `sourcedId: {form: uuid}`. Leave the id of a new node out and run `timeback-catalog fmt`, which mints one. A published id stays as it is: a catalog that has others does without the demand.',
  },
  'id/mangled': {
    severity: 'error',
    summary: 'Spreadsheet changed a sourcedId',
    help: 'The id is a number or a date as spreadsheets write them, and no line of the ledger has it: it would be an identity for ever. Write what it was before, or remove it.',
  },
  'id/duplicate': {
    severity: 'error',
    summary: 'sourcedId is used twice',
    help: 'An id belongs to one node in one place. Where a node was copied, remove the sourcedId of the copy and run `timeback-catalog fmt`.',
  },
  'identity/re-minted': {
    severity: 'error',
    summary: 'Published node has another sourcedId',
    help: 'Every student record hangs on the id, so a published id never changes. Restore it; the message says where. Where the old node was meant to go and this is a new one, retire the old id.',
  },
  'identity/vanished': {
    severity: 'error',
    summary: 'Node is gone and was not retired',
    help: 'A missing node is never a removal. Restore it, or retire it with `timeback-catalog retire ID --reason "…"`. What moved to another catalog is handed over with `timeback-catalog release ID --to NAME`, and stays live. An id that was never published can be dropped with `timeback-catalog retire ID --never-published --env ENV`.',
  },
  'identity/swapped': {
    severity: 'error',
    summary: 'Two nodes exchanged their sourcedIds',
    help: 'What students did in the one would count for the other. Give each its id back. To change the order, move the whole nodes, ids included.',
  },
  'identity/handed-on': {
    severity: 'error',
    summary: 'sourcedId went over to another node',
    help: 'An id stays with its content. Give the content its id back, and let `timeback-catalog fmt` mint an id for what is new.',
  },
  'identity/resurrected': {
    severity: 'error',
    summary: 'Retired sourcedId is in use',
    help: 'A retired id is never used again. Remove it and run `timeback-catalog fmt` for a new one; where the retirement was not published yet, `timeback-catalog retire --undo ID --env ENV` takes it back.',
  },
  'identity/lives-elsewhere': {
    severity: 'error',
    summary: 'Released sourcedId is in use',
    help: 'The id was handed over to another catalog, which publishes it now. Take the node out of these manifests with `timeback-catalog release ID --to NAME`; if that catalog gave it back, `timeback-catalog take ID --from NAME` says so.',
  },
  'identity/retyped': {
    severity: 'error',
    summary: 'sourcedId belongs to a node of another kind',
    help: 'A unit never becomes a lesson. Give the new node an id of its own and retire the old one.',
  },
  'identity/ledger-edited': {
    severity: 'error',
    summary: 'Ledger of ids lost what it knew',
    help: 'The ledger is append-only: lines are added, never removed or changed, whether they are about nodes, placements or replaced ids. In which of its files they stand plays no part. Restore the lines from the base.',
  },
  'identity/other-state': {
    severity: 'error',
    summary: 'Ledger has the id in another state',
    help: 'A live id can be retired or released. A retired one can be taken back with `retire --undo` as long as that was not published, a released one with `take`.',
  },
  'identity/not-minted': {
    severity: 'error',
    summary: 'Node may have an id already',
    help: 'An id that is live in the ledger has lost its node, and a node that is to get a new id may be the one. Write the lost id back; or if they are two nodes, retire the lost id first: `timeback-catalog retire ID --reason "…"`.',
  },
  'identity/course-name': {
    severity: 'warning',
    summary: 'Records of apps on the official SDK would start anew',
    help: 'Such apps file attempts and results under the courseCode of a course, or its first subject and single grade. `identity: {courseCode: fixed}` in the config refuses a change; `timeback-catalog confirm COURSE --was courseCode=OLD --reason "…"` says that one is meant.',
  },
  'identity/confirmed': {
    severity: 'warning',
    summary: 'Change of ids was confirmed',
    help: 'Somebody said in the ledger that this change of ids was meant (`timeback-catalog confirm`), so it is not refused. A reviewer should agree: every record of a student stays with the old id, or counts for other content from now on.',
  },
  'identity/confirms-nothing': {
    severity: 'warning',
    summary: 'Line of the ledger confirms nothing',
    help: 'A line `ID kind replaces OLDID reason` answers the refusal that names these two ids, and there is none in this change. Delete the line.',
  },
  'identity/left-over': {
    severity: 'error',
    summary: 'Ledger holds an id that was never used',
    help: 'The id came and went on this branch, and only its line is left. Take that out with `timeback-catalog retire ID --never-published --base REF` before it is merged.',
  },
  'identity/not-released': {
    severity: 'error',
    summary: 'Two catalogs hold one node',
    help: 'The node was taken from a catalog of the same work tree that has not released it, so both would publish it by turns. Handing over has two sides: `release ID --to NAME` there and `take ID --from NAME` here, in one change.',
  },
  'identity/not-taken': {
    severity: 'warning',
    summary: 'Released, and not taken yet',
    help: 'The node was released to a catalog of the same work tree that does not know it. It stays live on the platform, and no catalog publishes it until `take ID --from NAME` is run there.',
  },
  'identity/without-node': {
    severity: 'warning',
    summary: 'Live ids of the ledger have no node',
    help: 'No manifest has them, and none had at the base: a line was left over there, or a node was lost before. What was never published is forgotten with `timeback-catalog retire ID --never-published --env ENV`; what was is restored, or retired with a reason.',
  },
  'identity/not-in-ledger': {
    severity: 'warning',
    summary: 'Ids are not in the ledger',
    help: 'Run `timeback-catalog fmt` and commit the ledger: without its line nobody notices when an id is lost.',
  },
  'identity/unlike': {
    severity: 'warning',
    summary: 'Node may not be the one that it was',
    help: 'Title, place and text changed at once under one id, or what it was may stand under another id. If it is another lesson now, it needs an id of its own.',
  },
  'identity/hazard': {
    severity: 'warning',
    summary: 'sourcedIds that invite mistakes',
    help: 'The ids work and, once published, stay as they are. Let `timeback-catalog fmt` mint the ids of new nodes.',
  },
  'ledger/conflict': {
    severity: 'error',
    summary: 'Merge conflict in the ledger',
    help: 'Git left both sides standing. Keep the lines of both and remove the marks. In one file that happens where two branches add ids; with `ids: ids/` in the config each run of `fmt` writes a file of its own, and it does not.',
  },
  'ledger/malformed': {
    severity: 'error',
    summary: 'Line of the ledger cannot be read',
    help: 'A line reads `sourcedId kind live`, or `sourcedId kind retired` and the reason in words; docs/identity.md has the other forms. Restore the line from git.',
  },
  'ledger/duplicate': {
    severity: 'error',
    summary: 'Ledger contradicts itself',
    help: 'Two lines cannot both be so: an id is that of a unit and of a lesson, was retired here and lives on elsewhere, stands for two placements, or is one of two for a placement; mostly because two branches said so. Decide which one holds and remove the other.',
  },
  'ledger/repeated': {
    severity: 'warning',
    summary: 'Ledger says the same twice',
    help: 'Two branches added the same line. Run `timeback-catalog fmt`: it keeps one. In the folder of a ledger a line that stands twice is no fault.',
  },
  'ledger/unsorted': {
    severity: 'warning',
    summary: 'Ledger is not sorted',
    help: 'A merge puts lines of two branches one after the other. Run `timeback-catalog fmt`: in a sorted ledger a reviewer finds an id, and branches seldom touch the same place.',
  },
  'ledger/elsewhere': {
    severity: 'error',
    summary: 'Ledger is not where the config says',
    help: '`ids` in the config names the one place where the ledger of ids is read: a file, or a folder with a slash at its end. With another name there every id that was ever minted would be forgotten. Correct `ids`, or move the ledger along with it.',
  },
  'names/conflict': {
    severity: 'error',
    summary: 'Merge conflict in the names of constants',
    help: 'Git left both sides standing. Keep the lines of both and remove the marks; with the line `catalog.names merge=union` in `.gitattributes` git does so itself.',
  },
  'names/malformed': {
    severity: 'error',
    summary: 'Line of the names cannot be read',
    help: 'A line reads `sourcedId kind NAME`, with capital letters, digits and single low lines in the name. Restore the line from git.',
  },
  'names/duplicate': {
    severity: 'error',
    summary: 'Names of constants contradict each other',
    help: 'Two branches named one node differently, or two nodes the same. Programs may use either name already, so nothing is renamed by itself: keep what is in use and change the other line.',
  },
  'export/stale': {
    severity: 'error',
    summary: 'Exported constants are not current',
    help: 'The manifests changed since the file was made, or it was edited. Run `timeback-catalog ids export` again and commit the file together with the names.',
  },
  'export/overridden': {
    severity: 'warning',
    summary: 'Constants differ between environments',
    help: 'The config lays another courseCode over a course in one environment, and the exported file has one only. Export a file for each environment with `--env NAME`.',
  },
  'export/sdk-refuses': {
    severity: 'error',
    summary: 'The official SDK would refuse the file',
    help: 'Apps on it read timeback.config.json before anything else, and do not start with this one. Nothing was written.',
  },
  'export/sdk-doubtful': {
    severity: 'warning',
    summary: 'Apps on the official SDK may not find the course',
    help: 'They name a course by its courseCode, or by subject and grade: Math, Reading, Science, Social Studies, Writing or Other, and 0 to 12.',
  },
  'standards/unknown': {
    severity: 'error',
    summary: 'Standard is not known',
    help: 'Lessons and resources list standards by their CASE identifier, and the config names the CFPackage files that hold them. A code that people read, such as RL.6.2, is not the identifier.',
  },
  'standards/twice': {
    severity: 'error',
    summary: 'Standards are written twice',
    help: '`standards` is sent as a learningObjectiveSet. One that is written by hand as well would be lost.',
  },
  'standards/package': {
    severity: 'error',
    summary: 'File is no framework of standards',
    help: 'A framework is the JSON of a CFPackage (CASE), with a list `CFItems`, each with an `identifier`.',
  },
  'standards/not-taken': {
    severity: 'warning',
    summary: 'Platform takes no standards here',
    help: 'No public document says where a record of this kind keeps standards. They stay in the manifests and are checked; nothing of them is sent. The rows `….standards` of the dialect table correct it.',
  },
  'standards/not-there': {
    severity: 'warning',
    summary: 'Platform does not know the standard',
    help: 'The platform was asked for the identifier and has none such. It is the CASE identifier that counts, not the code that people read. No public document describes the service, so this is a warning: the rows `standard.…` of the dialect table say what was asked.',
  },
  'standards/not-told': {
    severity: 'warning',
    summary: 'Platform does not tell which standards it knows',
    help: 'The client may lack the scope `standards.read`, or the service is elsewhere or of another form: the rows `standard.…` of the dialect table correct it. CFPackage files under `standards` in the config check standards without a platform.',
  },
  'links/gone': {
    severity: 'error',
    summary: 'What a resource names is not there',
    help: 'A student who opens the lesson finds nothing. `doctor --links` asked the host: it says that there is no such page, test or item, or there is no such host. Correct the address, or make what it names.',
  },
  'links/wrong': {
    severity: 'error',
    summary: 'What a resource names is no address',
    help: 'Players need a whole http or https address, without a user name and a password. Write it as a browser shows it.',
  },
  'links/unknown': {
    severity: 'warning',
    summary: 'Whether addresses are there is unknown',
    help: 'The host asks for a login, was too busy, gave no answer, or was not asked since it is inside a network. No credentials are sent to other hosts: of tests and items the QTI service is asked with the token if `qti` in the environment names it.',
  },
  'events/unreadable': {
    severity: 'error',
    summary: 'Events cannot be read',
    help: 'The file holds Caliper events as JSON: one event, a list, an envelope with `data`, or one of these on each line. What could be read is checked all the same.',
  },
  'events/invalid': {
    severity: 'error',
    summary: 'Event is not as the platform wants events',
    help: 'The platform checks each event when it comes and answers 400. The rows `event.…` of docs/dialect-partner.md and docs/dialect-oneroster.md say what is taken to be wanted, and which of it no public document settles.',
  },
  'events/course': {
    severity: 'error',
    summary: 'Event names no course of the catalog',
    help: 'Every graded event names its course as a URL in `extensions.course.id`, and an event of the official SDK in `object.course.id`; `timeback-catalog ids export` writes these URLs for the programs of an app. The platform may answer 202 and credit nothing.',
  },
  'events/lesson': {
    severity: 'error',
    summary: 'Event names no lesson of its course',
    help: 'A lesson is the grain of all reports. Take the URL from `timeback-catalog ids export`. Where events name their lesson is documented in ways that contradict each other: see `event.lesson.at` in docs/dialect-partner.md.',
  },
  'events/student': {
    severity: 'error',
    summary: 'Event names no student',
    help: 'An event counts for the student who is its `actor` or its `object.assignee`, as a URL with the sourcedId that the platform gave the student.',
  },
  'events/doubtful': {
    severity: 'warning',
    summary: 'Event may not do what it should',
    help: 'The event is not lost by this alone, or sources contradict each other about what becomes of it. The verdict of an event is `doubtful` only if one source says that it is lost. A test event shows which one is right; then correct the row `event.…` that the message names, under `facts` of the environment.',
  },
  'events/repeated': {
    severity: 'warning',
    summary: 'Events overwrite each other',
    help: 'Results are reported to be kept by `object.id`: a later event with the same one overwrites the result of the earlier one. Give each attempt an id of its own, and each event its own `id`.',
  },
  'reference/course-code': {
    severity: 'warning',
    summary: 'Two courses have one course code',
    help: 'Apps on the TimeBack SDK find a course by its code alone. Give each course a code of its own, or leave the code out.',
  },
  'reference/missing': {
    severity: 'error',
    summary: 'Not found',
    help: 'The id or title that is named is not in the manifests. Correct it, or add the node that it should name.',
  },
  'reference/ambiguous': {
    severity: 'error',
    summary: 'Name fits several nodes',
    help: 'Commands that read take a part of a title or the first characters of an id, and commands that write take a whole title. If that fits several nodes, name the one you mean by its address, such as lesson/ID: the message lists them. On a terminal you can choose one by its number.',
  },
  'reference/circular': {
    severity: 'error',
    summary: 'Prerequisites form a circle',
    help: 'No unit of such a circle could ever be started. Remove one of the prerequisites.',
  },
  'catalog/unmatched': {
    severity: 'warning',
    summary: 'Manifest that no glob matches',
    help: 'The file says that it holds a node, and `catalog` in the config matches no such name, so it takes no part. Give it another name, add it to `catalog`, or take it out on purpose with `!` in front.',
  },
  'catalog/same-name': {
    severity: 'warning',
    summary: 'Two files whose names are one elsewhere',
    help: 'macOS and Windows take names for one that differ by case alone, or by the Unicode form of their letters: a clone there has one of the files. Give one of them another name.',
  },
  'catalog/no-files': {
    severity: 'error',
    summary: 'No manifests found',
    help: 'The `catalog` globs of the config match no file. Correct them, or run `timeback-catalog init` to start.',
  },
  'retire/live-children': {
    severity: 'error',
    summary: 'A child would be left behind',
    help: 'Retiring does not cascade. Retire the children as well with `--children`, or move them first.',
  },
  'retire/still-named': {
    severity: 'error',
    summary: 'Another node names it',
    help: 'A lesson still places the resource, or a unit still has it as a prerequisite. Take it out there first.',
  },
  'retire/published': {
    severity: 'error',
    summary: 'The id is known elsewhere',
    help: 'What was published is retired, never forgotten and never revived by hand.',
  },
  'retire/layout': {
    severity: 'error',
    summary: 'Node does not stand on lines of its own',
    help: 'Write the list with one dash a node, or take the node out by hand and run the command again.',
  },
  'import/keys': {
    severity: 'error',
    summary: 'File of keys is doubtful',
    help: 'An import recognises nodes by the keys that `catalog.keys` holds. A line that is damaged, or two ids for one key, would give a node a new id, and what students did would hang on the old one.',
  },
  'import/re-minted': {
    severity: 'error',
    summary: 'Known nodes would get new ids',
    help: 'Keys of the source are gone, and others may be what their nodes became. `--rekey` keeps the ids of those that are alike and gives the others new ones, `--as-new` gives all of them new ones, and `--same ID` says of one that it was renamed. Single keys are changed in `catalog.keys`.',
  },
  'import/re-used': {
    severity: 'error',
    summary: 'Known keys stand for other nodes',
    help: 'A key is believed if the content agrees. Here what a node was stands under another key now, or the key only says where a node stands (numbers in a row) and leads to one that is nothing like it. `--rekey` leaves each id with its content, and gives a new one to what is like nothing; `--same ID` says of one that it was renamed; `--source NAME` keeps the keys of another file apart.',
  },
  'import/not-from-here': {
    severity: 'error',
    summary: 'Manifests hold nodes of the source already',
    help: 'The source names ids that manifests hold which no import of it wrote. An import would change them to what the source says. `--adopt` says that they are the same and may be changed.',
  },
  'import/unreadable': {
    severity: 'error',
    summary: 'Source cannot be understood',
    help: 'The file is not of the form that this import reads. The message says what was found.',
  },
  'import/columns': {
    severity: 'error',
    summary: 'Columns cannot be told',
    help: 'A table needs columns for course, unit and lesson. Say which is which with `--map "Column=lesson.title"`, or give one title for all rows with `--course` and `--unit`.',
  },
  'import/conflict': {
    severity: 'error',
    summary: 'Table and catalog were both changed',
    help: 'The table was written by `export outline`. Since then both were changed in one place: a cell and the same field, the order below one node, or the node that another one is under. Make both say the same, or say which counts: `--conflicts table` or `--conflicts catalog`. A change on one side alone is taken from there.',
  },
  'import/other-id': {
    severity: 'error',
    summary: 'A course has another id in the config',
    help: 'A `timeback.config.json` gives a course an id in an environment, and `ids` of that environment in the config give it another one. What students did hangs on one of them. Look which one the platform has, and write it into both files: no import replaces it.',
  },
  'import/damaged-cell': {
    severity: 'warning',
    summary: 'Spreadsheet left errors or formulas in cells',
    help: 'The cells hold an error such as #REF!, a formula instead of its value, or a date where a grade or a key is meant. They are left out. Mend them in the spreadsheet and save the table again.',
  },
  'import/rows-differ': {
    severity: 'warning',
    summary: 'Rows contradict each other',
    help: 'Several rows speak of one course, unit or lesson and say different things of it. The first one counts; of lessons with one title and other facts each becomes one of its own. Make the rows say the same.',
  },
  'export/too-large': {
    severity: 'error',
    summary: 'Table would be too large to be imported again',
    help: 'A row is written for each lesson and each further resource of it, and an import reads 200,000 of them.',
  },
  'import/mangled-id': {
    severity: 'error',
    summary: 'Spreadsheet changed a sourcedId',
    help: 'Spreadsheets take ids for numbers and dates: they shorten long numbers (1.23457E+14), drop zeros in front and write other dates. Such a text would be an identity for ever. Format the column as text before the ids are put into it, and save the table again.',
  },
  'import/doubtful-id': {
    severity: 'warning',
    summary: 'Spreadsheet may have changed sourcedIds',
    help: 'The ids look as if zeros were dropped in front, or digits at the end. Compare them with what they were before this is published; if they are right, nothing has to be done.',
  },
  'import/shared-id': {
    severity: 'error',
    summary: 'One sourcedId for two nodes',
    help: 'The source gives the same id to nodes with different titles. Which of them has it cannot be told, and none is left out in silence.',
  },
  'import/archive': {
    severity: 'error',
    summary: 'Archive is not safe to read',
    help: 'A course export is read without being unpacked. Names that lead out of it, entries that swell beyond measure, links, entities and damaged parts end the import.',
  },
  'import/empty': {
    severity: 'error',
    summary: 'Nothing to import',
    help: 'The source was read and holds no course, unit, lesson or resource. Look whether it is the one that was meant.',
  },
  'import/no-course': {
    severity: 'error',
    summary: 'No such course to import',
    help: '`import remote --course` takes ids, course codes, and patterns of either. Nothing was written, since a part of what was asked for would look like all of it.',
  },
  'import/left-out': {
    severity: 'warning',
    summary: 'Parts of an outline are left out',
    help: 'The emulator was seeded with an outline that holds what no catalog has a place for, or the same node several times. `import outline FILE --dry-run` names all of it.',
  },
  'import/nowhere': {
    severity: 'error',
    summary: 'New manifests would be out of reach',
    help: 'An import writes manifests where the `catalog` globs of the config find them. Name such a folder with `--into FOLDER`, or widen the globs.',
  },
  'config/missing': {
    severity: 'error',
    summary: 'No config found',
    help: 'Run the command inside a catalog, name a folder with `--chdir`, or start one with `timeback-catalog init`.',
  },
  'config/secret': {
    severity: 'error',
    summary: 'Secret written in the config',
    help: 'The config is committed. `credentials` takes the names of environment variables, never the values. Treat the value as leaked and have it replaced.',
  },
  'config/foreign-variable': {
    severity: 'error',
    summary: 'Credential from a variable of something else',
    help: 'A config names the variables of its own credentials. Those of the runner, of clouds, of other tools and of the system hold what no platform may be sent.',
  },
  'config/redirected': {
    severity: 'warning',
    summary: 'Where credentials are sent is changed',
    help: 'The config says where credentials go, and which. Whoever reviews the change should know the address and the names of the variables.',
  },
  'config/corrected': {
    severity: 'warning',
    summary: 'How the catalog is sent is changed',
    help: 'Rows under `facts` decide how records are read and written, whatever the changes of a plan are. Whoever reviews the change should know what each row does: docs/dialect-partner.md, docs/dialect-oneroster.md.',
  },
  'config/approval': {
    severity: 'warning',
    summary: 'What approves a plan is changed',
    help: 'The config says how many reviews the GitHub Action asks for. Whoever reviews the change should know whether fewer people are to approve from now on.',
  },
  'config/override-of-all': {
    severity: 'error',
    summary: 'Override that would make nodes alike',
    help: "A title, a course code and a vendor's resource id belong to one node. Name the node by its address under `overrides`: `course/ID`.",
  },
  'config/override-of-none': {
    severity: 'error',
    summary: 'Override of a node that does not exist',
    help: 'Under `overrides` stands an address that no manifest has, so what was meant for a node would have no effect. Correct the address, or take the override out if the node was retired.',
  },
  'config/unknown-environment': {
    severity: 'error',
    summary: 'Unknown environment',
    help: '`--env` takes a name from `environments` in the config.',
  },
  'config/unknown-fact': {
    severity: 'error',
    summary: 'Unknown row of the dialect table',
    help: '`facts` corrects rows of the dialect table. docs/dialect-partner.md and docs/dialect-oneroster.md list them.',
  },
  'config/insecure-url': {
    severity: 'error',
    summary: 'Address is not encrypted',
    help: 'Credentials are sent to https addresses only, or to this machine itself. `--insecure-http` is the way through in a private network.',
  },
  'git/not-installed': {
    severity: 'error',
    summary: 'git cannot be started',
    help: 'Only comparing with commits needs git. It is looked for in the folders of the PATH that are absolute and outside of the work tree. Install it, or leave `--base` out.',
  },
  'git/not-a-repository': {
    severity: 'error',
    summary: 'Catalog is in no git work tree',
    help: '`--base` compares with a commit. Run the command in a clone, or leave `--base` out.',
  },
  'git/unsafe-repository': {
    severity: 'error',
    summary: 'Repository around the catalog is not to be trusted',
    help: 'git would be led to another history, or to settings that name programs, by files that a branch can bring along: a folder that looks like a repository, a link in the place of the catalog folder, a repository of another work tree. git is not started. The message says what to take away.',
  },
  'git/ambiguous-name': {
    severity: 'error',
    summary: 'Name of the base stands for several commits',
    help: 'A tag, a branch and a branch of a remote can have the same name, and git prefers the tag. Name the one that is meant in full, such as `refs/remotes/origin/main`.',
  },
  'git/unknown-commit': {
    severity: 'error',
    summary: 'Base commit is not here',
    help: 'The name is wrong, or the clone is shallow or partial and lacks the commit. The message says what to fetch.',
  },
  'git/no-common-commit': {
    severity: 'error',
    summary: 'No commit in common with the base',
    help: 'A branch is compared with the commit that it left the base from. A shallow clone may lack it: fetch the rest of the history, as the message says; in GitHub Actions set `fetch-depth: 0` for actions/checkout. The newest commit of the base never stands in for it, since all that others added there would seem to be lost.',
  },
  'git/not-complete': {
    severity: 'error',
    summary: 'Content of a commit is not here',
    help: 'The clone was made with a filter, so it has commits without all of their files. Nothing is fetched in secret: the message says what to run.',
  },
  'git/failed': {
    severity: 'error',
    summary: 'git reported a fault',
    help: 'The message quotes git. A folder that belongs to another user, in a container for example, has to be trusted with `git config --global --add safe.directory FOLDER`.',
  },
  'git/ambiguous-base': {
    severity: 'error',
    summary: 'Several catalogs of the base could be this one',
    help: 'The config is not where it was at the base, and several other catalogs are gone from their places too. Move one catalog at a time.',
  },
  'git/broken-base': {
    severity: 'warning',
    summary: 'Catalog at the base has errors',
    help: 'It was committed with errors. What could not be read there was not compared; the ledger of ids still guards it.',
  },
  'environment/broken-off': {
    severity: 'error',
    summary: 'Run for this environment broke off',
    help: 'A fault of this machine or of the tool ended the run for one of several environments; the others were gone on with. What was written there is in the newest receipt. Run the command again for this environment alone.',
  },
  'environment/clock': {
    severity: 'warning',
    summary: 'Clocks disagree',
    help: 'The platform has another time than this machine, by the Date of its answers. What is published carries the time of this machine as dateLastModified, and a platform may take a token for not yet valid or for ended.',
  },
  'environment/proxy': {
    severity: 'error',
    summary: 'Address of the proxy is malformed',
    help: 'Requests go through the proxy that `HTTPS_PROXY` or `HTTP_PROXY` names, but for the hosts in `NO_PROXY`. Write `http://HOST:PORT` or `https://HOST:PORT`.',
  },
  'environment/not-named': {
    severity: 'error',
    summary: 'No environment named',
    help: 'In CI a run must say where it publishes: `--env NAME`.',
  },
  'environment/same-platform': {
    severity: 'error',
    summary: 'Same platform twice in one run',
    help: 'Two environments of one run are the same address with the same credentials. Side by side they would write over each other. Publish to them one after the other, or take one out of the config.',
  },
  'auth/no-credentials': {
    severity: 'error',
    summary: 'No credentials',
    help: 'Set the environment variables that the message names.',
  },
  'auth/refused': {
    severity: 'error',
    summary: 'Credentials were refused',
    help: 'The token endpoint did not accept the client id and secret. A secret with stray blanks is a frequent cause.',
  },
  'auth/forbidden': {
    severity: 'error',
    summary: 'Not permitted',
    help: 'The client may not do this: the object belongs to another client, or the scope `roster.createput` is missing.',
  },
  'remote/unreachable': {
    severity: 'error',
    summary: 'Platform cannot be reached',
    help: 'Check the `baseUrl`, the network and the platform, then run the command again: publishing is safe to repeat.',
  },
  'remote/server-error': {
    severity: 'error',
    summary: 'Platform reports a fault of its own',
    help: 'The request was repeated and kept failing. Run the command again later: publishing is safe to repeat.',
  },
  'remote/busy': {
    severity: 'error',
    summary: 'Platform refuses: too many requests',
    help: 'The tool sends fewer requests at once as soon as it is refused, and waited as long as it may. Run the command again later: publishing is safe to repeat.',
  },
  'remote/given-up': {
    severity: 'error',
    summary: 'Not sent: the platform kept failing',
    help: 'When several requests in a row fail for good, nothing more is sent. Run the command again when the platform is well: publishing is safe to repeat.',
  },
  'remote/not-allowed': {
    severity: 'error',
    summary: 'Request to where it has no business',
    help: 'Publishing reads and writes the collections of the catalog on the platform itself, and nothing else: no people, no results, no other host. Every finished address is judged before it is sent.',
  },
  'remote/rejected': {
    severity: 'error',
    summary: 'Platform rejected the content',
    help: 'The message quotes what the platform said. Correct the field it names.',
  },
  'remote/nothing-there': {
    severity: 'error',
    summary: 'Nothing is there',
    help: 'The platform answers 404 where a list of the catalog should be. Where every list is 404 it is the address or the dialect of the environment that is wrong; where one is, its row in the dialect table.',
  },
  'remote/no-add-on': {
    severity: 'error',
    summary: 'Platform lacks an add-on that the catalog needs',
    help: 'Resources are an optional add-on of the Partner API: a platform without it, or a client that may not use it, answers 404 or 403 to their list. Ask whoever gave the credentials out for the add-on, or take what needs it out of the manifests.',
  },
  'remote/not-offered': {
    severity: 'warning',
    summary: 'Platform does not offer a collection',
    help: 'The list of an add-on answers 404 or 403 and the catalog needs nothing of it, so the run goes on without. With `none` for its row of the dialect table nothing is asked there any more.',
  },
  'remote/strange-record': {
    severity: 'warning',
    summary: 'Record on the platform does not add up',
    help: 'What the platform holds says something that cannot be so. The record is left as it is and stops nobody; whoever made it can correct it there.',
  },
  'remote/unexpected-answer': {
    severity: 'error',
    summary: 'Platform answered in another form than documented',
    help: 'A row of the dialect table may be wrong for this platform: docs/dialect-partner.md and docs/dialect-oneroster.md say how to correct it in the config.',
  },
  'remote/too-much': {
    severity: 'error',
    summary: 'Platform sends more than is taken',
    help: 'Every answer, list and token has a limit, so that no platform fills the memory of the machine. The message names the limit and the address. Nothing was planned.',
  },
  'remote/credential-in-answer': {
    severity: 'error',
    summary: 'Platform shows a credential of this run',
    help: 'A record holds the client secret or the access token. It would be written down in plans, receipts and comments, so the answer is not used. Change the credential: whoever reads the record has it.',
  },
  'remote/incomplete-read': {
    severity: 'error',
    summary: 'Reading the platform was not complete',
    help: 'A plan from an incomplete reading would show changes that nobody made. Nothing was planned; run the command again.',
  },
  'remote/repeated-key': {
    severity: 'error',
    summary: 'Record with one key twice',
    help: 'Every field that no manifest writes goes back as it came. JSON allows a key to come twice in one object and says nothing of what it means, so such a record is read and never written over.',
  },
  'remote/lists-show-less': {
    severity: 'warning',
    summary: 'Lists of the platform show less than single reads',
    help: 'A record that is written from what a list shows of it would lose the rest. So what differs is read by itself, one request a record, before it is compared and written. The row list.records says which is so.',
  },
  'config/id-of-none': {
    severity: 'error',
    summary: 'Id for a node that does not exist',
    help: '`ids` of an environment names nodes by their address in the manifests. One that is not there is a slip of the pen, and the node that was meant would be published under another id.',
  },
  'config/id-twice': {
    severity: 'error',
    summary: 'Two nodes with one id in an environment',
    help: '`ids` of an environment gives two nodes of one kind the same id, so they would overwrite each other.',
  },
  'guard/id-not-allowed': {
    severity: 'error',
    summary: 'Id may not be written to this environment',
    help: '`allowIds` of the environment says which ids may be written there, so that nobody publishes the real courses to a place for drafts, or a draft to the real place. Publish it as a draft with a prefix that is allowed, or change `allowIds`.',
  },
  'scope/outside': {
    severity: 'error',
    summary: 'Course is outside of the scope',
    help: '`scope` in the config says which courses of a platform this catalog is about: others are neither read nor planned. A course of the manifests that does not fit would be published without having been read. Widen the scope, or correct the course.',
  },
  'remote/filter-not-used': {
    severity: 'warning',
    summary: 'Filter of the platform is not relied on',
    help: 'With `scope`, only a part of the platform is read, by filters. An answer counts if all of it is of the asked part, if it is complete by its own total, and if its last condition brought something. Where one does not, the whole list is read and cut down: the plan is the same and takes longer. The rows list.filter and list.filterReferences say what is not to be tried.',
  },
  'remote/other-kind': {
    severity: 'error',
    summary: 'sourcedId belongs to another kind on the platform',
    help: 'The id stays with what the platform holds under it. Restore the kind of the node; a node of another kind beside it is written without a sourcedId, and `timeback-catalog fmt` mints one.',
  },
  'remote/hidden': {
    severity: 'warning',
    summary: 'Not shown by the platform',
    help: 'A new id was asked for and the answer was 403. The documents do not say whether that means that another client owns it.',
  },
  'remote/retired': {
    severity: 'error',
    summary: 'Node is retired on the platform',
    help: 'The platform holds the node with status `tobedeleted`. It is never revived silently.',
  },
  'remote/taken': {
    severity: 'error',
    summary: 'sourcedId is taken on the platform',
    help: 'The platform knows the id and does not list it: it belongs to another client, or was retired. An id that a platform holds is never changed: if another catalog handed the node over, `timeback-catalog take ID --from NAME` says so; a copy of what another catalog has is taken out of the manifests.',
  },
  'remote/kept-elsewhere': {
    severity: 'warning',
    summary: 'Node is in a course of somebody else on the platform',
    help: 'The platform has the node in a course that neither manifests nor ledger know. Publishing would move it from there. That is right where somebody moved it by hand, and wrong where the id was copied from another catalog.',
  },
  'remote/live-children': {
    severity: 'error',
    summary: 'Live nodes hang under a retired one',
    help: 'Retiring does not cascade on the platform: the children would be orphaned. Retire them as well (`retire ID --children`), or place them elsewhere.',
  },
  'remote/not-kept': {
    severity: 'error',
    summary: 'Platform did not keep what was sent',
    help: 'The write was accepted and reading it back shows something else.',
  },
  'dialect/placed-twice': {
    severity: 'error',
    summary: 'Lesson places one resource twice',
    help: 'With the dialect `oneroster` a placement is a record whose id is made of those of lesson and resource. Where a resource stands in a lesson again, the further placement needs a `sourcedId` of its own.',
  },
  'placement/moves': {
    severity: 'warning',
    summary: 'Resource is placed elsewhere',
    help: 'In the OneRoster API a placement is what results of students hang on. A resource that leaves one lesson for another is placed anew there, unless the entry has the id of its placement.',
  },
  'dialect/readers': {
    severity: 'error',
    summary: 'Readers of the platform would not take it',
    help: 'The models of the official SDK refuse such a value: apps on it raise while they read a list, or cannot write the record. The rows `reader.…` of the dialect say which values are refused, warned of or sent.',
  },
  'dialect/no-completion': {
    severity: 'warning',
    summary: 'Apps on the official SDK cannot mark the course as completed',
    help: 'They file completion under a placement whose id is that of the course with `-cr` behind it, as the official sync makes it. `timeback-catalog new course --for-sdk-apps` makes it with a course, `new unit --for-sdk-apps` in one that is there.',
  },
  'dialect/unit-places': {
    severity: 'warning',
    summary: 'Resource placed in a unit itself',
    help: 'Whether students see what is placed in a unit and in no lesson is contradicted by reports of those who publish so. The row `componentResource.inUnit` says what is known of a platform.',
  },
  'dialect/unit-hides': {
    severity: 'error',
    summary: 'Resource placed where nobody sees it',
    help: 'By the row `componentResource.inUnit` of the dialect students see nothing of what is placed in a unit itself. Place it in a lesson of the unit.',
  },
  'dialect/not-taken': {
    severity: 'warning',
    summary: 'Not sent to this platform',
    help: 'The manifests say something that no document of the API has. It is kept for environments with another dialect, and not sent here.',
  },
  'dialect/nesting': {
    severity: 'error',
    summary: 'Platform has no level below lessons',
    help: 'Lessons below lessons are components of the OneRoster API. In the Partner API each lesson belongs to a unit: move the lesson there, or publish to an environment with `dialect: oneroster`.',
  },
  'dialect/id': {
    severity: 'error',
    summary: 'Platform does not take the sourcedId',
    help: 'The rows `id.form` and `id.most` of the dialect say which ids a platform takes. They are starting values: correct a row under `facts` of the environment if the platform takes what it excludes.',
  },
  'dialect/one-resource': {
    severity: 'error',
    summary: 'Lesson places more resources than the platform takes',
    help: 'By the dialect table a lesson places one resource. Where the platform takes a list, correct the row `lesson.resources.shape` to `list`.',
  },
  'guard/many-retires': {
    severity: 'error',
    summary: 'Plan retires too much at once',
    help: 'Up to 100 published nodes half of them may be retired by one plan, up to 1,000 a quarter, above that a tenth; the same holds for the nodes of each course. A course itself, or everything, needs the approval however small it is. A plan that is meant so is applied with `--approve-retire N@DIGEST`, as the message says.',
  },
  'guard/many-updates': {
    severity: 'error',
    summary: 'Plan changes too much at once',
    help: 'Up to 100 published nodes half of them may be changed by one plan, up to 1,000 a quarter, above that a tenth; the same holds for the nodes of each course. A plan that is meant so is applied with `--approve-update N@DIGEST`, as the message says.',
  },
  'guard/empty-catalog': {
    severity: 'error',
    summary: 'Catalog became empty',
    help: 'Nothing is left in the manifests, and what is published would be retired. If that is meant, apply with `--approve-retire N@DIGEST`, as the message says.',
  },
  'plan/stale': {
    severity: 'error',
    summary: 'The plan no longer holds',
    help: 'What publishing would change is not what was approved. Make a new plan and have it reviewed.',
  },
  'plan/file': {
    severity: 'error',
    summary: 'Not a usable plan file',
    help: 'Make a new one with `timeback-catalog plan -o FILE`.',
  },
  'state/untrusted': {
    severity: 'error',
    summary: "State folder may be somebody else's",
    help: '`.timeback-catalog` holds locks, receipts and the data of embedded emulators, as runs on this machine wrote them. What git tracks, what is behind a symbolic link, what belongs to another user or can be written by one is refused: it may decide what the next run sends.',
  },
  'receipt/unwritable': {
    severity: 'error',
    summary: 'Receipt cannot be written',
    help: 'A run writes down what it does before it does it. Where that fails nothing more is sent. Make room on the disk, or make the folder writable.',
  },
  'receipt/none': {
    severity: 'error',
    summary: 'No such receipt',
    help: 'Receipts are under `.timeback-catalog/receipts`, a folder for each environment, on the machine that ran `apply`; the newest 50 are kept.',
  },
  'receipt/damaged': {
    severity: 'error',
    summary: 'Receipt cannot be read',
    help: 'The file was edited, or comes from another version of the tool. What it does not say cannot be resumed or undone.',
  },
  'receipt/other-platform': {
    severity: 'error',
    summary: 'Receipt is of another platform',
    help: 'The environment of that name pointed at another address when the run was made.',
  },
  'impact/unknown': {
    severity: 'warning',
    summary: 'Impact on learners is unknown',
    help: 'The config limits how many results a plan may affect, and the platform did not tell how many there are.',
  },
  'guard/many-results': {
    severity: 'error',
    summary: 'Too many results are affected',
    help: 'What students did stays, but under a lesson that is gone. `maxAffectedResults` in the config is the limit.',
  },
  'rehearse/not-published': {
    severity: 'error',
    summary: 'Nothing published to rehearse with',
    help: 'A rehearsal sends events about lessons that the platform holds. Publish the catalog first.',
  },
  'rehearse/real-org': {
    severity: 'error',
    summary: 'Course of an org other than the sandbox',
    help: 'The test student of a rehearsal belongs to `partner-sandbox`. Name another org with `--org` to say that it is meant.',
  },
  'rehearse/unsupported': {
    severity: 'error',
    summary: 'No address for the events of a rehearsal',
    help: 'The service that takes events of apps on the official SDK has a host of its own. The token is sent there only if the environment names it: `caliper`.',
  },
  'rehearse/left-behind': {
    severity: 'error',
    summary: 'Test records are still there',
    help: 'Cleaning up after a rehearsal failed. The receipt knows what is left: `rehearse --clean RECEIPT`.',
  },
  'rehearse/not-ours': {
    severity: 'error',
    summary: 'Record was not made by this rehearsal',
    help: 'Cleaning up touches only records whose metadata names the rehearsal of the receipt, and line items whose id follows from it, so that no receipt can lead it to a real student.',
  },
  'probe/strangers': {
    severity: 'error',
    summary: 'Records of another probe are live',
    help: 'Somebody else may be probing at this moment, or a probe from another folder was killed. A probe writes only where nothing of its name is live that it did not make.',
  },
  'probe/left-behind': {
    severity: 'error',
    summary: 'Records of a probe are still live',
    help: 'The platform did not take the request that retires them, or was not reached. The receipt knows what is left: `probe --clean RECEIPT`.',
  },
  'probe/not-ours': {
    severity: 'error',
    summary: 'Record was not made by this probe',
    help: 'Cleaning up touches only records that name the probe of the receipt in their metadata or their title, so that no receipt can lead it to a real course.',
  },
  'facts/unreadable': {
    severity: 'error',
    summary: 'Facts of the platform cannot be used',
    help: '`measured` of an environment names a file that `probe` wrote. Without it, or with one that was damaged, nothing is known of the platform: probe it again, or take the line out of the config.',
  },
  'facts/not-emulated': {
    severity: 'warning',
    summary: 'Emulator cannot behave so',
    help: 'The emulator has no quirk for these rows and does there what it always does. The rest is as measured.',
  },
  'facts/unwritable': {
    severity: 'error',
    summary: 'Facts of the platform cannot be written',
    help: 'Everything was measured and taken away again; only the file is missing. `--facts FILE` names another one.',
  },
  'facts/other-platform': {
    severity: 'error',
    summary: 'Facts are of another platform',
    help: 'What was measured of one platform says nothing about another: address and dialect of the file have to be those of the environment.',
  },
  'facts/differ': {
    severity: 'warning',
    summary: 'Platform differs from what is assumed',
    help: 'Rows of the dialect table were measured, and are other than the public documents let this tool assume. The measured values are in force; nothing has to be done.',
  },
  'facts/changed': {
    severity: 'warning',
    summary: 'Platform has changed since it was measured',
    help: 'What reading shows today is not what the file with the facts of the platform says. Probe it again: `timeback-catalog probe`.',
  },
  'apply/locked': {
    severity: 'error',
    summary: 'Another run publishes here',
    help: 'Two runs at once would undo each other. Wait for the one that the message names.',
  },
  'apply/lock-lost': {
    severity: 'error',
    summary: 'Lock was lost while publishing',
    help: 'A run renews its lock each second. One that slept with its machine for a minute has lost it to whoever came then, and stops before its next write.',
  },
  'apply/not-visible': {
    severity: 'error',
    summary: 'What was written does not show yet',
    help: 'The platform took the changes, and reading them back it still showed what it held before: its reads may lag behind its writes. They were asked for again, with growing pauses, for as long as `--settle` or `settle` in the config says (30 seconds by default). Nothing has to be sent again; a `plan` some minutes later tells.',
  },
  'remote/not-visible': {
    severity: 'warning',
    summary: 'Published moments ago and not to be seen yet',
    help: 'By the receipts on this machine these changes were written minutes ago, and the platform shows what it held before. Its reads may lag behind its writes: plan again later before publishing again. Publishing again does no harm.',
  },
  'undo/released': {
    severity: 'warning',
    summary: 'Node was handed over since',
    help: 'Another catalog publishes it now, so taking the run back leaves it alone. What is to be undone of it is undone there.',
  },
  'undo/not-visible': {
    severity: 'error',
    summary: 'Written moments ago and not to be seen yet',
    help: 'An undo takes back what the platform shows. What was written and does not show yet would stay, and nothing would say so. Nothing was sent.',
  },
  'undo/gone': {
    severity: 'warning',
    summary: 'Node is not there any more',
    help: 'The platform has no such record now, or hides it.',
  },
  'apply/not-approved': {
    severity: 'error',
    summary: 'Cancelled',
    help: 'Nothing was sent. Without a terminal, `--auto-approve` or a plan file approves.',
  },
  'run/interrupted': {
    severity: 'error',
    summary: 'Interrupted',
    help: 'The run was stopped. What was in flight may or may not have been written: run the command again, publishing is safe to repeat.',
  },
  'github/permission': {
    severity: 'warning',
    summary: 'GitHub does not allow it',
    help: 'The token of the job lacks a permission that the message names. The plan or apply itself is not affected.',
  },
  'github/token': {
    severity: 'warning',
    summary: 'GitHub does not accept the token',
    help: 'The token has run out, was revoked, or is none (401). A permission is another matter: `github/permission`. The plan or apply itself is not affected.',
  },
  'github/issues-off': {
    severity: 'warning',
    summary: 'The repository has no issues',
    help: 'Issues are switched off in the settings of the repository (410), so none can be kept about drift. The result itself is not affected.',
  },
  'github/unavailable': {
    severity: 'warning',
    summary: 'GitHub did not take it',
    help: 'The API of GitHub failed, asked for too much patience, or refused the length. The plan or apply itself is not affected; the step summary has the whole text.',
  },
  'action/not-here': {
    severity: 'error',
    summary: 'Nothing is applied from this event',
    help: 'A pull request can be edited by whoever opened it, so the Action applies only what is merged: on `push` and on events that start from a branch of the repository.',
  },
  'action/not-approved': {
    severity: 'error',
    summary: 'No approved plan was found',
    help: 'Apply takes the digest that was shown on the merged pull request, or the input `plan-hash`. Plan on pull requests with the same folder and environment, or give the digest.',
  },
  'action/not-reviewed': {
    severity: 'error',
    summary: 'The plan lacks reviews',
    help: 'A review approves the plan that the comment showed when it was given. Where the plan is another one since, or `approval` in the config asks for more people, have the plan of now reviewed on the pull request, and run the job again.',
  },
  'action/approval-edited': {
    severity: 'error',
    summary: 'The approved plan was edited',
    help: 'The comment that holds the digest was changed by somebody else than the Action, so it may not be what reviewers saw. Plan again and give the digest as `plan-hash`.',
  },
  'action/approval-spent': {
    severity: 'error',
    summary: 'The approval was used before',
    help: 'An approval holds for one apply. What is left, or is to be published again, needs a new one: look at the plan and give its digest as `plan-hash` in a run that is started by hand.',
  },
  'action/overtaken': {
    severity: 'error',
    summary: 'A later commit has the word',
    help: 'A later commit of the branch was published or needed nothing, or GitHub does not say whether one was. An older state is not published over it: run the job of the newest commit.',
  },
  'action/other-commit': {
    severity: 'error',
    summary: 'Another commit is checked out',
    help: 'What the Action shows and publishes is said to be of the commit that the event is about, and that one is not checked out. Check it out with actions/checkout, without `ref`.',
  },
  'action/commit-read': {
    severity: 'warning',
    summary: 'Another commit was read',
    help: 'The commit that is checked out is not the one that the event is about. A workflow may mean it: a report on a branch of its choice.',
  },
  'action/merged': {
    severity: 'warning',
    summary: 'The pull request is merged',
    help: 'A plan that is made after the merge was seen by nobody who approved it, so the comment keeps the one from before.',
  },
  'action/not-newest': {
    severity: 'warning',
    summary: 'A newer run has the comment',
    help: 'The commit of this run is not the newest of the pull request any more, or another run read the platform after it. What is older never takes the place of what is newer.',
  },
  'files/unwritable': {
    severity: 'error',
    summary: 'File cannot be written',
    help: 'The operating system refused: no permission, no space, a read-only disk, or something else of that name. Each file is replaced whole, so what was there is as it was. Remove the cause and run the command again.',
  },
  'files/unreadable': {
    severity: 'error',
    summary: 'File cannot be used',
    help: 'The operating system refused. Remove the cause that it names and run the command again.',
  },
  'usage/wrong': {
    severity: 'error',
    summary: 'Wrong usage',
    help: 'Run the command with `--help`.',
  },
} as const satisfies Record<string, Row>;

export type ProblemCode = keyof typeof problemCodes;
