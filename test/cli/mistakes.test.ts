// The mistakes of the review of usability, each as a person makes it: what the message must name, and the
// exit code. The numbers are those of its table. At four of them, in `elsewhere`, a test of its own is named:
// they need a terminal, a full disk or another Node.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import { hasGit } from '../support/repository.ts';
import { configFor, credentials, deadUrl, serveCatalog } from '../support/served-catalog.ts';

const id = {
  course: '0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11',
  unit: 'c60de279-eb33-4e7a-bf75-cf737d993416',
  lesson: '9f41b1a2-1c0e-4c53-8a7e-3e2f9f6b7d10',
} as const;

const config = `org: partner-sandbox
environments:
  production:
    baseUrl: https://api.timeback.test
    tokenUrl: https://api.timeback.test/token
`;

const course = `kind: course
sourcedId: ${id.course}
title: Middle-School Reading
courseCode: MSR
units:
  - sourcedId: ${id.unit}
    title: Stories
    lessons:
      - sourcedId: ${id.lesson}
        title: Finding the main idea
`;

const title = '        title: Finding the main idea\n';
const withTitle = (line: string) => course.replace(title, `${line}\n`);
const withField = (line: string) => course.replace(title, `${title}        ${line}\n`);

const lessonFile = `kind: lesson\nsourcedId: ${id.lesson}\ntitle: Finding the main idea\n`;
const included = course.replace(
  / {6}- sourcedId: 9f41[\s\S]*/,
  '      - include: lessons/finding.yaml\n',
);
const withoutLesson = course.replace(/ {4}lessons:[\s\S]*/, '');

interface Mistake {
  readonly n: number;
  readonly what: string;
  readonly args?: string;
  readonly manifest?: string;
  readonly config?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** What was there before: a commit, or a published state. Gives variables of the environment. */
  readonly before?: (cwd: string) => Promise<Readonly<Record<string, string>> | undefined>;
  readonly needsGit?: true;
  readonly code: number;
  /** Most errors; one if absent. Both of the two name the key and what it should be called. */
  readonly errors?: number;
  readonly says: readonly string[];
}

const mistakes: readonly Mistake[] = [
  { n: 1, what: 'a command misspelt', args: 'chekc', code: 64, says: ['Did you mean check?'] },
  {
    n: 2,
    what: 'destroy',
    args: 'destroy',
    code: 64,
    says: ['Nothing is ever deleted', 'retire NODE'],
  },
  { n: 2, what: 'diff', args: 'diff', code: 64, says: ['timeback-catalog plan'] },
  { n: 2, what: 'push', args: 'push', code: 64, says: ['timeback-catalog apply'] },
  {
    n: 3,
    what: '--detailed-exit-code',
    args: 'plan --detailed-exit-code',
    code: 64,
    says: ['--detailed-exitcode'],
  },
  { n: 4, what: '-env', args: 'plan -env local -q', code: 0, says: ['Plan: 3 to add'] },
  { n: 4, what: '-auto-approve', args: 'apply -auto-approve', code: 0, says: ['Apply complete!'] },
  { n: 5, what: '--dry-run', args: 'apply --dry-run', code: 64, says: ['timeback-catalog plan'] },
  { n: 6, what: '--env prod', args: 'plan --env prod', code: 1, says: ['production'] },
  { n: 7, what: 'plan production', args: 'plan production', code: 64, says: ['--env production'] },
  {
    n: 7,
    what: 'apply production',
    args: 'apply production',
    code: 1,
    says: ['production', '--env production'],
  },
  {
    n: 8,
    what: 'no credentials',
    args: 'plan --env production',
    code: 3,
    says: ['TIMEBACK_CLIENT_ID', 'TIMEBACK_CLIENT_SECRET'],
  },
  {
    n: 11,
    what: 'a title too far right',
    manifest: withTitle('          title: Finding it'),
    code: 1,
    says: [':10:', 'column 9'],
  },
  {
    n: 12,
    what: 'a dash too far left',
    manifest: course.replace('  - sourcedId: c60', ' - sourcedId: c60'),
    code: 1,
    says: ['catalog/reading.yaml:', 'column'],
  },
  { n: 13, what: 'a tab', manifest: withTitle('\ttitle: Finding it'), code: 1, says: ['tab'] },
  {
    n: 14,
    what: 'no-break spaces',
    manifest: withTitle('        \u00a0title: Finding it'),
    code: 1,
    says: ['U+00A0'],
  },
  {
    n: 15,
    what: 'an id twice',
    manifest: course.replace(id.lesson, id.unit),
    code: 1,
    says: ['has the id of'],
  },
  {
    n: 16,
    what: 'a lesson copied with its id',
    manifest: `${course}      - sourcedId: ${id.lesson}\n${title}`,
    code: 1,
    says: ['another lesson "Finding the main idea"', 'remove the sourcedId of the copy'],
  },
  {
    n: 22,
    what: 'a typo in an include',
    manifest: course.replace(
      / {4}lessons:[\s\S]*/,
      '    lessons:\n      - include: lesons/a.yaml\n',
    ),
    files: { 'catalog/lessons/a.yaml': `kind: lesson\nsourcedId: ${id.lesson}\ntitle: A\n` },
    code: 1,
    says: ['lesons/a.yaml', 'lessons/a.yaml'],
  },
  {
    n: 27,
    what: 'two courses with one code',
    files: {
      'catalog/writing.yaml':
        'kind: course\nsourcedId: 5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21\ntitle: Writing\ncourseCode: MSR\n',
    },
    code: 0,
    says: ['Warning[reference/course-code]', '"MSR"'],
  },
  { n: 29, what: 'a base without git', args: 'check --base HEAD', code: 1, says: ['git'] },
  { n: 36, what: '-o plan.pdf', args: 'plan -o plan.pdf', code: 64, says: ['.json', '.html'] },
  {
    n: 38,
    what: 'a course in .yml, which is read',
    files: { 'catalog/writing.yml': 'kind: course\ntitle: Writing\n' },
    code: 1,
    says: ['catalog/writing.yml:1', 'no sourcedId'],
  },
  {
    n: 40,
    what: 'kind: Course',
    manifest: course.replace('kind: course', 'kind: Course'),
    code: 1,
    says: ['"Course"', 'course'],
  },
  {
    n: 41,
    what: 'lesson: for lessons:',
    manifest: course.replace('lessons:', 'lesson:'),
    code: 1,
    says: ['lessons'],
  },
  {
    n: 42,
    what: 'sourcedID',
    manifest: course.replace(`sourcedId: ${id.lesson}`, `sourcedID: ${id.lesson}`),
    code: 1,
    errors: 2,
    says: ['Did you mean "sourcedId"?'],
  },
  {
    n: 43,
    what: 'id for sourcedId',
    manifest: course.replace(`sourcedId: ${id.lesson}`, `id: ${id.lesson}`),
    code: 1,
    errors: 2,
    says: ['Did you mean "sourcedId"?'],
  },
  {
    n: 44,
    what: 'description at the lesson',
    manifest: withField('description: Long'),
    code: 1,
    says: ['metadata'],
  },
  { n: 44, what: 'xp at the lesson', manifest: withField('xp: 10'), code: 1, says: ['metadata'] },
  {
    n: 45,
    what: 'grades: 6',
    manifest: course.replace('courseCode: MSR', 'grades: 6'),
    code: 1,
    says: ['list', '`grades: ["6"]`'],
  },
  {
    n: 45,
    what: 'lessons: Haiku',
    manifest: course.replace(/lessons:[\s\S]*/, 'lessons: Haiku\n'),
    code: 1,
    says: ['list'],
  },
  {
    n: 46,
    what: 'a resource by its title',
    manifest: withField('resources: [Main idea video]'),
    code: 1,
    says: ['Main idea video'],
  },
  {
    n: 47,
    what: 'curly quotes inside a title',
    manifest: withTitle('        title: The “best” idea'),
    code: 0,
    says: ['No errors'],
  },
  {
    n: 48,
    what: 'Lesson #3',
    manifest: withTitle('        title: Lesson #3'),
    code: 1,
    says: ['#3', '"Lesson #3"'],
  },
  {
    n: 49,
    what: "'It's fine'",
    manifest: withTitle("        title: 'It's fine'"),
    code: 1,
    says: [':10:', 'apostrophe'],
  },
  {
    n: 49,
    what: '"Say "hi" now"',
    manifest: withTitle('        title: "Say "hi" now"'),
    code: 1,
    says: [':10:', 'quote'],
  },
  {
    n: 49,
    what: '[Intro] Welcome',
    manifest: withTitle('        title: [Intro] Welcome'),
    code: 1,
    says: [':10:', 'quotes'],
  },
  {
    n: 50,
    what: 'an empty title',
    manifest: withTitle('        title:'),
    code: 1,
    says: ['title'],
  },
  {
    n: 51,
    what: 'a title of blanks',
    manifest: withTitle('        title: "   "'),
    code: 1,
    says: ['title'],
  },
  {
    n: 53,
    what: 'conflict marks',
    manifest: course.replace(title, `<<<<<<< HEAD\n${title}=======\n${title}>>>>>>> branch\n`),
    code: 1,
    says: ['conflict'],
  },
  {
    n: 56,
    what: 'a secret in the config',
    config: `${config}    clientSecret: hunter2\n`,
    code: 1,
    says: ['timeback-catalog.yaml'],
  },
  {
    n: 57,
    what: 'an address without a scheme',
    config: config.replace('https://api.timeback.test\n', 'api.timeback.test\n'),
    code: 1,
    says: ['https://'],
  },
  {
    n: 58,
    what: 'baseURL',
    config: config.replace('baseUrl', 'baseURL'),
    code: 1,
    says: ['baseUrl'],
  },
  {
    n: 61,
    what: 'a retirement without a reason',
    args: `retire ${id.lesson}`,
    code: 64,
    says: ['--reason'],
  },
  {
    n: 62,
    what: 'a unit with lessons',
    args: 'retire Stories --reason over',
    code: 5,
    says: ['unit "Stories"', '"Finding the main idea"', '--children'],
  },
  {
    n: 63,
    what: 'a title in part',
    args: 'retire main --reason over',
    code: 1,
    says: ['Did you mean', '"Finding the main idea"'],
  },
  {
    n: 64,
    what: 'an empty plan hash',
    args: 'apply --plan-hash= -y',
    code: 64,
    says: ['twelve digits'],
  },
  {
    n: 66,
    what: 'a plan file that is not there',
    args: 'apply plan.json',
    code: 1,
    says: ['plan.json'],
  },
  {
    n: 9,
    what: 'half of the credentials',
    args: 'plan --env production',
    before: async () => ({ TIMEBACK_CLIENT_ID: 'x', TIMEBACK_CLIENT_SECRET: '' }),
    code: 3,
    says: ['TIMEBACK_CLIENT_ID (set)', 'TIMEBACK_CLIENT_SECRET (not set)'],
  },
  {
    n: 10,
    what: 'a wrong secret',
    args: 'plan --env test',
    before: async (cwd) => ({ ...(await served(cwd)), TIMEBACK_CLIENT_SECRET: 'no' }),
    code: 3,
    says: ['auth/refused', 'credential'],
  },
  {
    n: 17,
    what: 'a lesson copied into another unit with its id',
    manifest: `${course}  - sourcedId: 5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21
    title: Inference
    lessons:
      - sourcedId: ${id.lesson}
${title}`,
    code: 1,
    says: [':14:20', ':9:20', 'remove the sourcedId of the copy'],
  },
  {
    n: 18,
    what: 'a deleted lesson, against a base',
    args: 'check --base HEAD',
    before: async (cwd) => {
      await committed(cwd);
      put(cwd, 'catalog/reading.yaml', withoutLesson);
      return undefined;
    },
    needsGit: true,
    code: 5,
    says: ['lesson "Finding the main idea"', id.lesson, 'Restore it', 'retire'],
  },
  {
    n: 19,
    what: 'a deleted lesson, planned',
    args: 'plan',
    before: async (cwd) => {
      await cli(['fmt'], { cwd });
      put(cwd, 'catalog/reading.yaml', withoutLesson);
      return undefined;
    },
    code: 5,
    says: [`lesson ${id.lesson}`, 'Restore it', 'catalog.ids'],
  },
  {
    n: 20,
    what: 'a file that was moved to another folder',
    manifest: included,
    files: { 'catalog/units/finding.yaml': lessonFile },
    code: 1,
    says: ['lessons/finding.yaml', 'Did you mean "units/finding.yaml"?'],
  },
  {
    n: 21,
    what: 'a file that was renamed',
    manifest: included,
    files: { 'catalog/lessons/findings.yaml': lessonFile },
    code: 1,
    says: ['lessons/finding.yaml', 'Did you mean "lessons/findings.yaml"?'],
  },
  {
    n: 23,
    what: 'an org that the platform does not have, planned',
    args: 'plan --env test',
    before: (cwd) => served(cwd, 'nobody-org'),
    code: 0,
    says: ['Warning[remote/org-unknown]', 'timeback-catalog.yaml:1:1', '"nobody-org"'],
  },
  {
    n: 23,
    what: 'the same, examined',
    args: 'doctor --env test',
    before: (cwd) => served(cwd, 'nobody-org'),
    code: 0,
    says: ['Warning[remote/org-unknown]', 'timeback-catalog.yaml:1:1', '"nobody-org"'],
  },
  {
    n: 23,
    what: 'the same, written in the course',
    args: 'plan --env test',
    manifest: course.replace('courseCode: MSR', 'org: nobody-org'),
    before: (cwd) => served(cwd),
    code: 0,
    says: ['Warning[remote/org-unknown]', 'catalog/reading.yaml:4:1', '"nobody-org"'],
  },
  {
    n: 24,
    what: 'grades beyond those of the documents',
    manifest: course.replace('courseCode: MSR', 'grades: ["6", "99"]'),
    code: 0,
    says: ['Warning[dialect/readers]', 'catalog/reading.yaml:4:1', '"99"'],
  },
  {
    n: 25,
    what: 'grade 06, which says nothing that is nonsense',
    manifest: course.replace('courseCode: MSR', 'grades: [06]'),
    code: 0,
    says: ['No errors'],
  },
  {
    n: 26,
    what: 'an emoji in a title',
    manifest: withTitle('        title: Finding it \u{1f389}'),
    code: 0,
    says: ['No errors'],
  },
  {
    n: 26,
    what: 'a colon in a title',
    manifest: withTitle('        title: Finding: the main idea'),
    code: 1,
    says: [':10:', 'colon', '"Finding: the main idea"'],
  },
  {
    n: 28,
    what: 'the wrong folder',
    args: 'check -C ..',
    code: 1,
    says: ['timeback-catalog.yaml', 'init'],
  },
  { n: 28, what: 'a folder within', args: 'check -C catalog', code: 0, says: ['No errors'] },
  {
    n: 31,
    what: 'a file where the tool keeps its own',
    args: 'plan',
    files: { '.timeback-catalog': 'no folder' },
    code: 1,
    says: ['.timeback-catalog'],
  },
  {
    n: 35,
    what: '--out into a folder that is not there',
    args: 'plan -o new/plan.json',
    code: 0,
    says: ['Saved the plan to new/plan.json'],
  },
  {
    n: 37,
    what: 'a pipeline that names no environment',
    args: 'plan',
    before: async () => ({ CI: 'true' }),
    code: 5,
    says: ['--env NAME', 'production'],
  },
  {
    n: 37,
    what: 'one that would publish',
    args: 'apply -y',
    before: async () => ({ CI: 'true' }),
    code: 5,
    says: ['--env NAME', 'production'],
  },
  {
    n: 39,
    what: 'a manifest moved to where no glob looks',
    args: 'check --base HEAD',
    files: {
      'catalog/writing.yaml':
        'kind: course\nsourcedId: 5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21\ntitle: Writing\n',
    },
    before: async (cwd) => {
      await committed(cwd);
      renameSync(join(cwd, 'catalog/reading.yaml'), join(cwd, 'reading.yaml'));
      return undefined;
    },
    needsGit: true,
    code: 5,
    says: ['reading.yaml', 'Move reading.yaml'],
  },
  {
    n: 52,
    what: 'a title that is a number',
    manifest: withTitle('        title: 2024'),
    code: 1,
    says: [':10:', '"2024"'],
  },
  {
    n: 52,
    what: 'a title that other readers take for true',
    manifest: withTitle('        title: Yes'),
    code: 0,
    says: ['Warning[yaml/hazard]', 'true', '"Yes"'],
  },
  {
    n: 54,
    what: 'line ends of Windows and a mark at the start',
    manifest: `\ufeff${course.replaceAll('\n', '\r\n')}`,
    code: 0,
    says: ['No errors'],
  },
  { n: 55, what: 'an empty file', manifest: '', code: 1, says: ['catalog/reading.yaml', 'empty'] },
  {
    n: 59,
    what: 'a path in baseUrl',
    args: 'plan --env test',
    before: (cwd) => served(cwd, 'partner-sandbox', '/rostering/1.0'),
    code: 1,
    says: ['baseUrl', '/rostering/1.0'],
  },
  {
    n: 60,
    what: 'a platform that does not answer',
    args: 'plan --env test',
    before: async (cwd) => {
      put(cwd, 'timeback-catalog.yaml', configFor(await deadUrl()));
      return credentials;
    },
    code: 1,
    says: ['there is no server at that address', 'baseUrl', 'doctor'],
  },
  {
    n: 65,
    what: 'a plan file that was edited',
    args: 'apply plan.json',
    before: async (cwd) => {
      await cli(['plan', '-o', 'plan.json'], { cwd });
      const text = readFileSync(join(cwd, 'plan.json'), 'utf8');
      put(cwd, 'plan.json', text.replaceAll('Finding the main idea', 'Finding it'));
      return undefined;
    },
    code: 1,
    says: ['plan.json', 'timeback-catalog plan'],
  },
  {
    n: 65,
    what: 'one that was cut off',
    args: 'apply plan.json',
    before: async (cwd) => {
      await cli(['plan', '-o', 'plan.json'], { cwd });
      const text = readFileSync(join(cwd, 'plan.json'), 'utf8');
      put(cwd, 'plan.json', text.slice(0, 400));
      return undefined;
    },
    code: 1,
    says: ['plan.json', 'timeback-catalog plan'],
  },
  {
    n: 65,
    what: 'one that is no longer of these manifests',
    args: 'apply plan.json',
    before: async (cwd) => {
      await cli(['plan', '-o', 'plan.json'], { cwd });
      put(cwd, 'catalog/reading.yaml', course.replace('Finding the', 'Find the'));
      return undefined;
    },
    code: 6,
    says: ['lesson "Find the main idea"', 'Make a new plan'],
  },
  {
    n: 67,
    what: 'an import of a PDF',
    args: 'import outline list.pdf',
    files: { 'list.pdf': '%PDF-1.4\n%...\n1 0 obj\n' },
    code: 1,
    says: ['list.pdf is a PDF', 'XLSX, ODS or CSV'],
  },
  {
    n: 67,
    what: 'an import of a table in another language',
    args: 'import outline kurse.csv',
    files: { 'kurse.csv': 'Kurs;Einheit;Lektion\nLesen;Erste;Eins\n' },
    code: 1,
    says: ['"Kurs", "Einheit", "Lektion"', '--map'],
  },
  {
    n: 67,
    what: 'an import of a file that is not there',
    args: 'import outline kurse.csv',
    code: 1,
    says: ['kurse.csv does not exist'],
  },
];

/** Further slips of the same kinds, beyond those of the table. */
const further: readonly Mistake[] = [
  {
    n: 69,
    what: '--environment',
    args: 'plan --environment production',
    code: 64,
    says: ['--env NAME'],
  },
  { n: 70, what: '--only', args: 'apply --only Stories', code: 64, says: ['--target NODE'] },
  {
    n: 71,
    what: 'a format that is none',
    args: 'check -f yaml',
    code: 64,
    says: ['yaml', 'sarif'],
  },
  { n: 72, what: 'undo of nothing', args: 'undo', code: 64, says: ['receipt'] },
  {
    n: 73,
    what: 'a shell that is none',
    args: 'completion tcsh',
    code: 64,
    says: ['tcsh', 'bash, zsh, fish'],
  },
  {
    n: 74,
    what: 'a second init',
    args: 'init --title X',
    code: 64,
    says: ['already holds', 'new course'],
  },
  {
    n: 75,
    what: 'an id of nothing',
    manifest: course.replace(`sourcedId: ${id.lesson}`, 'sourcedId:'),
    code: 1,
    says: [':9:', '"sourcedId"', 'Remove the key', 'fmt'],
  },
  {
    n: 76,
    what: 'an id with spaces',
    manifest: course.replace(`sourcedId: ${id.lesson}`, 'sourcedId: my lesson 1'),
    code: 1,
    says: ['Error[id/malformed]', ':9:20'],
  },
  {
    n: 77,
    what: 'a list without its dash',
    manifest: course.replace('      - sourcedId: 9f41', '        sourcedId: 9f41'),
    code: 1,
    says: [':9:9', '"lessons" must be a list'],
  },
  {
    n: 78,
    what: 'an equals sign for a colon',
    manifest: course.replace('title: Stories', 'title = Stories'),
    code: 1,
    says: [':7:5', 'no `key:`'],
  },
  {
    n: 79,
    what: 'smart quotes around a key',
    manifest: course.replace('title: Stories', '“title”: Stories'),
    code: 1,
    says: [':7:5', 'Did you mean "title"?'],
  },
  {
    n: 80,
    what: 'no space behind the colon',
    manifest: course.replace('title: Stories', 'title:Stories'),
    code: 1,
    says: [':7:10', 'Write `title: Stories`.'],
  },
  {
    n: 81,
    what: 'a code that is a number',
    manifest: course.replace('courseCode: MSR', 'courseCode: 101'),
    code: 1,
    says: [':4:13', '"101"'],
  },
  {
    n: 82,
    what: 'subjects: Math',
    manifest: course.replace('courseCode: MSR', 'subjects: Math'),
    code: 1,
    says: [':4:11', '`subjects: ["Math"]`'],
  },
  {
    n: 83,
    what: 'a key twice',
    manifest: course.replace('title: Stories', 'title: Stories\n    title: Tales'),
    code: 1,
    says: [':8:5', ':7:5', '`- title: …`. Otherwise remove one of the two'],
  },
  {
    n: 84,
    what: 'a sortOrder by hand',
    manifest: withField('sortOrder: 3'),
    code: 1,
    says: [':11:9', 'order of their list'],
  },
  {
    n: 85,
    what: 'Units for units',
    manifest: course.replace('units:', 'Units:'),
    code: 1,
    says: [':5:1', 'Did you mean "units"?'],
  },
  { n: 86, what: 'an org of nothing', config: 'org:\n', code: 1, says: [':1:5', '"org"'] },
  {
    n: 87,
    what: 'an environment that is its address',
    config: 'org: x\nenvironments:\n  prod: https://x.y\n',
    code: 1,
    says: [':3:9', '"prod"', 'https://x.y'],
  },
  {
    n: 88,
    what: 'an import of an empty table',
    args: 'import outline list.csv',
    files: { 'list.csv': '' },
    code: 1,
    says: ['list.csv is empty'],
  },
  {
    n: 89,
    what: 'a dash that a word processor made longer',
    manifest: course.replace('      - sourcedId: 9f41', '      – sourcedId: 9f41'),
    code: 1,
    says: [':9:7', 'hyphen', 'U+2013', '`- sourcedId: 9f41'],
  },
  {
    n: 90,
    what: 'a star for a dash, as in a chat',
    manifest: course.replace('      - sourcedId: 9f41', '      * sourcedId: 9f41'),
    code: 1,
    says: [':9:7', 'hyphen', '`- sourcedId: 9f41'],
  },
  {
    n: 91,
    what: 'a block of code copied from a chat with its marks',
    manifest: `\`\`\`yaml\n${course}\`\`\`\n`,
    code: 1,
    says: [':1:1', 'Markdown', 'Remove it'],
  },
  {
    n: 92,
    what: 'the mark at its end alone',
    manifest: `${course}\`\`\`\n`,
    code: 1,
    says: [':11:1', 'Markdown', 'Remove it'],
  },
  {
    n: 93,
    what: 'what a chat says before it',
    manifest: `Here is your course:\n\n${course}`,
    code: 1,
    says: [':1:1', 'no spaces in their names', 'remove it'],
  },
  {
    n: 94,
    what: 'what a chat says behind it',
    manifest: `${course}\nI hope this helps!\n`,
    code: 1,
    says: [':12:1', 'no `key:`', 'remove it'],
  },
  {
    n: 95,
    what: 'a quoted mail',
    manifest: course.replace(/^/gm, '> ').replace(/> $/, ''),
    code: 1,
    says: [':1:1', '`>`', 'from every line'],
  },
  {
    n: 96,
    what: 'a full-width colon',
    manifest: withTitle('        title：Finding it'),
    code: 1,
    says: [':10:9', 'U+FF1A', '`title: Finding it`'],
  },
  {
    n: 97,
    what: 'curly quotes around a title with a colon',
    manifest: withTitle('        title: “Finding: the main idea”'),
    code: 1,
    says: [':10:16', 'straight quotes: "Finding: the main idea"'],
  },
  {
    n: 98,
    what: 'line ends of carriage returns alone',
    manifest: course.replaceAll('\n', '\r'),
    code: 1,
    says: ['carriage return', 'LF'],
  },
  {
    n: 99,
    what: 'a manifest pasted twice',
    manifest: course + course,
    code: 1,
    says: [':11:1', '"kind" is written twice', 'delete it'],
  },
  {
    n: 100,
    what: 'a lesson without the dash of its own',
    manifest: `${course}        sourcedId: 5b0e2f0c-52a5-4b0f-8f3e-0c1f3f9a7d21\n        title: Inference\n`,
    code: 1,
    says: [':11:9', '`- sourcedId: …`'],
  },
  {
    n: 101,
    what: 'entries below a list that is empty on its line',
    manifest: course.replace('    lessons:', '    lessons: []'),
    code: 1,
    says: [':9:7', 'Remove `[]` behind `lessons:`'],
  },
  {
    n: 102,
    what: 'a title in braces',
    manifest: withTitle('        title: {Finding}'),
    code: 1,
    says: [':10:16', 'is a map', 'in quotes'],
  },
  {
    n: 103,
    what: 'a quote that is not closed',
    manifest: withTitle('        title: "Finding it'),
    code: 1,
    says: [':10:16', 'never closed', 'same quote at the end'],
  },
  {
    n: 103.5,
    what: 'an apostrophe at the beginning',
    manifest: withTitle("        title: 'Tis the season"),
    code: 1,
    says: [':10:16', 'never closed', 'in double quotes'],
  },
  {
    n: 104,
    what: 'the second line of a title, further left',
    manifest: withTitle('        title: Finding\n  the main idea'),
    code: 1,
    says: [':11:', 'indent it more'],
  },
  {
    n: 105,
    what: 'a comma missing in JSON',
    manifest: '{\n "kind": "course",\n "title": "A"\n "units": []\n}\n',
    code: 1,
    says: [':4:', 'comma'],
  },
  {
    n: 106,
    what: 'a file copied with its ids',
    files: { 'catalog/copy.yaml': course },
    code: 1,
    says: ['another course "Middle-School Reading"', 'the 2 nodes below it', 'delete the copy'],
  },
  {
    n: 107,
    what: 'a unit copied with its lessons',
    manifest: course + course.slice(course.indexOf('  - sourcedId')),
    code: 1,
    says: ['another unit "Stories"', 'the node below it', 'remove each sourcedId in the copy'],
  },
  {
    n: 108,
    what: 'a folder where a glob is meant',
    config: 'org: x\ncatalog: catalog\n',
    code: 1,
    says: ['catalog/reading.yaml', '`catalog: ["catalog/**/*.{yaml,yml}"]`'],
  },
  {
    n: 129,
    what: 'an import that names a format',
    args: 'import xlsx lessons.xlsx',
    code: 64,
    says: ['"xlsx"', 'timeback-catalog import outline lessons.xlsx'],
  },
  {
    n: 130,
    what: 'an import that names a file alone',
    args: 'import lessons.csv',
    code: 64,
    says: ['"lessons.csv"', 'timeback-catalog import outline lessons.csv'],
  },
  {
    n: 132,
    what: 'an undo of nothing',
    args: 'undo',
    code: 64,
    says: ["'receipt'", '.timeback-catalog/receipts/'],
  },
  {
    n: 131,
    what: 'an import that names another program',
    args: 'import canvas',
    code: 64,
    says: ['"canvas"', 'timeback-catalog import cartridge FILE'],
  },
  { n: 109, what: 'a config without a colon', config: 'org x\n', code: 1, says: ['`name: value`'] },
  { n: 110, what: 'an empty config', config: '', code: 1, says: ['empty', 'Write its content'] },
  {
    n: 111,
    what: 'a file with an ending in capitals',
    files: { 'catalog/Writing.YAML': lessonFile },
    code: 0,
    says: ['catalog/Writing.YAML', 'Rename it to catalog/Writing.yaml'],
  },
  {
    n: 112,
    what: 'a lesson deleted in a work tree, planned',
    args: 'plan',
    before: async (cwd) => {
      await committed(cwd);
      put(cwd, 'catalog/reading.yaml', withoutLesson);
      return undefined;
    },
    needsGit: true,
    code: 5,
    says: [`The lesson "Finding the main idea" (${id.lesson})`, 'Restore it'],
  },
  {
    n: 113,
    what: 'tags and anchors by accident',
    manifest: withTitle('        title: &c Finding'),
    code: 1,
    says: [':10:', '"&c"', 'quotes'],
  },
  {
    n: 114,
    what: 'UTF-16, as an editor of Windows saves "Unicode"',
    before: async (cwd) => {
      writeFileSync(join(cwd, 'catalog/reading.yaml'), Buffer.from(`\ufeff${course}`, 'utf16le'));
      return undefined;
    },
    code: 1,
    says: ['UTF-16', 'as UTF-8'],
  },
  {
    n: 115,
    what: 'Latin-1',
    before: async (cwd) => {
      writeFileSync(
        join(cwd, 'catalog/reading.yaml'),
        Buffer.from(course.replace('Stories', 'M\u00e4rchen'), 'latin1'),
      );
      return undefined;
    },
    code: 1,
    says: ['0xe4', 'as UTF-8'],
  },
  {
    n: 116,
    what: 'a symbolic link among the manifests',
    before: async (cwd) => {
      symlinkSync('reading.yaml', join(cwd, 'catalog/link.yaml'));
      return undefined;
    },
    code: 1,
    says: ['catalog/link.yaml is a symbolic link', 'Put the file itself here'],
  },
  {
    n: 117,
    what: 'a line separator in a title, pasted from a page',
    manifest: withTitle('        title: Finding\u2028it'),
    code: 0,
    says: ['Warning[title/broken]', ':10:16', 'on one line'],
  },
  {
    n: 118,
    what: 'the environment named twice, where the last one would win',
    args: 'plan --env production --env staging',
    code: 1,
    says: ['staging'],
  },
  {
    n: 119,
    what: 'the id of a copied lesson removed with its dash',
    manifest: `${course}        title: Inference\n        metadata: {xp: 3}\n`,
    code: 1,
    says: [':11:9', '`- title: …`'],
  },
  {
    n: 120,
    what: 'all ids of a copied unit removed with their dashes',
    manifest: course
      .replace(/ {6}- sourcedId: 9f41.*\n/, '')
      .concat('        title: Inference\n        title: Details\n'),
    code: 1,
    says: [':10:9', '`- title: …`'],
  },
  {
    n: 121,
    what: 'the title of a course twice, where no entry of a list can begin',
    manifest: course.replace(/^(title: .*)\n/m, '$1\n$1\n'),
    code: 1,
    says: ['is written twice', 'Remove one of the two.'],
  },
];

/** Rows whose mistake is made in a test of its own, with its file. */
const elsewhere: Readonly<Record<number, string>> = {
  30: 'help.test.ts',
  32: 'system-errors.test.ts',
  33: 'approval.test.ts',
  34: 'approval.test.ts',
  68: 'outcome.test.ts',
};

test('each of the 68 is in the table, or has a test of its own', () => {
  const numbers = new Set([...mistakes.map(({ n }) => n), ...Object.keys(elsewhere).map(Number)]);
  const all = Array.from({ length: 68 }, (_, at) => at + 1);
  expect(all.filter((n) => !numbers.has(n))).toEqual([]);
  for (const file of Object.values(elsewhere)) {
    expect(existsSync(join(import.meta.dirname, file)), file).toBe(true);
  }
});

/** Commits what is there. */
async function committed(cwd: string): Promise<void> {
  await cli(['fmt'], { cwd });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], { cwd });
  git('init', '-q', '.');
  git('add', '-A');
  git('commit', '-qm', 'Before');
}

/** An emulator as the environment `test`, with an org that it may not have. Gives its credentials. */
async function served(cwd: string, org = 'partner-sandbox', path = '') {
  const { url } = await serveCatalog();
  put(cwd, 'timeback-catalog.yaml', configFor(`${url}${path}`).replace('partner-sandbox', org));
  return credentials;
}

describe('a mistake names what is wrong', () => {
  test.each([...mistakes, ...further])(
    '$n: $what',
    async ({ args = 'check', code, says, errors: most = 1, before, needsGit, ...given }) => {
      if (needsGit && !hasGit) return;
      const cwd = folderWith({
        'timeback-catalog.yaml': given.config ?? config,
        'catalog/reading.yaml': given.manifest ?? course,
        ...given.files,
      });
      const env = (await before?.(cwd)) ?? {};
      const { stdout, stderr, ...ended } = await commandLine(args.split(' '), { cwd, env });
      const said = `${stdout}\n${stderr}`.replace(/\s+/g, ' ');
      for (const part of says) expect(said).toContain(part);
      expect(ended.code, said).toBe(code);
      expect(said).not.toContain('hunter2');
      expect(said).not.toContain('bug in timeback-catalog');
      // One slip is one error.
      const errors = stderr.match(/^Error\[/gm) ?? [];
      expect(errors.length, stderr).toBeLessThanOrEqual(most);
    },
  );
});
