import { expect, test } from 'vitest';
import { cli } from '../support/command-line.ts';
import { serveCatalog } from '../support/served-catalog.ts';

test.each(['human', 'markdown', 'html'])(
  'a difference that no eye sees is told, in %s',
  async (format) => {
    const { around, emulator } = await serveCatalog();
    const run = (...args: string[]) => cli(args, around);
    expect(await run('apply', '--env', 'test', '-y')).toMatchObject({ code: 0 });
    const [record] = emulator.records('lesson').filter(({ sourcedId }) => sourcedId === 'lesson-2');
    if (!record) throw new Error('lesson-2 was not published');
    emulator.seed([{ kind: 'lesson', record: { ...record, title: 'Lesson\u00a02' } }]);
    const { stdout } = await run('plan', '--env', 'test', '-f', format);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'title: both texts look the same, but character 7 is U+00A0 before and U+0020 after',
    );
  },
);
