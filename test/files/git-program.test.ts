import { describe, expect, test } from 'vitest';
import { findGit, type Machine } from '../../src/files/find-program.ts';

/** A machine with these programs; links by what they stand for. */
function machine(
  platform: NodeJS.Platform,
  {
    path,
    programs,
    links = {},
  }: {
    readonly path: Readonly<Record<string, string>>;
    readonly programs: readonly string[];
    readonly links?: Readonly<Record<string, string>>;
  },
): Machine & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    platform,
    env: path,
    asked,
    isProgram: (file) => {
      asked.push(file);
      return programs.includes(file);
    },
    realPath: (file) => {
      const link = Object.keys(links).find((from) => file === from || file.startsWith(`${from}/`));
      return link === undefined ? file : file.replace(link, links[link] ?? '');
    },
  };
}

describe('git is found', () => {
  test.each<{
    name: string;
    path: string;
    programs: string[];
    links?: Record<string, string>;
    found?: string;
  }>([
    {
      name: 'in the first folder that has it',
      path: '/a:/b:/c',
      programs: ['/b/git', '/c/git'],
      found: '/b/git',
    },
    {
      name: 'not in the current folder: .',
      path: '.:/usr/bin',
      programs: ['./git', 'git', '/usr/bin/git'],
      found: '/usr/bin/git',
    },
    {
      name: 'not in the current folder: nothing',
      path: ':/usr/bin:',
      programs: ['git', '/usr/bin/git'],
      found: '/usr/bin/git',
    },
    {
      name: 'not in a relative folder',
      path: 'bin:../bin:~/bin',
      programs: ['bin/git', '../bin/git', '~/bin/git'],
    },
    {
      name: 'not in the work tree',
      path: '/repo:/repo/node_modules/.bin:/b',
      programs: ['/repo/git', '/repo/node_modules/.bin/git', '/b/git'],
      found: '/b/git',
    },
    {
      name: 'not in the work tree by another spelling',
      path: '/b/../repo/bin:/repo//bin',
      programs: ['/repo/bin/git', '/b/../repo/bin/git', '/repo//bin/git'],
    },
    {
      name: 'beside it, with a name that begins alike',
      path: '/repo-tools',
      programs: ['/repo-tools/git'],
      found: '/repo-tools/git',
    },
    { name: 'above it', path: '/', programs: ['/git'], found: '/git' },
    {
      name: 'not by a folder that is a link into the work tree',
      path: '/tools:/b',
      programs: ['/tools/git', '/b/git'],
      links: { '/tools': '/repo/bin' },
      found: '/b/git',
    },
    {
      name: 'not by a program that is a link into the work tree',
      path: '/tools:/b',
      programs: ['/tools/git', '/b/git'],
      links: { '/tools/git': '/repo/git' },
      found: '/b/git',
    },
    { name: 'not without a PATH', path: '', programs: ['git', '/git', './git'] },
  ])('$name', ({ path, programs, links, found }) => {
    const at = machine('linux', { path: { PATH: path }, programs, ...(links && { links }) });
    expect(findGit('/repo', at)?.path).toBe(found);
  });

  test('what git itself may look through are the same folders', () => {
    const at = machine('linux', { path: { PATH: '.:/repo/bin:/a::x:/b' }, programs: ['/b/git'] });
    expect(findGit('/repo', at)).toEqual({ path: '/b/git', searchPath: '/a:/b' });
  });
});

describe('git is found on Windows', () => {
  const real = 'C:\\Program Files\\Git\\cmd\\git.exe';
  const repo = 'C:\\work\\repo';
  const planted = ['git.exe', 'git.com', 'git.bat', 'git.cmd', 'git'];

  test.each<{ name: string; path: string; found?: string }>([
    { name: 'by its whole path', path: 'C:\\Windows;C:\\Program Files\\Git\\cmd', found: real },
    { name: 'in a folder in quotes', path: '"C:\\Program Files\\Git\\cmd"', found: real },
    {
      name: 'not in the current folder',
      path: `.;;${repo};bin;C:\\Program Files\\Git\\cmd`,
      found: real,
    },
    {
      name: 'not in the work tree, however it is spelt',
      path: 'c:\\WORK\\Repo;C:/work/repo/bin;C:\\Program Files\\Git\\cmd',
      found: real,
    },
    { name: 'not on whatever drive is the current one', path: '\\tools;C:tools;C:' },
    { name: 'only as git.exe', path: 'C:\\others' },
  ])('$name', ({ path, found }) => {
    const folders = [
      repo,
      `${repo}\\bin`,
      '.',
      '',
      'bin',
      'c:\\WORK\\Repo',
      'C:\\work\\repo\\bin',
      '\\tools',
      'C:tools',
      'C:',
    ];
    const at = machine('win32', {
      path: { Path: path, PATHEXT: '.COM;.EXE;.BAT;.CMD' },
      programs: [
        real,
        ...planted,
        ...folders.flatMap((folder) => planted.map((name) => `${folder}\\${name}`)),
        ...planted.slice(1).map((name) => `C:\\others\\${name}`),
      ],
    });
    expect(findGit(repo, at)?.path).toBe(found);
    expect(at.asked.filter((file) => !/^[A-Z]:\\.*\\git\.exe$/.test(file))).toEqual([]);
  });
});
