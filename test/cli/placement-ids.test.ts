// The id of a placement is what a student's results hang on: it is guarded as that of a lesson is, and each
// cure that a message prints is carried out here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { hasGit, newRepository, type TestRepository } from '../support/repository.ts';
import { credentials } from '../support/served-catalog.ts';

const config = `environments:
  live:
    baseUrl: https://timeback.test
    dialect: oneroster
`;

/** Two lessons of a unit, each with its list of resources in the flow form. */
const course = (one: string, two = '', unit = ''): string => `kind: course
sourcedId: c
title: Rivers
units:
  - sourcedId: u
    title: Springs
${unit === '' ? '' : `    resources: [${unit}]\n`}    lessons:
      - sourcedId: l1
        title: Karst
${one === '' ? '' : `        resources: [${one}]\n`}      - sourcedId: l2
        title: Glaciers
${two === '' ? '' : `        resources: [${two}]\n`}resources:
  - { sourcedId: article, title: Water, vendorResourceId: "1" }
  - { sourcedId: quiz, title: Questions, vendorResourceId: "2" }
`;

const own = (resource: string, sourcedId: string, more = '') =>
  `{ resource: ${resource}, sourcedId: ${sourcedId}${more} }`;
const file = 'catalog/course.yaml';
const ledger = 'catalog.ids';
const read = ({ folder }: TestRepository, name: string) => readFileSync(join(folder, name), 'utf8');
const linesOf = (repository: TestRepository) =>
  read(repository, ledger)
    .split('\n')
    .filter((line) => line.includes(' placement '));

/** A repository whose last commit has these manifests and, in the ledger, what import or fmt wrote. */
async function published(manifest: string, lines: readonly string[] = []) {
  const repository = newRepository();
  put(repository.folder, 'timeback-catalog.yaml', config);
  put(repository.folder, file, manifest);
  put(repository.folder, ledger, ['# ids', ...lines, ''].join('\n'));
  expect(await run(repository, 'fmt')).toMatchObject({ code: 0 });
  repository.commit();
  return repository;
}

function run({ folder }: TestRepository, ...args: readonly string[]) {
  // A platform that nobody gets into: identity is judged whatever it says.
  const fetch = async () => Response.json({}, { status: 401 });
  return commandLine(args, { cwd: folder, env: credentials }, { fetch });
}

async function edited(
  repository: TestRepository,
  manifest: string,
  lines = read(repository, ledger),
) {
  put(repository.folder, file, manifest);
  put(repository.folder, ledger, lines);
  return run(repository, 'fmt');
}

/** Ids such as these are easy to mistake, which is told and plays no part here. */
const codesOf = (text: string) =>
  [...text.matchAll(/^(?:Error|Warning)\[([^\]]+)\]/gm)].flatMap(([, code]) =>
    code === 'identity/hazard' ? [] : [code],
  );

async function checked(repository: TestRepository) {
  const { code, stderr } = await run(repository, 'check', '--base', 'HEAD');
  return { code, codes: codesOf(stderr), text: stderr.replace(/\s+/g, ' ') };
}

/** As adopters have it: the id of the platform, which no program can make again. */
const adopted = 'cr-l-pp100 placement live l1 quiz';

describe.skipIf(!hasGit)('check --base refuses', () => {
  test('the id that an imported line had, when the line is lost and fmt makes another', async () => {
    const repository = await published(course('quiz'), [adopted]);
    const without = read(repository, ledger).replace(`${adopted}\n`, '');
    await edited(repository, course('quiz'), without);
    expect(linesOf(repository)).toHaveLength(1);
    const { code, codes, text } = await checked(repository);
    expect(code).toBe(5);
    expect(codes).toContain('identity/re-minted');
    expect(text).toContain('had the id cr-l-pp100');
    // The cure as it is printed.
    expect(text).toContain('{ resource: quiz, sourcedId: cr-l-pp100 }');
    await edited(repository, course(own('quiz', 'cr-l-pp100')));
    expect(linesOf(repository)).toContain(adopted);
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });

  const before = course(`${own('article', 'a')}, ${own('quiz', 'q')}`, own('quiz', 'z'));
  test.each([
    {
      what: 'another id',
      after: course(`${own('article', 'a')}, ${own('quiz', 'new')}`, own('quiz', 'z')),
      code: 'identity/re-minted',
      cure: /Restore the id [^;]* new → q; `timeback-catalog check --base HEAD --fix` does it, or if/,
    },
    {
      what: 'an id that is gone with its entry',
      after: course(own('article', 'a'), own('quiz', 'z')),
      code: 'identity/vanished',
      cure: /retire placement\/q --reason/,
    },
    {
      what: 'ids that changed places in a lesson',
      after: course(`${own('article', 'q')}, ${own('quiz', 'a')}`, own('quiz', 'z')),
      code: 'identity/swapped',
      cure: /Restore the id .* q → a; Restore the id .* a → q/,
    },
    {
      what: 'ids that changed places between lessons',
      after: course(`${own('article', 'a')}, ${own('quiz', 'z')}`, own('quiz', 'q')),
      code: 'identity/swapped',
      cure: /Restore the id/,
    },
    {
      what: 'an id that was handed on, the old one getting another',
      after: course(`${own('article', 'q')}, ${own('quiz', 'new')}`, own('quiz', 'z')),
      code: 'identity/handed-on',
      cure: /Restore the id [^;]* q → a; .* Restore the id [^;]* new → q; `timeback-catalog check/,
    },
  ])('$what', async ({ after, code, cure }) => {
    const repository = await published(before);
    await edited(repository, after);
    const result = await checked(repository);
    expect(result.code).toBe(5);
    expect(result.codes).toContain(code);
    expect(result.text).toMatch(cure);
    await edited(repository, before);
    expect(await checked(repository)).toMatchObject({ code: 0 });
  });

  test('a short entry that goes to another lesson, where it would be another placement', async () => {
    const repository = await published(course('quiz'), [adopted]);
    await edited(repository, course('', 'quiz'));
    const { code, codes, text } = await checked(repository);
    expect({ code, codes }).toEqual({ code: 5, codes: ['identity/re-minted'] });
    expect(text).toContain('retire placement/cr-l-pp100');
    await edited(repository, course('', own('quiz', 'cr-l-pp100')));
    expect(await checked(repository)).toMatchObject({ code: 0 });
  });

  test('a retired id that is placed again, with and without a base', async () => {
    const repository = await published(course(own('quiz', 'q')));
    await run(repository, 'retire', 'placement/q', '--reason', 'the old quiz');
    await edited(repository, course(own('quiz', 'q')));
    for (const args of [['check'], ['check', '--base', 'HEAD'], ['plan', '-e', 'live']]) {
      const { code, stderr } = await run(repository, ...args);
      expect(code).toBe(5);
      expect(codesOf(stderr)).toContain('identity/resurrected');
    }
    await edited(repository, course('quiz'));
    expect(await checked(repository)).toMatchObject({ code: 0 });
    expect(linesOf(repository).filter((line) => line.includes(' live '))).toHaveLength(2);
  });

  test('one id at two entries, and two ids for one entry', async () => {
    const repository = await published(course(own('quiz', 'q')));
    await edited(repository, course(own('quiz', 'q'), own('quiz', 'q')));
    expect((await checked(repository)).codes).toContain('id/duplicate');
    const two = `${read(repository, ledger)}q2 placement live l1 quiz\n`;
    await edited(repository, course('quiz'), two);
    const { codes, text } = await checked(repository);
    expect(codes).toContain('ledger/duplicate');
    expect(text).toContain('{ resource: quiz, sourcedId: q }');
    await edited(repository, course(own('quiz', 'q')));
    expect(await checked(repository)).toMatchObject({ code: 0 });
  });
});

const before = course(`${own('article', 'a')}, ${own('quiz', 'q')}`, own('quiz', 'z'));
const changes = [
  {
    what: 'another id',
    after: course(`${own('article', 'a')}, ${own('quiz', 'new')}`, own('quiz', 'z')),
    code: 'identity/re-minted',
    isFixed: true,
    confirms: [['new', 'q']],
  },
  {
    what: 'ids that changed places in a lesson',
    after: course(`${own('article', 'q')}, ${own('quiz', 'a')}`, own('quiz', 'z')),
    code: 'identity/swapped',
    isFixed: true,
    confirms: [['q', 'a']],
  },
  {
    what: 'ids that changed places between lessons',
    after: course(`${own('article', 'a')}, ${own('quiz', 'z')}`, own('quiz', 'q')),
    code: 'identity/swapped',
    isFixed: true,
    confirms: [['z', 'q']],
  },
  {
    what: 'ids that went round in a circle',
    after: course(`${own('article', 'z')}, ${own('quiz', 'a')}`, own('quiz', 'q')),
    code: 'identity/handed-on',
    isFixed: true,
    confirms: [
      ['z', 'a'],
      ['a', 'q'],
      ['q', 'z'],
    ],
  },
  {
    what: 'an id that was handed on to a new entry',
    after: course(
      `${own('article', 'a')}, ${own('quiz', 'new')}`,
      own('quiz', 'z'),
      own('quiz', 'q'),
    ),
    code: 'identity/handed-on',
    isFixed: false,
    confirms: [['new', 'q']],
  },
  {
    what: 'one that moved under a new id',
    after: course(own('article', 'a'), own('quiz', 'z'), own('quiz', 'new')),
    code: 'identity/re-minted',
    isFixed: false,
    confirms: [['new', 'q']],
  },
] as const;

describe.skipIf(!hasGit)('check --base --fix gives ids of placements back', () => {
  test.each(changes)('$what: $isFixed', async ({ after, code, isFixed }) => {
    const repository = await published(before);
    const lines = linesOf(repository);
    await edited(repository, after);
    const { codes, text } = await checked(repository);
    expect(codes).toContain(code);
    expect(text.includes('`timeback-catalog check --base HEAD --fix` does it')).toBe(isFixed);
    // What goes back at once needs no id taken from any of them.
    if (isFixed) expect(text).not.toContain('remove that `sourcedId`');
    const formatted = read(repository, file);
    const fixed = await run(repository, 'check', '--base', 'HEAD', '--fix');
    if (!isFixed) {
      expect(fixed.code).toBe(5);
      expect(read(repository, file)).toBe(formatted);
      return;
    }
    expect(fixed).toMatchObject({ code: 0 });
    expect(fixed.stderr).toMatch(/catalog\/course\.yaml:\d+ {2}\S+ → \S+/);
    expect(linesOf(repository)).toEqual(lines);
    await run(repository, 'fmt');
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
    expect(repository.git('status', '--porcelain', file, ledger).trim()).toBe('');
  });

  test.each([
    {
      name: 'a lesson that is to be fixed by hand beside an entry that is not',
      by: [
        [own('quiz', 'q'), own('quiz', 'new')],
        ['sourcedId: l2', String.raw`sourcedId: "other\x31"`],
      ],
      stderr: /^catalog\/course\.yaml:\d+ {2}new → q\n(?!catalog)/,
      left: ['other1 lesson live'],
    },
    {
      name: 'an entry that is to be fixed by hand beside a lesson that is not',
      by: [
        [own('quiz', 'q'), own('quiz', String.raw`"ne\x77"`)],
        ['sourcedId: l2', 'sourcedId: other1'],
      ],
      stderr: /^catalog\/course\.yaml:\d+ {2}other1 → l2\n(?!catalog)/,
      left: ['new placement live l1 quiz'],
    },
  ])('and says no more than it did: $name', async ({ by, stderr, left }) => {
    const repository = await published(before);
    const after = by.reduce((text, [was = '', now = '']) => text.replace(was, now), before);
    await edited(repository, after);
    const fixed = await run(repository, 'check', '--base', 'HEAD', '--fix');
    expect(fixed).toMatchObject({ code: 5, stderr: expect.stringMatching(stderr) });
    for (const line of left) expect(read(repository, ledger)).toContain(line);
  });

  test('of an entry that writes none out, in the ledger', async () => {
    const repository = await published(course('quiz'), [adopted]);
    const whole = read(repository, ledger);
    await edited(repository, course('quiz'), whole.replace(`${adopted}\n`, ''));
    expect(linesOf(repository)).toHaveLength(1);
    expect(linesOf(repository)).not.toContain(adopted);
    expect(await run(repository, 'check', '--base', 'HEAD', '--fix')).toMatchObject({ code: 0 });
    expect(linesOf(repository)).toEqual([adopted]);
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });
});

describe.skipIf(!hasGit)('confirm placement/NEW --replaces placement/OLD', () => {
  test.each(changes)('$what', async ({ after, code, confirms }) => {
    const repository = await published(before);
    await edited(repository, after);
    const { codes, text } = await checked(repository);
    expect(codes).toContain(code);
    for (const [now, was] of confirms) {
      // As it is printed, for one of both directions of an exchange.
      const words = ['confirm', `placement/${now}`, '--replaces', `placement/${was}`];
      expect(text).toContain(`\`timeback-catalog ${words.join(' ')} --reason "…"\``);
      const confirmed = await run(repository, ...words, '--reason', 'on purpose');
      expect(confirmed).toMatchObject({ code: 0 });
      expect(linesOf(repository)).toContain(`${now} placement replaces ${was} on purpose`);
    }
    const settled = await checked(repository);
    expect(settled.code).toBe(0);
    expect(settled.text).toContain('The reason: on purpose');
    const again = await run(repository, 'check', '--base', 'HEAD', '--fix');
    expect(again.code).toBe(0);
    // Its line counted for the change that brought it, and stays.
    repository.commit();
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
    const [[now = '', was = ''] = []] = confirms;
    const line = `${now} placement replaces ${was} on purpose\n`;
    await edited(repository, after, read(repository, ledger).replace(line, ''));
    expect((await checked(repository)).code).toBe(5);
  });

  test('retires what no entry stands for any more', async () => {
    const repository = await published(before);
    await edited(repository, changes[0].after);
    await run(
      repository,
      'confirm',
      'placement/new',
      '--replaces',
      'placement/q',
      '--reason',
      'why',
    );
    expect(linesOf(repository)).toContain('q placement retired l1 quiz replaced by new: why');
  });

  test.each([
    { args: ['placement/none', '--replaces', 'placement/q'], says: 'No entry of resources' },
    { args: ['placement/qq', '--replaces', 'placement/q'], says: 'Did you mean "placement/q"?' },
    { args: ['placement/q', '--replaces', 'placement/q'], says: 'cannot replace itself' },
  ])('refuses $args', async ({ args, says }) => {
    const repository = await published(before);
    const { code, stderr } = await run(repository, 'confirm', ...args, '--reason', 'why');
    expect(code).not.toBe(0);
    expect(stderr.replace(/\s+/g, ' ')).toContain(says);
  });

  test('what nothing is refused of is said to confirm nothing', async () => {
    const repository = await published(before);
    await run(
      repository,
      'confirm',
      'placement/q',
      '--replaces',
      'placement/old',
      '--reason',
      'why',
    );
    expect((await checked(repository)).codes).toEqual(['identity/confirms-nothing']);
  });
});

describe.skipIf(!hasGit)('the other cures that messages about placements print', () => {
  test('retire what is over: gone with its entry, or moved under another id', async () => {
    for (const after of [course(own('article', 'a'), own('quiz', 'z')), changes[5].after]) {
      const repository = await published(before);
      await edited(repository, after);
      expect((await checked(repository)).text).toContain('retire placement/q --reason "…"');
      expect(await run(repository, 'retire', 'placement/q', '--reason', 'over')).toMatchObject({
        code: 0,
      });
      expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
    }
  });

  test('put back what is gone', async () => {
    const repository = await published(before);
    await edited(repository, course(own('article', 'a'), own('quiz', 'z')));
    expect((await checked(repository)).text).toContain('Put quiz back');
    await edited(repository, before);
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });

  test('one that places another resource: retire it, and an id of its own', async () => {
    const repository = await published(course(own('quiz', 'q')));
    await edited(repository, course('', own('article', 'q')));
    const { codes, text } = await checked(repository);
    expect(codes).toContain('identity/unlike');
    expect(text).toContain(
      'retire the old one, `timeback-catalog retire placement/q --reason "…"`',
    );
    await run(repository, 'retire', 'placement/q', '--reason', 'over');
    await edited(repository, course('', 'article'));
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });

  test.each(['un ders', 'TODO'])('an id that is none: %s is removed', async (wrong) => {
    const repository = await published(course('quiz'));
    put(repository.folder, file, course(`quiz, { resource: article, sourcedId: "${wrong}" }`));
    const { code, text } = await checked(repository);
    expect(code).not.toBe(0);
    expect(text).toContain('Remove that `sourcedId` and run `timeback-catalog fmt`');
    await edited(repository, course('quiz, article'));
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });
});

describe.skipIf(!hasGit)('check --base accepts', () => {
  const before = course(`article, ${own('quiz', 'q', ', title: Old')}`, 'quiz', 'article');
  test.each([
    ['a title', course(`article, ${own('quiz', 'q', ', title: New')}`, 'quiz', 'article')],
    ['another order', course(`${own('quiz', 'q', ', title: Old')}, article`, 'quiz', 'article')],
    ['a move with its id', course('article', `quiz, ${own('quiz', 'q')}`, 'article')],
    ['a further one', course(`article, ${own('quiz', 'q')}, quiz`, 'quiz, article', 'article')],
    ['the short form of what the ledger has', course('article, quiz', 'quiz', 'article')],
  ])('%s', async (_what, after) => {
    const repository = await published(before);
    await edited(repository, after);
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });

  test('a move of one of two placements of a resource in a lesson, which leaves the other', async () => {
    const repository = await published(course(`quiz, ${own('quiz', 'q')}`));
    await edited(repository, course('quiz', own('quiz', 'q')));
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });

  test('an id that no base has may change as it likes', async () => {
    const repository = await published(course('article'));
    await edited(repository, course(`article, ${own('quiz', 'one')}`));
    await edited(repository, course(`article, ${own('quiz', 'two')}`));
    expect(await checked(repository)).toMatchObject({ code: 0 });
  });

  test('a placement that was retired, by its line and not by the text alone', async () => {
    const repository = await published(course('article, quiz'));
    const [line = ''] = linesOf(repository).filter((one) => one.endsWith('l1 quiz'));
    const id = line.split(' ')[0] ?? '';
    const retired = await run(repository, 'retire', `placement/${id}`, '--reason', 'a better quiz');
    expect(retired).toMatchObject({ code: 0 });
    expect(read(repository, file)).toMatch(/resources:\s+(?:\[article\]|- article\n)/);
    expect(linesOf(repository)).toContain(`${id} placement retired l1 quiz a better quiz`);
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
    // It is spent: the resource in its old place is another placement.
    await edited(repository, course('article, quiz'));
    expect(linesOf(repository).filter((one) => one.endsWith('live l1 quiz'))).toHaveLength(2);
    expect(await checked(repository)).toMatchObject({ code: 0 });
  });

  test('the end of a lesson with what it placed', async () => {
    const repository = await published(course('article', 'quiz'));
    await run(repository, 'retire', 'lesson/l2', '--reason', 'melted');
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });
});

describe.skipIf(!hasGit)('retire placement/ID', () => {
  test('leaves an empty list, so that the plan takes the last one off the platform', async () => {
    const repository = await published(course(own('quiz', 'q')));
    await run(repository, 'retire', 'placement/q', '--reason', 'gone');
    expect(read(repository, file)).toContain('resources: []');
  });

  test.each([
    ['lesson', course(own('quiz', 'q'), 'article'), course('', 'article')],
    ['unit', course('article', '', own('quiz', 'q')), course('article')],
  ])('of a list that was removed by hand adds none to the %s', async (_, before, now) => {
    const repository = await published(before);
    await edited(repository, now);
    expect((await checked(repository)).text).toContain('retire placement/q --reason "…"');
    const text = read(repository, file);
    await run(repository, 'retire', 'placement/q', '--reason', 'gone');
    expect(read(repository, file)).toBe(text);
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });

  test.each([
    { what: 'a lesson', one: own('quiz', 'q'), unit: 'article', named: 'lesson/l1' },
    { what: 'a unit', one: 'article', unit: own('quiz', 'q'), named: 'unit/u' },
    { what: 'no list that is left', one: `article, ${own('quiz', 'q')}`, unit: '', named: '' },
  ])('--undo names the empty list of $what, as it would place nothing', async (row) => {
    const repository = await published(course(row.one, '', row.unit));
    await run(repository, 'retire', 'placement/q', '--reason', 'gone');
    const undone = await run(repository, 'retire', '--undo', 'placement/q', '--base', 'HEAD');
    const [next = ''] = /Next: .*/.exec(undone.stdout) ?? [];
    expect(/(\S+), whose empty list/.exec(next)?.[1] ?? '').toBe(row.named);
    expect(next).toContain('git restore');
    repository.git('restore', file);
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });

  test('is taken back, or forgotten, as long as no base knows of it', async () => {
    const repository = await published(course('article'));
    await edited(repository, course(`article, ${own('quiz', 'q')}`));
    const before = read(repository, ledger);
    await run(repository, 'retire', 'placement/q', '--reason', 'gone');
    expect(
      await run(repository, 'retire', '--undo', 'placement/q', '--base', 'HEAD'),
    ).toMatchObject({ code: 0 });
    expect(read(repository, ledger)).toBe(before);
    const forget = ['retire', 'placement/q', '--never-published', '--base', 'HEAD'];
    expect(await run(repository, ...forget)).toMatchObject({ code: 0 });
    expect(linesOf(repository).join()).not.toContain('q placement');
    repository.commit();
    const [line = ''] = linesOf(repository);
    const known = `placement/${line.split(' ')[0]}`;
    const refused = await run(repository, 'retire', known, '--never-published', '--base', 'HEAD');
    expect(codesOf(refused.stderr)).toEqual(['retire/published']);
  });

  test.each([
    { names: ['placement/qq'], code: 'reference/missing', says: 'Did you mean "placement/qq1"?' },
    { names: ['placement/qq1', 'lesson/l1'], code: 'usage/wrong', says: 'a command of their own' },
  ])('refuses $names', async ({ names, code, says }) => {
    const repository = await published(course(own('quiz', 'qq1')));
    const { stderr } = await run(repository, 'retire', ...names, '--reason', 'why');
    expect(codesOf(stderr)).toEqual([code]);
    expect(stderr).toContain(says);
  });
});

describe.skipIf(!hasGit)('fmt', () => {
  test('gives each further placement of a resource an id in the manifest, once', async () => {
    const repository = await published(course('quiz, article, quiz'));
    const text = read(repository, file);
    expect(text.match(/resource: quiz/g)).toHaveLength(1);
    expect(linesOf(repository)).toHaveLength(3);
    await run(repository, 'fmt');
    expect(read(repository, file)).toBe(text);
    expect(await checked(repository)).toMatchObject({ code: 0, codes: [] });
  });

  test('is asked for if it was not run', async () => {
    const repository = await published(course('quiz'));
    put(repository.folder, file, course('quiz, quiz'));
    const { code, codes } = await checked(repository);
    expect(code).not.toBe(0);
    expect(codes).toEqual(['id/missing']);
  });
});

describe('programs and events', () => {
  const placing = course(own('article', 'article', ', title: The springs'), 'quiz');
  const cwdWith = async (platforms: string) => {
    const cwd = folderWith({
      'timeback-catalog.yaml': `${config}${platforms}`,
      [file]: placing,
      [ledger]: 'cr-quiz placement live l2 quiz\n',
    });
    expect(await commandLine(['fmt'], { cwd })).toMatchObject({ code: 0 });
    return cwd;
  };
  const partner = '  events:\n    baseUrl: https://events.test\n    dialect: partner\n';

  test.each([
    {
      format: 'typescript',
      says: [
        'export const placements = {',
        "kind: 'placement',",
        'lesson: lessons.GLACIERS,',
        'resource: resources.QUESTIONS,',
      ],
    },
    {
      format: 'python',
      says: [
        'class placements:',
        'Final = Placement("cr-quiz", "Questions", lessons.GLACIERS, resources.QUESTIONS',
      ],
    },
    { format: 'json', says: ['"placements": [', '"lesson": "GLACIERS"', '"sourcedId": "cr-quiz"'] },
    {
      format: 'csv',
      says: ['placement,QUESTIONS,cr-quiz,Questions', 'placement,THE_SPRINGS,article,The springs'],
    },
  ])('ids export has each placement: $format', async ({ format, says }) => {
    const cwd = await cwdWith(partner);
    const { code, stdout, stderr } = await commandLine(['ids', 'export', '-f', format], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    for (const text of says) expect(stdout).toContain(text);
    expect(stdout).toMatch(/https:\/\/events\.test\S*\/cr-quiz/);
    expect(readFileSync(join(cwd, 'catalog.names'), 'utf8')).toContain(
      'cr-quiz placement QUESTIONS',
    );
  });
});
