// Apps on the official SDK file records under the courseCode of a course, or its first subject and grade: a
// change of these in a published course is seen before it is merged, in the plan and in the comment.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sorted } from '../../src/text/words/plan-words.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { emulatorFor } from '../support/dialects.ts';
import { applyFolder, planFolder } from '../support/publish.ts';
import { hasGit, repositoryWith } from '../support/repository.ts';
import { configFor } from '../support/served-catalog.ts';

const course = `\
kind: course
sourcedId: math
title: Math
courseCode: MATH-3
subjects: [Math, Science]
grades: ["3"]
units:
  - { sourcedId: fractions, title: Fractions }
`;
const file = 'catalog/math.yaml';
const code = 'identity/course-name';
const config = (more = '') => `${configFor('https://timeback.test', 'oneroster')}${more}`;

/** A change of the manifest: what it does to what apps name the course by. */
const changes = [
  ['another code', ['MATH-3', 'MATH-3B'], 'courseCode=MATH-3'],
  ['no code any more', ['courseCode: MATH-3\n', ''], 'courseCode=MATH-3'],
  ['another first subject', ['[Math, Science]', '[Science]'], 'subject=Math'],
  ['another grade', ['["3"]', '["4"]'], 'grade=3'],
  ['a second grade', ['["3"]', '["3", "4"]'], 'grade=3'],
] as const;

const harmless = [
  ['another title', ['title: Math\n', 'title: Mathematics\n']],
  ['another second subject', ['[Math, Science]', '[Math, Reading]']],
  ['the same grade in a word', ['["3"]', '["3rd grade"]']],
] as const;

const changed = ([from, to]: readonly [string, string], text = course) => {
  expect(text).toContain(from);
  return text.replace(from, to);
};

describe.skipIf(!hasGit)('check --base', () => {
  const opened = (more = '') => {
    const repository = repositoryWith({ 'timeback-catalog.yaml': config(more), [file]: course });
    const run = (...args: string[]) => commandLine(args, { cwd: repository.folder });
    return { ...repository, run, check: () => run('check', '--base', 'HEAD') };
  };
  const started = async (more = '') => {
    const one = opened(more);
    expect(await one.run('fmt')).toMatchObject({ code: 0 });
    one.commit();
    return one;
  };

  const reordered = ['[Math, Science]', '[Science, Math]'] as const;
  const all = [...changes, ['another order of subjects', reordered, 'subject=Math']] as const;

  test.each(all)('%s: a warning, and a line that says it was meant', async (_, edit, was) => {
    const { folder, check, run, commit } = await started();
    const formatted = readFileSync(join(folder, file), 'utf8');
    put(folder, file, changed(edit, formatted));
    const warned = await check();
    expect(warned.code).toBe(0);
    expect(warned.stderr).toContain(`Warning[${code}]`);
    const text = warned.stderr.replaceAll(/\s+/g, ' ');
    expect(text).toContain(`confirm course/math --was ${was} --reason`);
    expect(text).toContain(`${file}:`);
    // The cure that it prints.
    const done = await run('confirm', 'course/math', '--was', was, '--reason', 'no app yet');
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('changed catalog.ids') });
    expect((await check()).stderr).not.toContain(code);
    // It counts for the change that brings it.
    commit();
    put(folder, file, formatted);
    expect(await check()).toMatchObject({ code: 0 });
    commit();
    put(folder, file, changed(edit, formatted));
    expect((await check()).stderr).toContain(code);
  });

  test.each(harmless)('%s: no word', async (_, edit) => {
    const { folder, check } = await started();
    put(folder, file, changed(edit, readFileSync(join(folder, file), 'utf8')));
    expect((await check()).stderr).not.toContain(code);
  });

  test('a new course, and one that says its code for the first time: no word', async () => {
    const { folder, check, commit } = await started();
    put(folder, 'catalog/new.yaml', 'kind: course\nsourcedId: new\ntitle: New\n');
    expect((await check()).stderr).not.toContain(code);
    commit();
    put(folder, 'catalog/new.yaml', 'kind: course\nsourcedId: new\ntitle: New\ncourseCode: N\n');
    expect((await check()).stderr).not.toContain(code);
  });

  test('refuses what the config calls fixed, and not what a line confirms', async () => {
    const { folder, check, run } = await started('identity: { courseCode: fixed }\n');
    const formatted = readFileSync(join(folder, file), 'utf8');
    put(folder, file, changed(changes[0][1], changed(changes[3][1], formatted)));
    const refused = await check();
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain(`Error[${code}]`);
    expect(refused.stderr).toContain(`Warning[${code}]`);
    const args = ['--was', 'courseCode=MATH-3', 'grade=3', '--reason', 'on purpose'];
    expect(await run('confirm', 'math', ...args)).toMatchObject({ code: 0 });
    expect(await check()).toMatchObject({ code: 0 });
    const ledger = readFileSync(join(folder, 'catalog.ids'), 'utf8');
    expect(ledger).toContain('math course changes courseCode MATH-3 MATH-3B on purpose\n');
    // A line that is taken out again is missed, as any other.
    put(folder, 'catalog.ids', ledger);
    expect(await run('fmt')).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'catalog.ids'), 'utf8')).toBe(ledger);
  });

  test('what the config called fixed at the base stays refused in the branch that says otherwise', async () => {
    const { folder, check, commit } = await started('identity: { courseCode: fixed }\n');
    put(folder, 'timeback-catalog.yaml', config());
    expect(await check()).toMatchObject({ code: 0, stderr: '' });
    const formatted = readFileSync(join(folder, file), 'utf8');
    put(folder, file, changed(changes[0][1], formatted));
    const refused = await check();
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain(`Error[${code}]`);
    put(folder, file, formatted);
    commit();
    put(folder, file, changed(changes[0][1], formatted));
    expect(await check()).toMatchObject({ code: 0 });
  });

  test('a line that goes is missed', async () => {
    const { folder, check, run, commit } = await started();
    put(folder, file, changed(changes[0][1], readFileSync(join(folder, file), 'utf8')));
    await run('confirm', 'math', '--was', 'courseCode=MATH-3', '--reason', 'on purpose');
    commit();
    const ledger = readFileSync(join(folder, 'catalog.ids'), 'utf8');
    put(folder, 'catalog.ids', ledger.replace(/.* changes .*\n/, ''));
    const lost = await check();
    expect(lost.code).toBe(5);
    expect(lost.stderr).toContain('identity/ledger-edited');
  });

  test('the plan of a commit shows the warning before everything else', async () => {
    const { folder, run } = await started();
    put(folder, file, changed(changes[0][1], readFileSync(join(folder, file), 'utf8')));
    const { stdout, code: exit } = await run('plan', '--against-git', 'HEAD', '--env', 'test');
    expect(exit).toBe(0);
    expect(stdout.indexOf('MATH-3B')).toBeGreaterThan(-1);
    expect(stdout.slice(0, stdout.indexOf('"MATH-3B"'))).toContain('courseCode of the published');
  });
});

describe('confirm --was', () => {
  const opened = async (text = course) => {
    const cwd = folderWith({ 'timeback-catalog.yaml': config(), [file]: text });
    await commandLine(['fmt'], { cwd });
    return (...args: string[]) =>
      commandLine(['confirm', ...args, '--reason', 'on purpose'], { cwd });
  };

  test.each([
    [['math', '--was', 'courseCode=MATH-3'], 64, 'still has that value'],
    [['math', '--was', 'courseCode'], 64, '--was courseCode=OLD'],
    [['math', '--was', 'grades=2'], 64, '--was grade=2'],
    [['unit/fractions', '--was', 'grade=2'], 1, 'reference/missing'],
    [['maths', '--was', 'grade=2'], 1, 'Did you mean "math"?'],
    [['math'], 64, '--replaces'],
    [['math', '--was', 'grade=2', '--replaces', 'x'], 64, '--replaces'],
  ])('%j', async (args, exit, words) => {
    const run = await opened();
    const { code: ended, stderr } = await run(...args);
    expect(ended).toBe(exit);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(words);
  });

  test('the same words twice are once', async () => {
    const run = await opened();
    expect(await run('math', '--was', 'grade=2')).toMatchObject({ code: 0 });
    expect((await run('math', '--was', 'grade=2')).stderr).toContain('identity/other-state');
  });
});

describe('a platform', () => {
  const started = async (more = '', text = course) => {
    const emulator = emulatorFor('oneroster');
    onTestFinished(() => emulator.close());
    const folder = folderWith({ 'timeback-catalog.yaml': config(more), [file]: text });
    await commandLine(['fmt'], { cwd: folder });
    expect((await applyFolder(emulator, folder)).ok).toBe(true);
    return { emulator, folder };
  };
  const warnings = async (...given: Parameters<typeof planFolder>) => {
    const planned = await planFolder(...given);
    const all = planned.ok ? planned.value.plan.warnings : planned.problems;
    return all.filter((one) => one.code === code);
  };

  test.each(changes)('%s: the first of the comment', async (_, edit, was) => {
    const { emulator, folder } = await started();
    // What a manifest says no more stays on the platform.
    const isGone = edit[1] === '';
    put(folder, file, changed(edit));
    const planned = await planFolder(emulator, folder);
    if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
    const found = planned.value.plan.warnings.filter((one) => one.code === code);
    expect(found).toHaveLength(isGone ? 0 : 1);
    if (isGone) return;
    expect(found[0]).toMatchObject({ severity: 'warning', address: 'course/math' });
    expect(found[0]?.hint).toContain(was);
    expect(sorted(planned.value.plan.warnings).notices).toEqual(found);
  });

  test('fixed: nothing is planned or published before a line confirms it', async () => {
    const { emulator, folder } = await started('identity: { grade: fixed }\n');
    put(folder, file, changed(changes[3][1]));
    const refused = await applyFolder(emulator, folder);
    expect(refused.ok).toBe(false);
    expect(refused.problems.map((one) => one.code)).toEqual([code]);
    expect(emulator.records('course')[0]).toMatchObject({ grades: ['3'] });
    await commandLine(['confirm', 'math', '--was', 'grade=3', '--reason', 'so'], { cwd: folder });
    expect(await warnings(emulator, folder)).toEqual([]);
    expect((await applyFolder(emulator, folder)).ok).toBe(true);
    expect(emulator.records('course')[0]).toMatchObject({ grades: ['4'] });
  });

  test('that missed a step is led by both lines', async () => {
    const { emulator, folder } = await started();
    const run = (...args: string[]) => commandLine(args, { cwd: folder });
    put(folder, file, course.replace('MATH-3', 'B'));
    await run('confirm', 'math', '--was', 'courseCode=MATH-3', '--reason', 'one');
    put(folder, file, course.replace('MATH-3', 'C'));
    expect(await warnings(emulator, folder)).toHaveLength(1);
    await run('confirm', 'math', '--was', 'courseCode=B', '--reason', 'two');
    expect(await warnings(emulator, folder)).toEqual([]);
  });

  test('that holds the course under another id, and a code that only an override says', async () => {
    const other = (codeThere: string) =>
      config(
        `    ids: { course/math: math-there }\n    overrides: { course/math: { courseCode: ${codeThere} } }\n`,
      );
    const emulator = emulatorFor('oneroster');
    onTestFinished(() => emulator.close());
    const folder = folderWith({ 'timeback-catalog.yaml': other('A'), [file]: course });
    await commandLine(['fmt'], { cwd: folder });
    expect((await applyFolder(emulator, folder)).ok).toBe(true);
    put(folder, 'timeback-catalog.yaml', other('B'));
    const [found] = await warnings(emulator, folder);
    expect(found?.hint).toContain('confirm course/math --was courseCode=A');
    await commandLine(['confirm', 'course/math', '--was', 'courseCode=A', '--reason', 'so'], {
      cwd: folder,
    });
    expect(await warnings(emulator, folder)).toEqual([]);
  });
});
