// The mistakes of the review of usability, each as a person makes it: what the message must name, and the
// exit code. The numbers are those of its table; what needs a terminal, a platform that is down or a disk
// that is full has its own tests (approval, system-errors, network, init).
import { describe, expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';

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

interface Mistake {
  readonly n: number;
  readonly what: string;
  readonly args?: string;
  readonly manifest?: string;
  readonly config?: string;
  readonly files?: Readonly<Record<string, string>>;
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
    says: ['call that key `sourcedId`'],
  },
  {
    n: 43,
    what: 'id for sourcedId',
    manifest: course.replace(`sourcedId: ${id.lesson}`, `id: ${id.lesson}`),
    code: 1,
    errors: 2,
    says: ['call that key `sourcedId`'],
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
];

describe('a mistake names what is wrong', () => {
  test.each(mistakes)(
    '$n: $what',
    async ({ args = 'check', code, says, errors: most = 1, ...given }) => {
      const cwd = folderWith({
        'timeback-catalog.yaml': given.config ?? config,
        'catalog/reading.yaml': given.manifest ?? course,
        ...given.files,
      });
      const { stdout, stderr, ...ended } = await cli(args.split(' '), { cwd });
      const said = `${stdout}\n${stderr}`.replace(/\s+/g, ' ');
      for (const part of says) expect(said).toContain(part);
      expect(ended.code, said).toBe(code);
      expect(said).not.toContain('hunter2');
      expect(said).not.toContain('fault of timeback-catalog');
      // One slip is one error.
      const errors = stderr.match(/^Error\[/gm) ?? [];
      expect(errors.length, stderr).toBeLessThanOrEqual(most);
    },
  );
});
