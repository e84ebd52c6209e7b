// A course and a unit may have one id, and so may a lesson and a resource: commands in messages say which.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { hasGit, repositoryWith } from '../support/repository.ts';

const lesson = '    lessons:\n      - sourcedId: words\n        title: Signal words\n';
const unit = `\
  - sourcedId: reading
    title: Texts and their parts
    lessons:
      - sourcedId: ideas
        title: Finding the main idea
`;
const files = {
  '.gitattributes': '* text eol=lf\n',
  'timeback-catalog.yaml': 'org: o\nids: catalog.ids\n',
  'catalog/course.yaml': `\
kind: course
sourcedId: reading
title: Reading
units:
${unit}  - sourcedId: vocabulary
    title: Vocabulary
${lesson}resources:
  - { sourcedId: words, title: A film, vendorResourceId: film }
`,
};

async function without(text: string) {
  const { folder, commit } = repositoryWith(files);
  const run = (...args: readonly string[]) => commandLine(args, { cwd: folder });
  await run('fmt');
  const manifest = readFileSync(join(folder, 'catalog/course.yaml'), 'utf8');
  commit();
  put(folder, 'catalog/course.yaml', manifest.replace(text, ''));
  return { folder, run, commit };
}

/** The commands that messages show, as arguments. */
function commandsIn(stderr: string): string[][] {
  const text = stderr.replace(/\s+/g, ' ');
  return [...text.matchAll(/`timeback-catalog ([^`]*)`/g)].map(([, command = '']) =>
    command.replace(/"…"/, 'gone').replace('NAME', 'other').split(' '),
  );
}

test.runIf(hasGit).each([
  { what: 'lesson', text: lesson, check: ['check', '--base', 'HEAD'] },
  { what: 'lesson', text: lesson, check: ['check'] },
  { what: 'unit', text: unit, check: ['check', '--base', 'HEAD'] },
  { what: 'unit', text: unit, check: ['check'] },
])(
  'a lost $what whose id another kind has: each command of the message ends it ($check)',
  async (lost) => {
    const { stderr } = await (await without(lost.text)).run(...lost.check);
    const commands = commandsIn(stderr).filter((args) => !args.includes('ENV'));
    expect(commands.map(([name]) => name)).toEqual(['retire', 'release']);
    for (const command of commands) {
      const { run } = await without(lost.text);
      expect(await run(...command)).toMatchObject({ code: 0, stderr: '' });
      expect(await run(...lost.check)).toMatchObject({ code: 0 });
    }
  },
);

test.runIf(hasGit)(
  'the line of a lesson that came and went is forgotten, and no other',
  async () => {
    const { folder, run, commit } = await without(lesson);
    const ids = readFileSync(join(folder, 'catalog.ids'), 'utf8');
    put(folder, 'catalog.ids', ids.replace('words lesson live\n', ''));
    commit();
    put(folder, 'catalog.ids', ids);
    const { stderr } = await run('check', '--base', 'HEAD');
    const [command = []] = commandsIn(stderr);
    expect(command).toContain('--never-published');
    expect(await run(...command)).toMatchObject({ code: 0 });
    const left = readFileSync(join(folder, 'catalog.ids'), 'utf8').split('\n');
    expect(left).toContain('words resource live');
    expect(left).not.toContain('words lesson live');
  },
);
