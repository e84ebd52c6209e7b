/** One command of the smoke list, and how it must end. */
export interface SmokeStep {
  /**
   * Arguments of the program, with placeholders: `{lesson}` is the id of the first lesson, `{receipt}` the
   * newest receipt.
   */
  readonly args: readonly string[];
  /** Files to write or edit before the step, by path; `{url}` in a text is the address of the emulator. */
  readonly before?: Readonly<Record<string, string | ((current: string) => string)>>;
  /** Names under which a JavaScript runtime is placed before the step; nothing may run it. */
  readonly plants?: readonly string[];
  /** A file that another program keeps open meanwhile, until its replacement is beside it. */
  readonly held?: string;
  /** The exit code; absent: 0. */
  readonly code?: number;
  /** A pattern for the output, stdout before stderr. */
  readonly says?: RegExp;
  /** Files that must exist afterwards, by path, each with a pattern of its content. */
  readonly writes?: Readonly<Record<string, RegExp>>;
}

const course = 'catalog/reading.yaml';

const table =
  'course,unit,lesson\nScience,Light,"Colours, and what they are"\nScience,Light,Shadows\n';

const config = 'timeback-catalog.yaml';
const served = `org: partner-sandbox
environments:
  served:
    baseUrl: {url}
`;

/**
 * What a person does on the first day, in this order, in one folder that is empty at first. It covers every
 * way in which an installed tool reads its own files, writes, hashes, opens a database and starts a server.
 * It needs no network and no git; an emulator listens on a port of 127.0.0.1, for `{url}`.
 */
export const smokeList: readonly SmokeStep[] = [
  { args: ['--version'], says: /^\d+\.\d+\.\d+/ },
  { args: ['--help'], says: /Usage: timeback-catalog/ },
  { args: ['help', 'apply'], says: /--auto-approve/ },
  { args: ['no-such-command'], code: 64, says: /no-such-command/ },
  { args: ['plan'], code: 1, says: /timeback-catalog init/ },
  {
    args: ['init', '--title', 'Reading'],
    writes: {
      'timeback-catalog.yaml': /org:/,
      [course]: /title: "?Reading/,
      'catalog.ids': /lesson live/,
      'schemas/course.schema.json': /\$schema/,
    },
  },
  { args: ['fmt', '--check'] },
  { args: ['check'], says: /1 course, 1 unit, 1 lesson/ },
  { args: ['check', '-f', 'json'], says: /"valid": true/ },
  { args: ['check', '-f', 'sarif'], says: /sarif/ },
  { args: ['tree'], says: /lesson "First lesson"/ },
  { args: ['tree', '-f', 'json'], says: /"First lesson"/ },
  { args: ['schema', 'course'], says: /\$schema/ },
  { args: ['completion', 'bash'], says: /timeback-catalog/ },
  { args: ['explain', 'identity/vanished'], says: /identity\/vanished/ },
  {
    args: ['plan', '-o', 'plan.json', '-o', 'plan.html', '-o', 'plan.md'],
    says: /Plan: 3 to add/,
    writes: { 'plan.json': /"format_version"/, 'plan.html': /<html/, 'plan.md': /First lesson/ },
  },
  { args: ['apply', 'plan.json'], says: /3 added, .* Converged\./ },
  { args: ['plan'], says: /No changes/ },
  {
    args: ['new', 'lesson', 'Łódź – 読む', '--after', '{lesson}'],
    writes: { [course]: /Łódź – 読む/ },
  },
  {
    args: ['fmt'],
    before: { [course]: (text) => text.replace('title: First lesson', 'title: The first one') },
  },
  { args: ['plan', '--detail', 'fields'], says: /Plan: 1 to add, 1 to change/ },
  { args: ['apply', '-y'], says: /1 added, 1 changed, .* Converged\./ },
  { args: ['show', '{lesson}'], says: /The first one/ },
  { args: ['explain', '{lesson}'], says: /The first one/ },
  { args: ['undo', '{receipt}', '-y'], says: /Converged\./ },
  {
    args: ['import', 'outline', 'science.csv', '--source', 'sheet'],
    before: { 'science.csv': table },
    says: /2 lessons/,
  },
  { args: ['export', 'outline', '-o', 'all.xlsx'], writes: { 'all.xlsx': /^PK/ } },
  { args: ['export', 'outline', '-o', 'all.csv'], writes: { 'all.csv': /Shadows/ } },
  { args: ['import', 'outline', 'all.xlsx', '--dry-run'], says: /Nothing to do/ },
  { args: ['ids', 'export', '-f', 'typescript'], says: /export const/ },
  {
    args: ['doctor', '--env', 'served'],
    before: { [config]: served },
    says: /token in/,
  },
  { args: ['apply', '--env', 'served', '-y'], says: /8 added, .* Converged\./ },
  { args: ['import', 'remote', '--env', 'served', '--dry-run'], says: /Nothing to do/ },
  { args: ['rehearse', '--env', 'served', '--app', 'smoke'], says: /XP/ },
  { args: ['retire', '{lesson}', '--reason', 'merged'], says: /1 id retired/ },
  { args: ['check'], says: /No errors/ },
  {
    args: ['events', 'check', 'event.json'],
    before: { 'event.json': '{}' },
    code: 1,
    says: /1 rejected/,
  },
  {
    args: ['check'],
    before: { [course]: (text) => text.replace('kind: course', 'kind: curse') },
    code: 1,
    says: /Did you mean/,
  },
];
