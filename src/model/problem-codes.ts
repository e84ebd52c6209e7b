import { type ContentRule, contentRules, type RuleName } from './content-rules.ts';

/** Whether a problem stops the run or only warns. */
export type Severity = 'error' | 'warning';

/** What a code means. */
export interface ProblemMeaning {
  readonly severity: Severity;
  /** Fixed and short, without a full stop. */
  readonly summary: string;
  /** The text for docs/problems.md: why the rule exists and how to fix the problem. */
  readonly help: string;
}

/** One code for each rule about content. A config may change the severity. */
const ruleCodes = Object.fromEntries(
  Object.entries(contentRules).map(([name, rule]: [string, ContentRule]) => {
    const { severity, summary, meaning, help } = rule;
    const where = 'Rules apply only if the config turns them on: docs/content-rules.md.';
    return [`rules/${name}`, { severity, summary, help: `${meaning} ${help} ${where}` }];
  }),
) as Readonly<Record<`rules/${RuleName}`, ProblemMeaning>>;

/**
 * Every code that the tool can report, as `area/what-is-wrong`. A row without a severity is an error.
 * docs/problems.md is generated from it.
 */
export const problemCodes = byCode({
  ...ruleCodes,
  'file/unreadable': {
    summary: 'File cannot be read',
    help: 'The operating system refused to open it, or it is not a regular file: folders, pipes and devices are never opened. Check its permissions and its type.',
  },
  'file/too-large': {
    summary: 'File is too large',
    help: 'Files have a size limit; docs/reference/limits.md gives the reason. People review manifests: split the file and join the parts with `include`.',
  },
  'file/too-many': {
    summary: 'Too many files',
    help: 'The globs of the config match too many files. Reading only some of them would look as if the rest were removed. Narrow `catalog`, or split the catalog into several.',
  },
  'file/empty': {
    summary: 'File is empty',
    help: 'An empty manifest could mean that its content was lost. Delete the file or restore it.',
  },
  'file/binary': {
    summary: 'File is not text',
    help: 'The file holds NUL bytes. Save it as UTF-8 text, or exclude it from the globs of the config.',
  },
  'file/encoding': {
    summary: 'File is not UTF-8',
    help: 'Save the file as UTF-8. A byte order mark at its start is allowed.',
  },
  'file/symbolic-link': {
    summary: 'Symbolic link is not followed',
    help: 'A link in a pull request could point at any file on the machine that makes the plan. Put the file itself in the catalog folder.',
  },
  'file/hidden-from-git': {
    severity: 'warning',
    summary: 'File is hidden from git',
    help: 'A line of `.gitignore`, or another list of git, matches a file of the catalog that is not in git yet. `git add` passes it over, so other clones and CI plan without it. Remove the line, or add the file with `git add --force`. `check --base` looks at new files, and `doctor` at all.',
  },
  'file/not-checked-out': {
    summary: 'File of the catalog is not checked out',
    help: 'git has files of the catalog that are not in this checkout: it is sparse, or a submodule was not fetched. Without these files it would look as if nodes were removed, so nothing is done. The message has the command to fetch them.',
  },
  'file/conflict': {
    summary: 'Merge conflict in the file',
    help: 'Git kept both versions. Decide what to keep, leave each node its sourcedId, and remove the conflict markers. The rest of the file is checked after that.',
  },
  'yaml/syntax': {
    summary: 'Not valid YAML',
    help: 'Manifests are YAML 1.2. The message shows where the syntax is wrong; check that line and the one above.',
  },
  'yaml/tab': {
    summary: 'Tab used as indentation',
    help: 'YAML allows only spaces for indentation.',
  },
  'yaml/cut-title': {
    summary: 'Title is cut off by a comment',
    help: 'In YAML, a space and `#` start a comment. Put such a title in quotes.',
  },
  'yaml/duplicate-key': {
    summary: 'Key is written twice',
    help: 'One of the two values would be lost. Remove or rename one key.',
  },
  'yaml/alias': {
    summary: 'Anchors and aliases are not allowed',
    help: 'An alias could repeat a sourcedId, or change a node in another place of the file. Write the value out.',
  },
  'yaml/merge-key': {
    summary: 'Merge keys are not allowed',
    help: 'YAML 1.2 has no merge key (`<<`). Write the fields out.',
  },
  'yaml/tag': {
    summary: 'Tags are not allowed',
    help: 'Manifests have only plain strings, numbers, booleans, lists and maps. Remove the `!tag`.',
  },
  'yaml/key': {
    summary: 'Key is not allowed',
    help: 'Keys are plain strings. Names such as `__proto__` are refused, because they can cause errors in programs that read the catalog.',
  },
  'yaml/several-documents': {
    summary: 'More than one YAML document',
    help: 'A manifest has one document. Move what follows `---` to its own file.',
  },
  'yaml/too-deep': {
    summary: 'Nested too deeply',
    help: 'No catalog needs this depth. The file is damaged or malicious.',
  },
  'yaml/hazard': {
    severity: 'warning',
    summary: 'Value may not be what it looks like',
    help: 'YAML readers disagree about such values. Put the value in quotes.',
  },
  'schema/unknown-field': {
    summary: 'Unknown field',
    help: 'A misspelt field would have no effect. Fields that the platform accepts and this tool does not know go under `additional`.',
  },
  'schema/missing-field': {
    summary: 'Required field is missing',
    help: 'Write the field.',
  },
  'schema/wrong-type': {
    summary: 'Wrong type of value',
    help: 'The message says what is expected and what is there.',
  },
  'schema/wrong-value': {
    summary: 'Value is not allowed',
    help: 'The message says which values are allowed.',
  },
  'title/blank': {
    summary: 'Title has no visible text',
    help: 'The title is the name that people see. It needs more than spaces, invisible characters and punctuation.',
  },
  'title/broken': {
    severity: 'warning',
    summary: 'Title with a line break or control character',
    help: 'A title is one line. Some apps cut it at the line break, others show a symbol for the character.',
  },
  'text/unseen': {
    severity: 'warning',
    summary: 'Text has characters that nobody sees',
    help: 'Zero-width characters, and spaces at the ends, come with text that is copied from web pages and documents. People do not see them, but searches and programs do not find the text. Characters that belong to the spelling of a language are not reported.',
  },
  'text/damaged': {
    severity: 'warning',
    summary: 'Text was damaged on its way',
    help: 'The text passed a program that read it in another encoding, or that wrote characters as HTML does. Apps show it as it is. Write the characters that were meant.',
  },
  'text/look-alike': {
    severity: 'warning',
    summary: 'Word with letters of two alphabets',
    help: 'Some Cyrillic and Latin letters look the same. A word that mixes them is found by no search. Type it again.',
  },
  'text/placeholder': {
    severity: 'warning',
    summary: 'Text is a placeholder',
    help: 'A template or an author left it for later. Students would read it.',
  },
  'text/address': {
    severity: 'warning',
    summary: 'Web address with a space',
    help: 'A web address has no spaces. Programs cut it there, or do not open it.',
  },
  'schema/unknown-kind': {
    summary: 'Kind is missing or unknown',
    help: 'A manifest has a top-level `kind`: `course`, `unit`, `lesson` or `resource`.',
  },
  'glob/unusable': {
    summary: 'Glob is not valid',
    help: 'A glob has text, `*`, `**`, `?`, `[a-z]` and `{a,b}`, with / between folders. It cannot name hidden files, and its length is limited.',
  },
  'include/missing': {
    summary: 'Included file is not in the catalog',
    help: 'An include names a file, or a glob of files, that the `catalog` globs of the config find. The path is relative to the file that includes.',
  },
  'include/outside': {
    summary: 'Include leaves the catalog folder',
    help: 'Only files below the folder of the config can be included.',
  },
  'include/circular': {
    summary: 'Files include each other in a circle',
    help: 'Remove one of the includes named in the message.',
  },
  'include/twice': {
    summary: 'File is included twice',
    help: 'A node has one place. Remove one of the two includes.',
  },
  'include/wrong-kind': {
    summary: 'Included file has the wrong kind',
    help: 'A list of units includes files of units, a list of lessons includes lessons, and a list of resources includes resources.',
  },
  'include/unused': {
    severity: 'warning',
    summary: 'No course includes this file',
    help: 'A unit or lesson is published only if a course includes it.',
  },
  'id/missing': {
    summary: 'Node has no sourcedId',
    help: 'Run `timeback-catalog fmt`: it writes a new UUID into the file. That id never changes again.',
  },
  'id/malformed': {
    summary: 'Not a usable sourcedId',
    help: 'A sourcedId has 1 to 255 characters, no white space, no control characters and none of / ? # % \\ " \'.',
  },
  'id/placeholder': {
    summary: 'Placeholder instead of a sourcedId',
    help: 'A published placeholder could never be changed. Remove the line and run `timeback-catalog fmt`.',
  },
  'id/not-uuid': {
    summary: 'sourcedId is not a UUID',
    help: 'The config requires UUIDs with `sourcedId: {form: uuid}`. Write a new node without an id and run `timeback-catalog fmt`, which generates one. Do not change a published id: if the catalog has other ids, remove the requirement.',
  },
  'id/mangled': {
    summary: 'Spreadsheet changed a sourcedId',
    help: 'The id is a number or a date in the form of a spreadsheet, and no line of the ledger has it. Write the original id, or remove it.',
  },
  'id/duplicate': {
    summary: 'sourcedId is used twice',
    help: 'An id belongs to one node in one place. If a node was copied, remove the sourcedId of the copy and run `timeback-catalog fmt`.',
  },
  'identity/re-minted': {
    summary: 'Published node has another sourcedId',
    help: "Students' records belong to the id, so a published id must never change. Restore it; the message shows where. If the old node was removed on purpose and this is a new one, retire the old id.",
  },
  'identity/vanished': {
    summary: 'Node is missing and was not retired',
    help: 'Deleting a node from the manifests does not remove it. Restore it, or retire it with `timeback-catalog retire ID --reason "…"`. If it moved to another catalog, use `timeback-catalog release ID --to NAME`; it stays live. If its id was never published, use `timeback-catalog retire ID --never-published --env ENV`.',
  },
  'identity/swapped': {
    summary: 'Two nodes exchanged their sourcedIds',
    help: 'The work of students in one would count for the other. Restore both ids. To change the order, move the complete nodes with their ids. `check --base` compares with a commit, `plan` and `apply` with the platform.',
  },
  'identity/handed-on': {
    summary: 'sourcedId belongs to another node now',
    help: 'An id stays with its content. Restore the id of the content, and let `timeback-catalog fmt` generate an id for the new node. `check --base` compares with a commit, `plan` and `apply` with the platform.',
  },
  'identity/resurrected': {
    summary: 'Retired sourcedId is in use',
    help: 'A retired id is never used again. Remove it and run `timeback-catalog fmt` for a new one. If the retirement is not published yet, `timeback-catalog retire --undo ID --env ENV` reverts it.',
  },
  'identity/lives-elsewhere': {
    summary: 'Released sourcedId is in use',
    help: 'The id was handed over to another catalog, which publishes it now. Remove the node from these manifests with `timeback-catalog release ID --to NAME`. If that catalog gave it back, run `timeback-catalog take ID --from NAME`.',
  },
  'identity/retyped': {
    summary: 'sourcedId belongs to a node of another kind',
    help: 'A unit never becomes a lesson. Give the new node a new id and retire the old one.',
  },
  'identity/ledger-edited': {
    summary: 'Ledger of ids lost lines',
    help: 'The ledger is append-only: lines are added, never removed or changed. That is true for nodes, placements and replaced ids, in any file of the ledger. Restore the lines from the base.',
  },
  'identity/other-state': {
    summary: 'Ledger has the id in another state',
    help: 'A live id can be retired or released. `retire --undo` reverts a retirement that is not published yet, and `take` reverts a release.',
  },
  'identity/not-minted': {
    summary: 'Node may have an id already',
    help: 'A live id of the ledger has no node, and a node without an id may be that node. Restore the lost id. If they are two nodes, retire the lost id first: `timeback-catalog retire ID --reason "…"`.',
  },
  'identity/course-name': {
    severity: 'warning',
    summary: 'Records of apps on the official SDK would start again',
    help: 'Such apps store attempts and results under the courseCode of a course, or its first subject and single grade. `identity: {courseCode: fixed}` in the config refuses a change. `timeback-catalog confirm COURSE --was courseCode=OLD --reason "…"` confirms an intended one.',
  },
  'identity/confirmed': {
    severity: 'warning',
    summary: 'Change of ids was confirmed',
    help: "The ledger confirms this change of ids (`timeback-catalog confirm`), so it is not refused. Review it with care: students' records stay with the old id, or count for other content from now on.",
  },
  'identity/confirms-nothing': {
    severity: 'warning',
    summary: 'Line of the ledger confirms nothing',
    help: 'A line `ID kind replaces OLDID reason` confirms a refused change of these two ids, but nothing was refused since the base. Delete the line, unless `plan` is refused without it: a platform may still have what the base no longer has.',
  },
  'identity/left-over': {
    summary: 'Ledger holds an id that was never used',
    help: 'The id was added and removed on this branch, and only its line is left. Remove the line with `timeback-catalog retire ID --never-published --base REF` before the merge.',
  },
  'identity/not-released': {
    summary: 'Two catalogs have the same node',
    help: 'The node was taken from a catalog of the same work tree that has not released it, so both would publish it. A handover needs two commands in one change: `release ID --to NAME` there and `take ID --from NAME` here.',
  },
  'identity/not-taken': {
    severity: 'warning',
    summary: 'Released, and not taken yet',
    help: 'The node was released to a catalog of the same work tree that does not have it. It stays live on the platform, but no catalog publishes it until you run `take ID --from NAME` there.',
  },
  'identity/without-node': {
    severity: 'warning',
    summary: 'Live ids of the ledger have no node',
    help: 'No manifest has them, here or at the base, so a node was lost earlier. If an id was never published, use `timeback-catalog retire ID --never-published --env ENV`. If it was, restore the node, or retire it with a reason.',
  },
  'identity/not-in-ledger': {
    severity: 'warning',
    summary: 'Ids are not in the ledger',
    help: 'Run `timeback-catalog fmt` and commit the ledger. Without its line, a lost id is not noticed.',
  },
  'identity/unlike': {
    severity: 'warning',
    summary: 'Node may be a different one',
    help: 'Title, place and text changed together under one id, or the old content may be under another id, or an environment gives the id of one node to another, or a new id to a node whose own id is at an unlike one there. If it is another lesson now, it needs a new id.',
  },
  'identity/hazard': {
    severity: 'warning',
    summary: 'Risky sourcedIds',
    help: 'The ids work. Do not change published ones. Let `timeback-catalog fmt` generate the ids of new nodes.',
  },
  'ledger/conflict': {
    summary: 'Merge conflict in the ledger',
    help: 'Git kept both sides. Keep the lines of both and remove the conflict markers. With `ids: ids/` in the config, each run of `fmt` writes its own file, so that two branches do not conflict.',
  },
  'ledger/malformed': {
    summary: 'Line of the ledger cannot be read',
    help: 'A line reads `sourcedId kind live`, or `sourcedId kind retired` and the reason in words; docs/identity.md has the other forms. Restore the line from git.',
  },
  'ledger/duplicate': {
    summary: 'Ledger contradicts itself',
    help: 'Two lines contradict each other about an id: its kind, its state, its catalog or its placement. Usually two branches added them. Decide which line is right and remove the other.',
  },
  'ledger/repeated': {
    severity: 'warning',
    summary: 'Ledger has the same line twice',
    help: 'Two branches added the same line. Run `timeback-catalog fmt`: it keeps one. In a ledger folder, a repeated line is allowed.',
  },
  'ledger/unsorted': {
    severity: 'warning',
    summary: 'Ledger is not sorted',
    help: 'A merge puts lines of two branches one after the other. Run `timeback-catalog fmt`: in a sorted ledger a reviewer finds an id, and branches seldom touch the same place.',
  },
  'ledger/elsewhere': {
    summary: 'Ledger is not where the config says',
    help: '`ids` in the config names the ledger: a file, or a folder with a slash at its end. With another name, all known ids would be forgotten. Correct `ids`, or move the ledger. The files of names and of keys have the same name, with `.names` and `.keys` at the end: rename them with it.',
  },
  'names/conflict': {
    summary: 'Merge conflict in the names of constants',
    help: 'Git kept both sides. Keep the lines of both and remove the conflict markers. With the line `catalog.names merge=union` in `.gitattributes`, git does that itself.',
  },
  'names/malformed': {
    summary: 'Line of the names cannot be read',
    help: 'A line reads `sourcedId kind NAME`, with capital letters, digits and single underscores in the name. Restore the line from git.',
  },
  'names/duplicate': {
    summary: 'Names of constants contradict each other',
    help: 'Two branches named one node differently, or two nodes the same. Programs may use either name, so nothing is renamed automatically: keep the name in use and change the other line.',
  },
  'export/stale': {
    summary: 'Exported constants are not current',
    help: 'The manifests changed since the file was made, or it was edited. Run `timeback-catalog ids export` again and commit the file together with the names.',
  },
  'export/overridden': {
    severity: 'warning',
    summary: 'Constants differ between environments',
    help: 'The config overrides the courseCode of a course in one environment, but the exported file has only one: export a file for each environment with `--env NAME`. Placements of nodes that have other `ids` in that environment are left out, since the ledger does not know their ids there.',
  },
  'export/sdk-refuses': {
    summary: 'The official SDK would refuse the file',
    help: 'Apps on the SDK read timeback.config.json first, and do not start with this one. Nothing was written.',
  },
  'export/sdk-doubtful': {
    severity: 'warning',
    summary: 'Apps on the official SDK may not find the course',
    help: 'They identify a course by its courseCode, or by subject and grade: Math, Reading, Science, Social Studies, Writing or Other, and 0 to 12.',
  },
  'standards/unknown': {
    summary: 'Unknown standard',
    help: 'Lessons and resources list standards by CASE identifier, and the config names the CFPackage files that define them. A code for people, such as RL.6.2, is not the identifier.',
  },
  'standards/twice': {
    summary: 'Standards are written twice',
    help: '`standards` is sent as a learningObjectiveSet, so one in the metadata would be lost.',
  },
  'standards/package': {
    summary: 'File is not a framework of standards',
    help: 'A framework is the JSON of a CFPackage (CASE), with a list `CFItems`, each with an `identifier`. A file may also be a list of packages, or one page of CFItems. Spreadsheets of standards, and the JSON of other collections, are not read.',
  },
  'standards/not-taken': {
    severity: 'warning',
    summary: 'Platform accepts no standards here',
    help: 'No public document shows where a record of this kind keeps standards. They are checked, but not sent. If you know the key, name it in the config, under `facts` of the environment, such as `lesson.standards: metadata.learningObjectiveSet`.',
  },
  'standards/not-there': {
    severity: 'warning',
    summary: 'Platform does not know the standard',
    help: 'The platform does not have this identifier. It must be the CASE identifier, not the code for people. No public document describes the service, so this is a warning; the rows `standard.…` of the dialect table show the request.',
  },
  'standards/not-told': {
    severity: 'warning',
    summary: 'Platform does not show which standards it knows',
    help: 'The client may lack the scope `standards.read`, or the service has another address or form: correct the rows `standard.…` of the dialect table. CFPackage files under `standards` in the config check standards without a platform.',
  },
  'links/gone': {
    summary: 'Address of a resource does not exist',
    help: 'A student who opens the lesson finds nothing. `doctor --links` asked the host: there is no such page, test, item or host. Correct the address, or create the page, test or item.',
  },
  'links/wrong': {
    summary: 'Address of a resource is not valid',
    help: 'Players need a complete http or https URL without a user name and a password. Write it as a browser shows it.',
  },
  'links/unknown': {
    severity: 'warning',
    summary: 'Addresses could not be checked',
    help: 'The host requires a login, was too busy, gave no answer, or is in a private network and was not asked. No credentials are sent to other hosts. The QTI service is asked with the token if `qti` in the environment names it.',
  },
  'events/unreadable': {
    summary: 'Events cannot be read',
    help: 'The file holds Caliper events as JSON: one event, a list, an envelope with `data`, or one of these on each line. The readable events were checked.',
  },
  'events/invalid': {
    summary: 'Event does not match the form of the platform',
    help: 'The platform checks each event and answers 400. The rows `event.…` of docs/dialect-partner.md and docs/dialect-oneroster.md list the assumed rules, and which of them no public document confirms.',
  },
  'events/course': {
    summary: 'Event names no course of the catalog',
    help: 'Every graded event names its course as a URL in `extensions.course.id`, and an event of the official SDK in `object.course.id`; `timeback-catalog ids export` writes these URLs for the programs of an app. The platform may answer 202 and credit nothing.',
  },
  'events/lesson': {
    summary: 'Event names no lesson of its course',
    help: 'All reports are per lesson. Use the URL from `timeback-catalog ids export`. The documents contradict each other about the key of the lesson: see `event.lesson.at` in docs/dialect-partner.md.',
  },
  'events/student': {
    summary: 'Event names no student',
    help: 'An event counts for the student who is its `actor` or its `object.assignee`, as a URL with the sourcedId that the platform gave the student.',
  },
  'events/doubtful': {
    severity: 'warning',
    summary: 'Event may have no effect',
    help: 'The event may still count, or sources contradict each other about it. Its verdict is `doubtful` only if one source says that it is lost. Send a test event to see which source is right; then correct the row `event.…` from the message under `facts` of the environment.',
  },
  'events/repeated': {
    severity: 'warning',
    summary: 'Events overwrite each other',
    help: 'Reports say that results are stored by `object.id`: a later event with the same one overwrites the earlier result. Give each attempt its own `object.id`, and each event its own `id`.',
  },
  'reference/course-code': {
    severity: 'warning',
    summary: 'Two courses have one course code',
    help: 'Apps on the TimeBack SDK find a course by its code alone. Give each course its own code, or remove the code.',
  },
  'reference/missing': {
    summary: 'Not found',
    help: 'The id or title is not in the manifests. Correct it, or add the node.',
  },
  'reference/ambiguous': {
    summary: 'Name matches several nodes',
    help: 'Commands that read accept a part of a title or the first characters of an id; commands that write need the complete title. If several nodes match, use an address, such as lesson/ID: the message lists them. On a terminal you can choose one by its number.',
  },
  'reference/circular': {
    summary: 'Prerequisites form a circle',
    help: 'Students could never start these units. Remove one of the prerequisites.',
  },
  'catalog/unmatched': {
    severity: 'warning',
    summary: 'Manifest is not matched by a glob',
    help: 'The file holds a node, but no glob of `catalog` in the config matches it, so it is ignored. Rename it, add it to `catalog`, or exclude it on purpose with `!` in front.',
  },
  'catalog/file-name': {
    severity: 'warning',
    summary: 'File name that Windows does not take',
    help: 'Windows refuses names of devices (`con.yaml`, `aux/`), names with one of `< > : " | ? * \\`, and names that end with a dot or a space. A clone there lacks the file, so its nodes would seem to be removed. Rename it.',
  },
  'catalog/same-name': {
    severity: 'warning',
    summary: 'File names are the same on other systems',
    help: 'macOS and Windows treat names that differ only in case, or in the Unicode form of their letters, as one name. A clone there has only one of the files. Rename one of them.',
  },
  'catalog/no-files': {
    summary: 'No manifests found',
    help: 'The `catalog` globs of the config match no file. Correct them, or run `timeback-catalog init` to start.',
  },
  'retire/live-children': {
    summary: 'A child would be left behind',
    help: 'Retiring does not cascade. Retire the children as well with `--children`, or move them first.',
  },
  'retire/still-named': {
    summary: 'Another node refers to it',
    help: 'A lesson still places the resource, or a unit still has it as a prerequisite. Remove it there first.',
  },
  'retire/published': {
    summary: 'The id is known elsewhere',
    help: 'A published id is retired. It is never forgotten, and never made live again by hand.',
  },
  'retire/layout': {
    summary: 'Node shares its lines with others',
    help: 'Write the list with one dash per node, or remove the node by hand and run the command again.',
  },
  'import/keys': {
    summary: 'File of keys has errors',
    help: "An import recognises nodes by the keys that `catalog.keys` holds. A damaged line, or two ids for one key, would give a node a new id, and its students' records would stay with the old one.",
  },
  'import/re-minted': {
    summary: 'Known nodes would get new ids',
    help: 'Keys are no longer in the source, but other keys may belong to the same nodes. `--rekey` keeps the ids of similar nodes and gives the others new ones, `--as-new` gives all of them new ones, and `--same ID` keeps the id of a renamed node. You can also change single keys in `catalog.keys`.',
  },
  'import/re-used': {
    summary: 'Known keys belong to other nodes',
    help: 'A key is trusted only if the content matches. Here the content of a node is under another key, or the key is only a position and points to different content. `--rekey` keeps each id with its content and creates new ids for the rest; `--same ID` keeps the id of a renamed node; `--source NAME` separates the keys of another file.',
  },
  'import/not-from-here': {
    summary: 'Manifests already have nodes of the source',
    help: 'The source has ids of manifests that no import of it wrote. An import would overwrite these nodes. `--adopt` allows that.',
  },
  'import/unreadable': {
    summary: 'Source cannot be understood',
    help: 'The file does not have the form that this import reads. The message describes the problem.',
  },
  'import/columns': {
    summary: 'Cannot tell which columns hold course, unit and lesson',
    help: 'A table needs columns for course, unit and lesson. Map them with `--map "Column=lesson.title"`, or give one title for all rows with `--course` and `--unit`.',
  },
  'import/conflict': {
    summary: 'Table and catalog were both changed',
    help: 'The table was written by `export outline`. Since then both were changed in one place: a cell and the same field, the order below one node, or the node that another one is under. Write the same into both, or choose a side: `--conflicts table` or `--conflicts catalog`. A change on only one side is not a conflict.',
  },
  'import/other-id': {
    summary: 'A course has another id in the config',
    help: "A `timeback.config.json` gives a course an id in an environment, and `ids` of that environment in the config give it another one. Students' records belong to one of them. Find out which one the platform has, and write it into both files: no import replaces it.",
  },
  'import/damaged-cell': {
    severity: 'warning',
    summary: 'Cells have spreadsheet errors or formulas',
    help: 'The cells hold an error such as #REF!, a formula instead of its value, or a date instead of a grade or a key. They are skipped. Fix them in the spreadsheet and save the table again.',
  },
  'import/shared-key': {
    severity: 'warning',
    summary: 'Nodes have the same key',
    help: 'Two nodes in one place of the source have the same key and different titles. The import numbers them by their order. Give each its own key, so that each keeps its `sourcedId` if their order changes.',
  },
  'import/standard-codes': {
    severity: 'warning',
    summary: 'Standards are written as codes',
    help: 'Manifests list standards by their CASE identifiers. An import replaces the codes that people write, such as 5.NF.1, if a framework of the config (`standards`) has them; all others stay as they are written. Add the framework and import again.',
  },
  'import/rows-differ': {
    severity: 'warning',
    summary: 'Rows contradict each other',
    help: 'Several rows of one course, unit or lesson have different values. The first row is used. Lessons with the same title and different values become separate lessons. Write the same values in the rows.',
  },
  'export/too-large': {
    summary: 'Table is too large to be imported again',
    help: 'There is one row for each lesson and each further resource of a lesson, and an import reads at most 200,000 rows.',
  },
  'import/mangled-id': {
    summary: 'Spreadsheet changed a sourcedId',
    help: 'Spreadsheets treat ids as numbers and dates: they shorten long numbers (1.23457E+14), drop leading zeros and rewrite dates. Format the column as text before you enter the ids, and save the table again.',
  },
  'import/doubtful-id': {
    severity: 'warning',
    summary: 'Spreadsheet may have changed sourcedIds',
    help: 'The ids look as if leading zeros or last digits were lost. Compare them with the original ids before you publish. If they are right, do nothing.',
  },
  'import/shared-id': {
    summary: 'One sourcedId for two nodes',
    help: 'The source gives the same id to nodes with different titles. It is unclear which node has the id, so nothing is imported.',
  },
  'import/archive': {
    summary: 'Archive is not safe to read',
    help: 'A course export is read without being unpacked. Names outside the archive, entries that grow too large, links, entities and damaged parts stop the import.',
  },
  'import/empty': {
    summary: 'Nothing to import',
    help: 'The source has no course, unit, lesson or resource. Check that it is the right file or platform.',
  },
  'import/no-course': {
    summary: 'No such course to import',
    help: '`import remote --course` takes ids, course codes, and patterns of either. Nothing was written, because an incomplete import would look complete.',
  },
  'import/left-out': {
    severity: 'warning',
    summary: 'Parts of an outline are skipped',
    help: 'The outline for the emulator has parts that a catalog cannot hold, or the same node several times. `import outline FILE --dry-run` lists them.',
  },
  'import/nowhere': {
    summary: 'New manifests would not be matched',
    help: 'An import writes manifests where the `catalog` globs of the config find them. Name such a folder with `--into FOLDER`, or widen the globs.',
  },
  'config/missing': {
    summary: 'No config found',
    help: 'Run the command inside a catalog, name a folder with `--chdir`, or start one with `timeback-catalog init`.',
  },
  'config/several': {
    summary: 'Several configs in one folder',
    help: 'A folder has one config, under one of the three names. With several, an author may edit one that has no effect. Join them, and delete the others.',
  },
  'config/secret': {
    summary: 'Secret written in the config',
    help: 'The config is committed. `credentials` has the names of environment variables, never the values. Treat the value as leaked and replace it.',
  },
  'config/foreign-variable': {
    summary: 'Credential from a variable of another program',
    help: 'A config names the variables of its own credentials. Variables of the runner, of clouds, of other tools and of the system may hold other secrets, which must not be sent to a platform.',
  },
  'config/redirected': {
    severity: 'warning',
    summary: 'Address for credentials changes',
    help: 'The config defines which credentials are sent where. Reviewers of the change should know the address and the names of the variables.',
  },
  'config/corrected': {
    severity: 'warning',
    summary: 'Rules for sending the catalog change',
    help: 'Rows under `facts` decide how records are read and written. Reviewers of the change should know what each row does: docs/dialect-partner.md, docs/dialect-oneroster.md.',
  },
  'config/approval': {
    severity: 'warning',
    summary: 'Required approvals change',
    help: 'The config defines how many reviews the GitHub Action requires. Reviewers of the change should know whether fewer people are needed from now on.',
  },
  'config/override-of-all': {
    summary: 'Override would make nodes equal',
    help: "A title, a course code and a vendor's resource id belong to one node. Name the node by its address under `overrides`: `course/ID`.",
  },
  'config/override-of-none': {
    summary: 'Override for a node that does not exist',
    help: '`overrides` has an address that is in no manifest, so it has no effect. Correct the address, or remove the override if the node was retired.',
  },
  'config/unknown-environment': {
    summary: 'Unknown environment',
    help: '`--env` takes a name from `environments` in the config.',
  },
  'config/unknown-fact': {
    summary: 'Unknown row of the dialect table',
    help: '`facts` corrects rows of the dialect table. docs/dialect-partner.md and docs/dialect-oneroster.md list them.',
  },
  'config/insecure-url': {
    summary: 'Address is not encrypted',
    help: 'Credentials are sent to https addresses only, or to this machine itself. In a private network, use `--insecure-http`.',
  },
  'git/not-installed': {
    summary: 'git cannot be started',
    help: 'Only comparing with commits needs git. It is looked for in the folders of the PATH that are absolute and outside of the work tree. Install it, or run the command without `--base`.',
  },
  'git/not-a-repository': {
    summary: 'Not a git repository',
    help: '`--base` compares with a commit. Run the command in a clone, or without `--base`.',
  },
  'git/unsafe-repository': {
    summary: 'Repository is not trusted',
    help: 'Files that a branch can add would make git use another history, or settings that run programs: a folder that looks like a repository, a link in the place of the catalog folder, a repository of another work tree. git is not started. The message names what to remove.',
  },
  'git/ambiguous-name': {
    summary: 'Name of the base is ambiguous',
    help: 'A tag, a branch and a branch of a remote can have the same name, and git prefers the tag. Use the full name, such as `refs/remotes/origin/main`.',
  },
  'git/unknown-commit': {
    summary: 'Unknown commit',
    help: 'The name is wrong, or the clone is shallow or partial and lacks the commit. The message shows what to fetch.',
  },
  'git/no-common-commit': {
    summary: 'No common ancestor with the base',
    help: 'A branch is compared with its common ancestor with the base. A shallow clone may lack that commit: fetch the rest of the history, as the message shows. The newest commit of the base is not used instead, because everything that others added there would look lost.',
  },
  'git/not-complete': {
    summary: 'Content of a commit is missing',
    help: 'The clone was made with a filter, so some files of its commits are missing. Nothing is fetched automatically: the message shows the command.',
  },
  'git/failed': {
    summary: 'git reported an error',
    help: 'The message quotes git. If the folder belongs to another user, for example in a container, trust it with `git config --global --add safe.directory FOLDER`.',
  },
  'git/ambiguous-base': {
    summary: 'Several catalogs of the base could be this one',
    help: 'The config was moved since the base, and so were several other catalogs. Move one catalog at a time.',
  },
  'git/broken-base': {
    severity: 'warning',
    summary: 'Catalog at the base has errors',
    help: 'The commit has manifests with errors. They were not compared, but the ledger of ids still protects their ids.',
  },
  'environment/broken-off': {
    summary: 'Run for this environment stopped',
    help: 'An error of this machine or of the tool stopped the run for one of several environments; the others continued. The newest receipt lists what was written. Run the command again for this environment only.',
  },
  'environment/clock': {
    severity: 'warning',
    summary: 'Clocks disagree',
    help: 'The Date header of the platform differs from the clock of this machine. Published records get the time of this machine as dateLastModified, and a platform may treat a token as not yet valid or expired.',
  },
  'environment/proxy': {
    summary: 'Address of the proxy is malformed',
    help: 'Requests use the proxy of `HTTPS_PROXY` or `HTTP_PROXY`, except for the hosts in `NO_PROXY`. Write `http://HOST:PORT` or `https://HOST:PORT`.',
  },
  'environment/not-named': {
    summary: 'No environment named',
    help: 'In CI, name the environment: `--env NAME`.',
  },
  'environment/same-platform': {
    summary: 'Same platform twice in one run',
    help: 'Two environments of one run have the same address and credentials. They would overwrite each other. Publish to them one after the other, or remove one from the config.',
  },
  'auth/no-credentials': {
    summary: 'No credentials',
    help: 'Set the environment variables that the message names.',
  },
  'auth/refused': {
    summary: 'Credentials were rejected',
    help: 'The token endpoint did not accept the client id and secret: check for stray spaces in the secret. Or the API did not accept the token that was given for them: check that `baseUrl` and `tokenUrl` belong together.',
  },
  'auth/forbidden': {
    summary: 'Not permitted',
    help: 'The client may not do this: the record belongs to another client, or the scope `roster.createput` is missing.',
  },
  'remote/unreachable': {
    summary: 'Platform cannot be reached',
    help: 'Check the `baseUrl`, the network and the platform, then run the command again: publishing is safe to repeat.',
  },
  'remote/server-error': {
    summary: 'Platform reports an internal error',
    help: 'The request was repeated and kept failing. Run the command again later: publishing is safe to repeat.',
  },
  'remote/busy': {
    summary: 'Platform rejects requests: too many',
    help: 'The tool sent fewer concurrent requests and waited as long as it may. Run the command again later: publishing is safe to repeat.',
  },
  'remote/given-up': {
    summary: 'Not sent: the platform kept failing',
    help: 'After several failed requests in a row, nothing more is sent. Run the command again when the platform works: publishing is safe to repeat.',
  },
  'remote/not-allowed': {
    summary: 'Request is not allowed',
    help: 'Publishing reads and writes only the collections of the catalog on the platform: no people, no results, no other host. Every URL is checked before the request.',
  },
  'remote/rejected': {
    summary: 'Platform rejected the request',
    help: 'The message quotes the platform. If it rejected a write, correct the field that it names. If it rejected a read, `timeback-catalog doctor` shows which rows of the config are wrong for this platform.',
  },
  'remote/nothing-there': {
    summary: 'Platform has no such list',
    help: 'The platform answers 404 for a list of the catalog. If every list is 404, the address or the dialect of the environment is wrong; if one is, its row in the dialect table.',
  },
  'remote/no-add-on': {
    summary: 'Platform lacks an add-on that the catalog needs',
    help: 'Resources are an optional add-on of the Partner API: a platform without it, or a client that may not use it, answers 404 or 403 to their list. Ask the team that issued the credentials for the add-on, or remove the nodes that need it from the manifests.',
  },
  'remote/not-offered': {
    severity: 'warning',
    summary: 'Platform does not offer a collection',
    help: 'The list of an add-on answers 404 or 403, but the catalog does not need it, so the run continues. With `none` for its row of the dialect table, no request is sent for it.',
  },
  'remote/org-unknown': {
    severity: 'warning',
    summary: 'Platform has no such org',
    help: 'A platform refuses a course if it does not have the org of the course. It was asked for this org, and shows only others. Write the sourcedId of an existing org as `org` in the config, in the environment or in the course. If this client cannot see all orgs, `apply` shows whether the course is accepted.',
  },
  'remote/strange-record': {
    severity: 'warning',
    summary: 'Record on the platform is inconsistent',
    help: 'The record contradicts itself or others. It is left untouched and blocks nothing. Its owner can correct it on the platform.',
  },
  'remote/unexpected-answer': {
    summary: 'Platform answered in an undocumented form',
    help: 'A row of the dialect table may be wrong for this platform: docs/dialect-partner.md and docs/dialect-oneroster.md show how to correct it in the config.',
  },
  'remote/too-much': {
    summary: 'Platform sends too much data',
    help: 'Answers, lists and tokens have a size limit, to protect the memory of the machine. The message names the limit and the address. Nothing was planned.',
  },
  'remote/credential-in-answer': {
    summary: 'Platform shows a credential of this run',
    help: 'A record contains the client secret or the access token. It would be copied into plans, receipts and comments, so the answer is not used. Change the credential: everyone who can read the record has it.',
  },
  'remote/incomplete-read': {
    summary: 'Reading the platform was not complete',
    help: 'A plan from incomplete data would show changes that nobody made. Nothing was planned; run the command again.',
  },
  'remote/repeated-key': {
    summary: 'Record with one key twice',
    help: 'Fields that are in no manifest are sent back unchanged. JSON allows a key twice in one object, but does not define its meaning, so such a record is never overwritten.',
  },
  'remote/lists-show-less': {
    severity: 'warning',
    summary: 'Lists of the platform show less than single reads',
    help: 'A record written from incomplete list data would lose fields. So the tool reads each different record separately before it compares and writes. The row list.records defines this.',
  },
  'config/id-of-none': {
    summary: 'Id for a node that does not exist',
    help: '`ids` of an environment names nodes by their address in the manifests. With a wrong address, the intended node would be published under another id.',
  },
  'config/id-twice': {
    summary: 'Two nodes with one id in an environment',
    help: '`ids` of an environment gives two nodes of one kind the same id, so they would overwrite each other.',
  },
  'guard/id-not-allowed': {
    summary: 'Id may not be written to this environment',
    help: '`allowIds` of the environment defines which ids may be written there. It keeps drafts and real courses apart. Publish a draft with an allowed prefix, or change `allowIds`.',
  },
  'scope/outside': {
    summary: 'Course is outside the scope',
    help: '`scope` in the config defines the courses of a platform that this catalog manages. Other courses are neither read nor planned, so a course outside would be published without being read. Widen the scope, or correct the course.',
  },
  'remote/filter-not-used': {
    severity: 'warning',
    summary: 'Filter of the platform is not reliable',
    help: 'With `scope`, only a part of the platform is read, with filters. A filtered answer must have only records of that part, must be complete by its total, and its last condition must have an effect. Otherwise the whole list is read: the plan is the same and takes longer. The rows list.filter and list.filterReferences turn filters off.',
  },
  'remote/other-kind': {
    summary: 'sourcedId belongs to another kind on the platform',
    help: 'The id keeps the kind that it has on the platform. Restore the kind of the node. Write a node of another kind without a sourcedId, and `timeback-catalog fmt` generates one.',
  },
  'remote/hidden': {
    severity: 'warning',
    summary: 'Not shown by the platform',
    help: 'Reading a new id was answered with 403. The documents do not say whether another client owns it.',
  },
  'remote/retired': {
    summary: 'Node is retired on the platform',
    help: 'The platform holds the node with status `tobedeleted`. It is never made live again without --restore.',
  },
  'remote/taken': {
    summary: 'sourcedId is already used on the platform',
    help: 'The platform has the id but does not list it: it belongs to another client, or was retired. If another catalog handed the node over, run `timeback-catalog take ID --from NAME`. If it is a copy of a node of another catalog, remove it from the manifests. If it is a placement in a lesson of another catalog, somebody may have moved it by hand: move it back there, or give it up with `retire placement/ID`.',
  },
  'remote/kept-elsewhere': {
    severity: 'warning',
    summary: 'Node is in another course on the platform',
    help: 'The platform has the node in a course that is neither in the manifests nor in the ledger. Publishing would move it from there. That is right if somebody moved it by hand, and wrong if the id was copied from another catalog.',
  },
  'remote/live-children': {
    summary: 'Retired node has live children',
    help: 'Retiring does not cascade on the platform: the children would have no parent. Retire them as well (`retire ID --children`), or move them.',
  },
  'dialect/placed-twice': {
    summary: 'Lesson places one resource twice',
    help: 'With the dialect `oneroster`, the id of a placement is computed from lesson and resource. If a lesson has the same resource twice, the second placement needs its own `sourcedId`.',
  },
  'placement/moves': {
    severity: 'warning',
    summary: 'Resource moves to another lesson',
    help: 'In the OneRoster API, results of students belong to a placement. A resource that moves to another lesson gets a new placement there, unless the entry has the id of its old one.',
  },
  'dialect/readers': {
    summary: 'Readers of the platform would reject the value',
    help: 'The models of the official SDK refuse such a value: apps on it fail while they read a list, or cannot write the record. The rows `reader.…` of the dialect define which values are an error, a warning or allowed.',
  },
  'dialect/no-completion': {
    severity: 'warning',
    summary: 'Apps on the official SDK cannot mark the course as completed',
    help: 'They store completion under a placement with the id of the course and `-cr` at the end, as the official sync creates it. `timeback-catalog new course --for-sdk-apps` creates it with a course, `new unit --for-sdk-apps` in an existing course. If `ids` of the environment give the course another id, that id counts there: add an entry with it, `{ resource: ID, sourcedId: OTHER-cr }`, to the resources of that unit.',
  },
  'dialect/unit-places': {
    severity: 'warning',
    summary: 'Resource is placed directly in a unit',
    help: 'Reports differ on whether students see a resource that is in a unit but in no lesson. The row `componentResource.inUnit` has what is known of a platform.',
  },
  'dialect/unit-hides': {
    summary: 'Students cannot see the resource',
    help: 'According to the row `componentResource.inUnit` of the dialect, students do not see a resource directly in a unit. Place it in a lesson of the unit.',
  },
  'dialect/not-taken': {
    severity: 'warning',
    summary: 'Not sent to this platform',
    help: 'No document of the API has this field of the manifests. It is sent only to environments with another dialect.',
  },
  'dialect/nesting': {
    summary: 'Platform has no level below lessons',
    help: 'Lessons below lessons are components of the OneRoster API. In the Partner API each lesson belongs to a unit: move the lesson there, or publish to an environment with `dialect: oneroster`.',
  },
  'dialect/id': {
    summary: 'Platform does not accept the sourcedId',
    help: 'The rows `id.form` and `id.most` of the dialect define which ids a platform accepts. They are assumptions: correct a row under `facts` of the environment if the platform accepts more.',
  },
  'dialect/one-resource': {
    summary: 'Lesson has too many resources for the platform',
    help: 'According to the dialect table, a lesson places one resource. If the platform accepts a list, correct the row `lesson.resources.shape` to `list`.',
  },
  'guard/many-retires': {
    summary: 'Plan retires too much at once',
    help: 'One plan may retire half of up to 100 published nodes, a quarter of up to 1,000, and a tenth above that. The same limits apply to each course. Retiring a course, or everything, always needs the approval. To apply the plan anyway, use `--approve-retire N@HASH` from the message.',
  },
  'guard/many-updates': {
    summary: 'Plan changes too much at once',
    help: 'One plan may change half of up to 100 published nodes, a quarter of up to 1,000, and a tenth above that. The same limits apply to each course. To apply the plan anyway, use `--approve-update N@HASH` from the message.',
  },
  'guard/empty-catalog': {
    summary: 'Catalog is empty',
    help: 'The manifests have no nodes left, so all published nodes would be retired. To apply the plan anyway, use `--approve-retire N@HASH` from the message.',
  },
  'plan/stale': {
    summary: 'The plan is out of date',
    help: 'Publishing would now change something other than the approved plan. Make a new plan and get it reviewed.',
  },
  'plan/file': {
    summary: 'Not a usable plan file',
    help: 'Make a new one with `timeback-catalog plan -o FILE`.',
  },
  'state/untrusted': {
    summary: 'State folder is not trusted',
    help: '`.timeback-catalog` has locks, receipts and emulator data from runs on this machine. Its files decide what the next run sends. So a file is refused if git tracks it, if it is behind a symbolic link, or if another user owns it or can write it.',
  },
  'receipt/unwritable': {
    summary: 'Receipt cannot be written',
    help: 'A run records each write before it sends it. If that fails, nothing more is sent. Free some disk space, or make the folder writable.',
  },
  'receipt/none': {
    summary: 'No such receipt',
    help: 'Receipts are under `.timeback-catalog/receipts`, a folder for each environment, on the machine that ran `apply`; the newest 50 are kept.',
  },
  'receipt/damaged': {
    summary: 'Receipt cannot be read',
    help: 'The file was edited, or comes from another version of the tool. Only recorded changes can be resumed or undone.',
  },
  'receipt/other-platform': {
    summary: 'Receipt is of another platform',
    help: 'The environment had another address at the time of the run.',
  },
  'impact/unknown': {
    severity: 'warning',
    summary: 'Impact on learners is unknown',
    help: 'The config limits how many results a plan may affect, but the platform did not report the number.',
  },
  'guard/many-results': {
    summary: 'Too many results are affected',
    help: "Students' results stay, but under a retired lesson. `maxAffectedResults` in the config is the limit.",
  },
  'rehearse/not-published': {
    summary: 'No published lessons for the rehearsal',
    help: 'A rehearsal sends events about published lessons. Publish the catalog first.',
  },
  'rehearse/real-org': {
    summary: 'Course is not in the sandbox org',
    help: 'The test student of a rehearsal belongs to `partner-sandbox`. If another org is intended, name it with `--org`.',
  },
  'rehearse/unsupported': {
    summary: 'No address for the events of a rehearsal',
    help: 'The service for events of apps on the official SDK has another host. The token is sent there only if the environment names it with `caliper`.',
  },
  'rehearse/left-behind': {
    summary: 'Test records are still there',
    help: 'Cleaning up after a rehearsal failed. Use the receipt to finish: `rehearse --clean RECEIPT`.',
  },
  'rehearse/not-ours': {
    summary: 'Record was not made by this rehearsal',
    help: 'Cleaning up changes only records whose metadata names the rehearsal of the receipt, and line items whose id follows from it, so that a real student is never affected.',
  },
  'probe/strangers': {
    summary: 'Records of another probe are live',
    help: 'Another probe may be running, or a probe from another folder was interrupted. A probe writes only if no other probe records are live.',
  },
  'probe/used-up': {
    severity: 'warning',
    summary: 'A probe is at its limit',
    help: 'A probe sends at most 150 requests, 40 of them writes, including those that retire its records. If the platform fails, retries use some of them, and less is measured. Run the probe again when the platform works.',
  },
  'probe/left-behind': {
    summary: 'Records of a probe are still live',
    help: 'The platform rejected the request that retires them, or was not reachable. Use the receipt to finish: `probe --clean RECEIPT`.',
  },
  'probe/not-ours': {
    summary: 'Record was not made by this probe',
    help: 'Cleaning up changes only records that name the probe of the receipt in their metadata or title, so that a real course is never affected.',
  },
  'facts/unreadable': {
    summary: 'Facts of the platform cannot be used',
    help: '`measured` of an environment names a file that `probe` wrote. The file is missing or damaged. Probe the platform again, or remove the line from the config.',
  },
  'facts/not-emulated': {
    severity: 'warning',
    summary: 'Emulator cannot do this',
    help: 'The emulator has no quirk for these rows and uses its default behaviour. The rest is as measured.',
  },
  'facts/unwritable': {
    summary: 'Facts of the platform cannot be written',
    help: 'The measurement and the cleanup are complete; only the file is missing. Name another file with `--facts FILE`.',
  },
  'facts/other-platform': {
    summary: 'Facts are of another platform',
    help: 'Facts are valid for one platform only: the address and dialect in the file must be those of the environment.',
  },
  'facts/differ': {
    severity: 'warning',
    summary: 'Platform differs from the assumptions',
    help: 'Some measured rows of the dialect table differ from the public documents. The measured values are used; you do not have to do anything.',
  },
  'facts/changed': {
    severity: 'warning',
    summary: 'Platform has changed since it was measured',
    help: 'The platform now differs from the file with its facts. Probe it again: `timeback-catalog probe`.',
  },
  'apply/locked': {
    summary: 'Another run is publishing',
    help: 'Two runs at the same time would overwrite each other. Wait for the run that the message names.',
  },
  'apply/lock-lost': {
    summary: 'Lock was lost while publishing',
    help: 'A run renews its lock every second. If its machine sleeps for a minute, another run may take the lock. A run whose lock was taken or removed stops before its next write.',
  },
  'apply/not-visible': {
    summary: 'Changes are not visible yet',
    help: 'The platform accepted the changes, but still shows the old version: its reads may lag behind its writes. The tool read again until the time of `--settle` or `settle` in the config was over (30 seconds by default). Do not send anything again; run `plan` some minutes later.',
  },
  'remote/not-visible': {
    severity: 'warning',
    summary: 'Recent changes are not visible yet',
    help: 'According to the receipts on this machine, these changes were written minutes ago, but the platform still shows the old version. Its reads may lag behind its writes: plan again later. Publishing again is safe.',
  },
  'undo/released': {
    severity: 'warning',
    summary: 'Node was handed over since',
    help: 'Another catalog publishes it now, so undo does not change it. Undo its change in that catalog.',
  },
  'undo/changed-since': {
    severity: 'warning',
    summary: 'Node was changed again since',
    help: 'Somebody, or another run, changed what this run had written. An undo goes back to what was there before the run, so it overwrites that too.',
  },
  'undo/not-visible': {
    summary: 'Changes to undo are not visible yet',
    help: 'An undo reverts what the platform shows. A change that is not visible yet would stay. Nothing was sent.',
  },
  'undo/gone': {
    severity: 'warning',
    summary: 'Node no longer exists',
    help: 'The platform has no such record now, or hides it.',
  },
  'apply/not-approved': {
    summary: 'Cancelled',
    help: 'Nothing was sent. Without a terminal, use `--auto-approve` or a plan file.',
  },
  'run/interrupted': {
    summary: 'Interrupted',
    help: 'The run was stopped. Running requests may or may not have been written. Run the command again: publishing is safe to repeat.',
  },
  'run/bug': {
    severity: 'error',
    summary: 'This is a bug in timeback-catalog, not in your catalog',
    help: 'The command ended at once. If it was publishing, `timeback-catalog apply --resume` finishes the run. Report the bug with the output of `--debug`.',
  },
  'github/permission': {
    severity: 'warning',
    summary: 'GitHub does not allow it',
    help: 'The token of the job lacks a permission that the message names. The plan or apply itself is not affected.',
  },
  'github/token': {
    severity: 'warning',
    summary: 'GitHub does not accept the token',
    help: 'The token expired, was revoked, or is not valid (401). For a missing permission, see `github/permission`. The plan or apply itself is not affected.',
  },
  'github/issues-off': {
    severity: 'warning',
    summary: 'The repository has no issues',
    help: 'Issues are switched off in the settings of the repository (410), so there can be no issue about drift. The result itself is not affected.',
  },
  'github/unavailable': {
    severity: 'warning',
    summary: 'GitHub rejected the request',
    help: 'The GitHub API failed, the rate limit was reached, or the comment was too long. The plan or apply itself is not affected; the step summary has the complete text.',
  },
  'github/not-run-again': {
    severity: 'warning',
    summary: 'A plan job cannot run again',
    help: 'GitHub runs a job again for a month and at most fifty times. The comment on the pull request shows the plan from before, which an apply holds against the platform again.',
  },
  'action/not-here': {
    summary: 'Nothing is applied from this event',
    help: 'The author of a pull request can edit it, so the Action applies only merged commits: on `push` and on events that start from a branch of the repository.',
  },
  'action/not-approved': {
    summary: 'No approved plan was found',
    help: 'Apply uses the plan hash from the comment on the merged pull request, or the input `plan-hash`. Plan on pull requests with the same folder and environment, or give the plan hash.',
  },
  'action/not-reviewed': {
    summary: 'The plan lacks reviews',
    help: 'A review approves the plan that the comment showed at that time. If the plan changed since, or `approval` in the config needs more people, get the current plan reviewed on the pull request, and run the job again.',
  },
  'action/approval-edited': {
    summary: 'The approved plan was edited',
    help: 'Somebody other than the Action edited the comment with the plan hash, so it may not be what reviewers saw. Plan again and give the plan hash as `plan-hash`.',
  },
  'action/approval-spent': {
    summary: 'The approval was used before',
    help: 'An approval is valid for one apply. To publish the rest, or to publish again, check the plan and give its hash as `plan-hash` in a run that you start by hand.',
  },
  'action/overtaken': {
    summary: 'A newer commit may be published',
    help: 'A later commit of the branch was published or had no changes, or GitHub does not show whether one was. An older commit is not published over it: run the job of the newest commit.',
  },
  'action/other-commit': {
    summary: 'Another commit is checked out',
    help: 'The Action must plan and publish the commit of the event, but another one is checked out. Use actions/checkout without `ref`, or with the one of the example workflow.',
  },
  'action/commit-read': {
    severity: 'warning',
    summary: 'Another commit was read',
    help: 'The checked-out commit is not the commit of the event. That can be intended, for example for a report on a chosen branch.',
  },
  'action/merged': {
    severity: 'warning',
    summary: 'The pull request is merged',
    help: 'Nobody who approved the merge saw a plan from after the merge, so the comment keeps the earlier plan.',
  },
  'action/not-newest': {
    severity: 'warning',
    summary: 'The plan is not the newest',
    help: 'The commit of this run is no longer the newest of the pull request, the branch has changed the catalog since it was merged with it, or another run read the platform later. An older plan never replaces a newer one.',
  },
  'files/unwritable': {
    summary: 'File cannot be written',
    help: 'The operating system refused: no permission, no space, a read-only disk, or a conflicting name. Files are replaced as a whole, so the old file is unchanged. Fix the cause and run the command again.',
  },
  'files/unreadable': {
    summary: 'File cannot be used',
    help: 'The operating system refused. Fix the cause that the message names and run the command again.',
  },
  'usage/wrong': {
    summary: 'Wrong usage',
    help: 'Run the command with `--help`.',
  },
});

/** The code of a problem, such as `identity/vanished`. Codes are stable. */
export type ProblemCode = keyof typeof problemCodes;

/** Keeps the codes in the type, but not the texts: these may change in any version. */
function byCode<Code extends string>(
  rows: Readonly<Record<Code, Partial<ProblemMeaning> & Omit<ProblemMeaning, 'severity'>>>,
): Readonly<Record<Code, ProblemMeaning>> {
  const meanings = Object.entries<(typeof rows)[Code]>(rows).map(([code, row]) => [
    code,
    { severity: 'error', ...row },
  ]);
  return Object.fromEntries(meanings);
}
