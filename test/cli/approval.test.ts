import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import type { Around, Ended } from '../support/program.ts';
import { configFor, serveCatalog } from '../support/served-catalog.ts';
import { hasTerminal, startOnTerminal } from '../support/terminal.ts';

test('without a terminal and without approval apply is exit 64, and nothing is sent', async () => {
  const { around, emulator } = await serveCatalog();
  const { code, stdout, stderr } = await cli(['apply', '--env', 'test'], around);
  expect(code).toBe(64);
  expect(stdout).toBe('');
  expect(stderr).toContain('--auto-approve');
  expect(emulator.requests).toEqual([]);
});

test.each(['--auto-approve', '--yes', '-y'])('%s approves', async (flag) => {
  const { around, writes } = await serveCatalog();
  expect((await cli(['apply', '--env', 'test', flag], around)).code).toBe(0);
  expect(writes()).toHaveLength(4);
});

test('a plan that nobody sees: its warnings are told before anything is sent', async () => {
  const { around, folder, url, writes } = await serveCatalog();
  const config = configFor(url).replace('partner-sandbox', 'nobody-org');
  put(folder, 'timeback-catalog.yaml', config);
  const { stderr } = await cli(['apply', '--env', 'test', '-y'], around);
  const order = ['The plan for test:', 'Warning[remote/org-unknown]', '1 warning', 'Writing '];
  const places = order.map((text) => stderr.indexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(writes()).not.toEqual([]);
  put(folder, 'timeback-catalog.yaml', configFor(url));
  const again = await cli(['apply', '--env', 'test', '-y'], around);
  expect(again.code).toBe(0);
  expect(again.stderr).not.toContain('The plan for');
});

/** Answers each question when it stands there: question and answer by turns. */
async function answer(args: readonly string[], around: Around, dialogue: readonly string[]) {
  const running = startOnTerminal(args, around);
  for (let at = 0; at < dialogue.length; at += 2) {
    await running.until(({ stdout }) => stdout.includes(dialogue[at] ?? ''));
    running.type(dialogue[at + 1] ?? '');
  }
  return running.ended;
}

const apply = (around: Around, text: string): Promise<Ended> =>
  answer(['apply', '--env', 'test'], around, ["Type 'yes' to confirm: ", text]);

describe.skipIf(!hasTerminal())('on a terminal (needs `script` of util-linux)', () => {
  test('the plan is shown before the question, and yes publishes it', async () => {
    const { around, url, writes } = await serveCatalog();
    const { code, stdout } = await apply(around, 'yes\n');
    expect(code).toBe(0);
    // The report names the platform again.
    const [before = '', report = ''] = stdout.split('Apply to test');
    const order = [
      'Plan: 4 to add, 0 to change, 0 to move, 0 to retire.',
      url,
      "Type 'yes' to confirm",
    ].map((text) => before.lastIndexOf(text));
    expect(report).toContain('Apply complete! 4 added');
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(writes()).toHaveLength(4);
  });

  test.each([
    { name: 'no', text: 'no\n' },
    { name: 'y', text: 'y\n' },
    { name: 'YES', text: 'YES\n' },
    { name: 'an empty line', text: '\n' },
    { name: 'the end of input', text: '\x04' },
    { name: 'Ctrl-C', text: '\x03' },
  ])('$name is no approval: nothing is sent', async ({ text }) => {
    const { around, writes } = await serveCatalog();
    const { code, stdout } = await apply(around, text);
    expect(code).not.toBe(0);
    expect(stdout).toContain('Apply cancelled. Nothing was sent.');
    expect(stdout).not.toContain('Error[');
    expect(writes()).toEqual([]);
  });

  test('if the platform moves while the person reads, nothing is sent', async () => {
    const { around, emulator, writes } = await serveCatalog();
    const running = startOnTerminal(['apply', '--env', 'test'], around);
    await running.until(({ stdout }) => stdout.includes("Type 'yes' to confirm: "));
    const record = { sourcedId: 'course-1', status: 'active', title: 'Theirs' };
    emulator.seed([{ kind: 'course', record }]);
    running.type('yes\n');
    expect((await running.ended).code).toBe(6);
    expect(writes()).toEqual([]);
  });

  test('without changes nothing is asked', async () => {
    const { around } = await serveCatalog();
    await cli(['apply', '--env', 'test', '--yes'], around);
    const { code, stdout } = await startOnTerminal(['apply', '--env', 'test'], around).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('No changes. The platform matches your manifests.');
    expect(stdout).not.toContain("Type 'yes'");
  });

  const questions = [
    'Title of the first course: ',
    'Course code (optional): ',
    'Org of the courses [partner-sandbox]: ',
    'Action for the GitHub workflows, as OWNER/REPO@REF (empty: no workflows): ',
  ];

  test.each([
    {
      answers: ['Reading', '', '', 'the-org/timeback-catalog@v1'],
      org: 'partner-sandbox',
      workflows: true,
    },
    { answers: ['Reading', 'MSR', 'mine', ''], org: 'mine', workflows: false },
  ])('init asks, $answers', async ({ answers, org, workflows }) => {
    const cwd = folderWith();
    const dialogue = questions.flatMap((question, at) => [question, `${answers[at]}\n`]);
    const { code } = await answer(['init'], { cwd }, dialogue);
    expect(code).toBe(0);
    const read = (file: string) => readFileSync(join(cwd, file), 'utf8');
    expect(read('catalog/reading.yaml').includes('courseCode: "MSR"')).toBe(answers[1] === 'MSR');
    expect(read('timeback-catalog.yaml')).toContain(`org: "${org}" `);
    expect(existsSync(join(cwd, '.github'))).toBe(workflows);
  });

  test('init --yes asks for nothing', async () => {
    const cwd = folderWith();
    expect(await answer(['init', '--yes'], { cwd }, [])).toMatchObject({ code: 0 });
    expect(await cli(['check'], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'catalog/first-course.yaml'), 'utf8')).toContain('First course');
  });

  test.each([
    { name: 'init', args: ['init'], at: 'Title of the first course: ' },
    { name: 'the title of new', args: ['new', 'lesson'], at: 'Title of the lesson: ' },
    {
      name: 'the vendor of new',
      args: ['new', 'resource', 'Film'],
      at: 'Its id in the system of its vendor: ',
    },
    { name: 'apply', args: ['apply'], at: "Type 'yes' to confirm: " },
  ])('Ctrl-C at a question ends with 130 and writes nothing: $name', async ({ args, at, name }) => {
    const cwd = folderWith(name === 'init' ? {} : catalogFiles(1));
    const before = name === 'init' ? [] : readdirSync(join(cwd, 'catalog'));
    const { code, stdout } = await answer(args, { cwd }, [at, '\x03']);
    expect(code).toBe(130);
    expect(stdout).not.toContain('usage/wrong');
    // Nothing was running that it could wait for.
    expect(stdout).not.toContain('running requests');
    expect(name === 'init' ? readdirSync(cwd) : readdirSync(join(cwd, 'catalog'))).toEqual(before);
  });

  test('init given a title asks for nothing', async () => {
    const cwd = folderWith();
    const { code } = await answer(['init', '--title', 'Reading'], { cwd }, []);
    expect(code).toBe(0);
  });

  test('init without an answer writes nothing', async () => {
    const cwd = folderWith();
    const running = startOnTerminal(['init'], { cwd });
    for (const time of [1, 2, 3]) {
      const question = 'Title of the first course: ';
      await running.until(({ stdout }) => stdout.split(question).length > time);
      running.type('\n');
    }
    const { code } = await running.ended;
    expect(code).toBe(64);
    expect(readdirSync(cwd)).toEqual([]);
  });
});
