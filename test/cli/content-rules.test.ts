// Rules about content: off until asked for, told by check and plan, cured by what the message says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const course = `# Kept by hand.
kind: course
sourcedId: c
title: Writing
subjects: [Rhetoric]
metadata:
  # told to parents
  metrics: {totalXp: 999, totalGrades: 1} # counted once
units:
  - sourcedId: u
    title: Essays
    lessons:
      - sourcedId: l
        title: Thesis
        resources: [quiz, text]
resources:
  - sourcedId: quiz
    title: ChoiceInteraction
    vendorResourceId: v-quiz
    metadata: {type: qti, lessonType: powerpath-100, xp: 12}
  - sourcedId: text
    title: Text
    vendorResourceId: v-text
    metadata: {type: text, url: articles/1, xp: 8}
`;
const ledger =
  'c course live\nu unit live\nl lesson live\nquiz resource live\ntext resource live\n';
const file = 'catalog/course.yaml';

async function served(rules: string, text = course) {
  const { folder, around, writes } = await serveCatalog({ dialect: 'oneroster' });
  // What readers refuse is no matter of these rules.
  const facts = '    facts: { reader.subjects: any, reader.resourceMetadata: any }\n';
  const config = readFileSync(join(folder, 'timeback-catalog.yaml'), 'utf8') + facts;
  const write = (said: string) => put(folder, 'timeback-catalog.yaml', config + said);
  write(rules);
  put(folder, file, text);
  put(folder, 'catalog.ids', ledger);
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await cli(args, around);
    const codes = [...(stdout + stderr).matchAll(/(?:Error|Warning)\[(rules\/[a-z-]+)\]/g)];
    return {
      code,
      text: stdout + stderr,
      stdout,
      codes: codes.map(([, found]) => found).toSorted(),
    };
  };
  return { folder, run, write, writes, read: () => readFileSync(join(folder, file), 'utf8') };
}

const errors = ['rules/absolute-addresses', 'rules/required-metadata', 'rules/subjects'];
const warnings = ['rules/titles', 'rules/totals'];

describe('check, plan and apply', () => {
  test('say nothing until the config asks', async () => {
    const { run } = await served('');
    expect(await run('check')).toMatchObject({ code: 0, codes: [] });
    expect(await run('plan', '--env', 'test')).toMatchObject({ code: 0, codes: [] });
  });

  test('with the set, all that is broken is told at its place, and nothing is published', async () => {
    const { run, writes } = await served('rules: { set: powerpath }\n');
    const checked = await run('check');
    expect(checked).toMatchObject({ code: 1, codes: [...errors, ...warnings].toSorted() });
    expect(checked.text).toContain(`${file}:5`);
    expect(await run('plan', '--env', 'test')).toMatchObject({ code: 1 });
    expect(await run('apply', '--env', 'test', '--yes')).toMatchObject({ code: 1 });
    expect(writes()).toEqual([]);
    const json = await run('check', '--format', 'json');
    expect(JSON.parse(json.stdout).diagnostics ?? JSON.parse(json.stdout).problems).toContainEqual(
      expect.objectContaining({ code: 'rules/subjects', severity: 'error' }),
    );
  });

  test('a severity of the config: a warning stands in front of the plan, and apply goes on', async () => {
    const soft = errors.map((code) => `  ${code.slice(6)}: warning\n`).join('');
    const { run } = await served(`rules:\n  set: powerpath\n${soft}`);
    const all = [...errors, ...warnings].toSorted();
    expect(await run('check')).toMatchObject({ code: 0, codes: all });
    expect(await run('plan', '--env', 'test')).toMatchObject({ code: 0, codes: all });
    expect(await run('apply', '--env', 'test', '--yes')).toMatchObject({ code: 0 });
  });

  test('defaults count, and the cures that the messages print work when they are followed', async () => {
    const { run, write } = await served('rules: { set: powerpath }\n');
    const text = (await run('check')).text.replace(/\s+/g, ' ');
    const [also = ''] =
      /`(rules: \{subjects: \{also: \["Rhetoric"\]\}\})`/.exec(text)?.slice(1) ?? [];
    const [given = ''] =
      /`(defaults: \{resource: \{metadata: \{masteryThreshold: )…\}\}\}`/.exec(text)?.slice(1) ??
      [];
    expect([also, given].map((one) => one !== '')).toEqual([true, true]);
    // As the message says it, beside what the config has.
    write(`${also.replace('{', '{set: powerpath, ')}\n${given}90}}}\n`);
    expect((await run('check')).codes).toEqual(['rules/absolute-addresses', ...warnings]);
  });

  test('a rule that does not exist, and a pattern too many, are refused by the schema', async () => {
    const { run, write } = await served('rules: { subject: error }\n');
    const { code, text } = await run('check');
    expect(code).toBe(1);
    expect(text).toContain('Did you mean "subjects"?');
    write(
      `rules: { titles: { patterns: [${Array.from({ length: 101 }, () => 'x').join(', ')}] } }\n`,
    );
    expect((await run('check')).code).toBe(1);
    write('rules: { subjects: erorr }\n');
    const misspelt = (await run('check')).text;
    expect(misspelt).toContain('Did you mean "error"?');
    expect(misspelt).toContain('1 error');
    write('rules: { subjects: { alo: [x] } }\n');
    const inside = (await run('check')).text;
    expect(inside).toContain('Did you mean "also"?');
    expect(inside).toContain('1 error');
    write('rules: { set: powerpaht }\n');
    expect((await run('check')).text).toContain('Did you mean "powerpath"?');
  });
});

describe('fmt writes totals if the config asks', () => {
  const asked = 'rules: { totals: { write: true } }\n';

  test('into YAML, and its comments stay; once is enough', async () => {
    const { run, read } = await served(asked);
    expect(await run('check')).toMatchObject({ code: 0, codes: ['rules/totals', 'rules/totals'] });
    expect((await run('fmt', '--check')).code).toBe(1);
    expect((await run('fmt')).code).toBe(0);
    expect(read()).toContain('  # told to parents\n');
    expect(read()).toMatch(
      /metrics: \{ ?totalXp: 20, totalGrades: 1, totalLessons: 1 ?\} # counted once\n/,
    );
    expect(await run('check')).toMatchObject({ code: 0, codes: [] });
    expect((await run('fmt', '--check')).code).toBe(0);
  });

  test('in a course that says none; not if nobody asks', async () => {
    const none = course.replace(/metadata:\n {2}#.*\n.*once\n/, '');
    const { run, read, write } = await served('rules: { totals: on }\n', none);
    await run('fmt');
    expect(read()).toBe(none);
    write(asked);
    await run('fmt');
    expect(read()).toContain('metrics:\n    totalLessons: 1\n    totalXp: 20\n');
  });
});
