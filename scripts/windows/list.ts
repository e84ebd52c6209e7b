import { type SmokeStep, smokeList } from '../smoke/list.ts';

const course = 'catalog/reading.yaml';
const config = 'timeback-catalog.yaml';
const deep = Array.from({ length: 3 }, (_, index) => `${index + 1}${'x'.repeat(89)}`);
const crlf = (text: string) => text.replaceAll(/\r?\n/g, '\r\n');
/** A text in which every line ends with CRLF. */
const inCrlf = /^(?:[^\r\n]*\r\n)+$/;

const served = `org: partner-sandbox
environments:
  con: {baseUrl: "{url}"}
  nul: {baseUrl: "{url}"}
`;

const unit = `kind: unit
sourcedId: 0f4f3d2c-38a3-4a2d-9d7e-5f3c2b1a0e9d
title: Elsewhere
`;

/** Steps about the peculiarities of Windows: line ends, separators, drives, long paths, names of devices. */
const windowsOnly: readonly SmokeStep[] = [
  { args: ['init', '--title', 'Reading'], writes: { [course]: /First lesson/ } },
  // Line ends stay the same in manifests and ledger.
  {
    args: ['new', 'lesson', 'Zeilenende', '--after', '{lesson}'],
    before: { [course]: crlf, 'catalog.ids': crlf },
    writes: { [course]: inCrlf, 'catalog.ids': inCrlf },
  },
  { args: ['fmt', '--check'] },
  { args: ['check', '-f', 'json'], says: /"valid": true/ },
  {
    args: ['fmt'],
    before: { [course]: (text) => text.replace('First lesson', 'The first one') },
    writes: { [course]: inCrlf },
  },
  // A file that another program has open cannot be replaced at that moment.
  {
    args: ['new', 'lesson', 'Gleichzeitig', '--after', '{lesson}'],
    held: course,
    writes: { [course]: /Gleichzeitig/ },
  },
  // Options accept Windows paths; output for others has slashes.
  { args: ['-C', 'catalog\\..', 'check'], says: /1 course, 1 unit, 3 lessons/ },
  {
    args: ['-C', '.\\catalog', 'plan', '-o', '..\\out\\plan.json'],
    writes: { 'out/plan.json': /catalog\/reading\.yaml/ },
  },
  { args: ['show', 'out\\plan.json'], says: /Plan: 5 to add/ },
  { args: ['apply', 'out\\plan.json'], says: /Converged\./ },
  { args: ['plan', '-o', 'C:\\windows\\temp\\timeback-catalog-smoke.html'], says: /No changes/ },
  { args: ['undo', '{receipt}', '-y'], code: 5, says: /--approve-retire/ },
  // In manifests and globs, a backslash separates no folders on any system.
  {
    args: ['check'],
    before: {
      'catalog/units/one.yaml': unit,
      [course]: (text) => `${text.trimEnd()}\r\n  - include: units\\one.yaml\r\n`,
    },
    code: 1,
    says: /backslash/,
  },
  {
    args: ['check'],
    before: { [course]: (text) => text.replace('units\\one.yaml', 'C:/units/one.yaml') },
    code: 1,
    says: /include\/outside/,
  },
  {
    args: ['fmt'],
    before: { [course]: (text) => text.replace('C:/units/one.yaml', '"units/*.yaml"') },
    says: /canonical layout|changed/,
  },
  { args: ['check'], says: /1 course, 2 units/ },
  // Longer than 260 characters, the limit of older calls.
  {
    args: ['fmt'],
    before: { [`catalog/${deep.join('/')}/deep.yaml`]: 'kind: course\ntitle: Deep\n' },
    writes: { [`catalog/${deep.join('/')}/deep.yaml`]: /sourcedId: / },
  },
  {
    args: ['plan', '-o', `${deep.join('\\')}\\plan.md`],
    writes: { [`${deep.join('/')}/plan.md`]: /Deep/ },
  },
  // Names of devices, as names of environments and as file names from a title.
  { args: ['new', 'course', 'Aux'], writes: { 'catalog/aux-course.yaml': /title: "?Aux/ } },
  {
    args: ['apply', '--env', 'con', '-y'],
    before: { [config]: served },
    says: /Converged\./,
  },
  { args: ['apply', '--env', 'nul', '-y'], says: /No changes/ },
  { args: ['explain', '{lesson}'], says: /The first one/ },
  // A program called git in the folder is an ordinary file, although Windows looks there first.
  {
    args: ['check', '--base', 'HEAD'],
    before: {
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/objects/info/none': '',
      '.git/refs/heads/none': '',
      'git.cmd': 'echo planted',
      'git.bat': 'echo planted',
    },
    plants: ['git.exe'],
    code: 1,
    // The planted one would answer `git/failed`.
    says: /git\/(?:not-installed|unknown-commit)/,
  },
];

/** All steps for Windows: the list of every runtime, and its own. */
export const windowsLists: Readonly<Record<string, readonly SmokeStep[]>> = {
  'what every runtime does': smokeList,
  'what Windows does in its own way': windowsOnly,
};
