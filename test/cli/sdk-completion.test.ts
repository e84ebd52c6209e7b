// Apps on the official SDK file that a student has completed a course under the placement `<course>-cr`.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { credentials, serveCatalog } from '../support/served-catalog.ts';

const course = 'kind: course\nsourcedId: math\ntitle: Math\n';
const oneroster = `\
org: partner-sandbox
environments:
  or: { baseUrl: "https://or.example.org", dialect: oneroster }
`;
const opened = (config = oneroster, files: Readonly<Record<string, string>> = {}) => {
  const cwd = folderWith({
    'timeback-catalog.yaml': config,
    'catalog/math.yaml': course,
    ...files,
  });
  return { cwd, run: (...args: string[]) => commandLine(args, { cwd }) };
};
const note = 'because these look for the placement';

describe('check', () => {
  test('says what apps would not find, and the command that it names makes it', async () => {
    const { run } = opened();
    await run('fmt');
    const { code, stdout } = await run('check');
    expect(code).toBe(0);
    expect(stdout).toContain(
      `1 of 1 course cannot be completed in apps on the official SDK, ${note} math-cr.`,
    );
    const [, command = ''] = /`timeback-catalog ([^`]*)`/.exec(stdout) ?? [];
    const args = command.split(' ').map((one) => one.replaceAll('"', ''));
    expect(await run(...args)).toMatchObject({ code: 0 });
    const after = await run('check');
    expect(after).toMatchObject({ code: 0, stderr: '' });
    expect(after.stdout).not.toContain(note);
  });

  test('says it if apps are known, and not of other catalogs', async () => {
    const [plain, told] = [opened('org: o\n'), opened('org: o\nsdk: {}\n')];
    for (const { run } of [plain, told]) await run('fmt');
    expect((await plain.run('check')).stdout).not.toContain(note);
    expect((await told.run('check')).stdout).toContain(note);
  });
});

describe('new --for-sdk-apps', () => {
  test('makes a course with the records of the official sync, which a platform takes', async () => {
    const { folder, around, emulator } = await serveCatalog({ dialect: 'oneroster' });
    const run = (...args: string[]) => commandLine(args, around);
    const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8');
    put(folder, 'timeback-catalog.yaml', `${config}ids: catalog.ids\n`);
    await run('fmt');
    const made = await run('new', 'course', 'Math 3', '--course-code', 'MATH-3', '--for-sdk-apps');
    expect(made.code).toBe(0);
    const [, id = ''] = /course "Math 3" (\S+)/.exec(made.stdout) ?? [];
    const ledger = readFileSync(join(folder, 'catalog.ids'), 'utf8');
    for (const line of [
      `${id} course live`,
      `${id}-component unit live`,
      `${id}-resource resource live`,
      `${id}-cr placement live ${id}-component ${id}-resource`,
    ]) {
      expect(ledger.split('\n')).toContain(line);
    }
    // Nothing is left for fmt.
    const before = readFileSync(join(folder, 'catalog/math-3.yaml'), 'utf8');
    expect(await run('fmt', '--check')).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'catalog/math-3.yaml'), 'utf8')).toBe(before);
    const applied = await run('apply', '--env', 'test', '--yes');
    expect(applied.code).toBe(0);
    expect(applied.stderr).not.toContain('dialect/unit-places');
    const ids = (kind: 'componentResource' | 'resource') =>
      emulator.records(kind).map(({ sourcedId }) => sourcedId);
    expect(ids('componentResource')).toContain(`${id}-cr`);
    expect(ids('resource')).toContain(`${id}-resource`);
    expect((await run('check')).stdout).not.toContain(`${id}-cr`);
  });

  test('stands once in a course, and in no kind that has none', async () => {
    const { run } = opened();
    await run('fmt');
    const unit = ['new', 'unit', 'Completion', '--for-sdk-apps', '--in', 'course/math'];
    expect(await run(...unit)).toMatchObject({ code: 0 });
    const again = await run(...unit);
    expect(again.code).toBe(64);
    expect(again.stderr).toContain('unit/math-component already exists');
    expect(await run('new', 'lesson', 'L', '--for-sdk-apps')).toMatchObject({ code: 64 });
    const { run: strict } = opened(`${oneroster}sourcedId: { form: uuid }\n`, {
      'catalog/math.yaml': course.replace('math', '0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11'),
    });
    expect((await strict('new', 'course', 'M', '--for-sdk-apps')).code).toBe(64);
  });
});

describe('doctor', () => {
  test('warns of it by environment, under the id that the course has there', async () => {
    const { folder, around, url } = await serveCatalog({ dialect: 'oneroster' });
    rmSync(join(folder, 'catalog/course.yaml'));
    put(folder, 'catalog/math.yaml', course);
    put(
      folder,
      'timeback-catalog.yaml',
      `org: partner-sandbox\nenvironments:\n  test: { baseUrl: ${url}, tokenUrl: ${url}/oauth2/token, dialect: oneroster, ids: { course/math: math-there } }\n`,
    );
    const run = (...args: string[]) => commandLine(args, { cwd: around.cwd, env: credentials });
    await run('new', 'unit', 'Completion', '--for-sdk-apps', '--in', 'course/math');
    const { code, stdout } = await run('doctor', '--env', 'test', '-f', 'json');
    expect(code).toBe(0);
    expect(stdout).toContain('dialect/no-completion');
    expect(stdout).toContain('math-there-cr');
    expect((await run('doctor', '--env', 'local')).stdout).not.toContain('no-completion');

    // What it says to do ends the warning there, in `check` too, and publishing brings no other one.
    expect((await run('check')).stdout).toContain(`${note} math-there-cr.`);
    const [, entry = ''] = /`resources: \[(\{[^`]*\})\]`/.exec(stdout) ?? [];
    const manifest = readFileSync(join(folder, 'catalog/math.yaml'), 'utf8');
    const placed = '        sourcedId: math-cr\n';
    const added = `      - ${entry.trim().replace('ID,', 'math-resource,')}\n`;
    put(folder, 'catalog/math.yaml', manifest.replace(placed, placed + added));
    await run('fmt');
    expect((await run('check')).stdout).not.toContain(note);
    expect((await run('doctor', '--env', 'test')).stdout).not.toContain('no-completion');
    const applied = await run('apply', '--env', 'test', '--yes');
    expect(applied.code).toBe(0);
    expect(applied.stdout + applied.stderr).not.toContain('dialect/unit-places');
  });
});
