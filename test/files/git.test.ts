import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  blobId,
  type Commit,
  mergeBase,
  openCommit,
  openRepository,
} from '../../src/files/git-read.ts';
import type { Checked } from '../../src/model/problem.ts';
import { put } from '../support/catalog-folder.ts';
import {
  cloneOf,
  emptyFolder,
  hasGit,
  newRepository,
  repositoryAt,
  type TestRepository,
} from '../support/repository.ts';

function must<T>(result: Checked<T>): T {
  if (!result.ok) throw new Error(result.problems.map(({ detail }) => detail).join('\n'));
  return result.value;
}

const refused = ({ problems }: Checked<unknown>) =>
  problems.map(({ code, hint }) => ({ code, hint }));

/** Everything in a commit as text. */
function textsOf(commit: Commit): Record<string, string> {
  const entries = must(commit.list()).filter(({ type }) => type !== 'other');
  const contents = must(commit.read(entries.map(({ blob }) => blob)));
  return Object.fromEntries(
    entries.map(({ path, blob }) => [path, new TextDecoder().decode(contents.get(blob))]),
  );
}

/** It has no such file names. */
const isWindows = process.platform === 'win32';

const open = (folder: string, ref = 'HEAD') => must(openCommit(folder, ref));

describe.skipIf(!hasGit)('a commit', () => {
  test('is read as it was, whatever the work tree holds now', () => {
    const repository = newRepository();
    const id = repository.commit({ 'a.yaml': 'one\n', 'b/c.yaml': 'two\n' });
    repository.commit({ 'a.yaml': 'changed\n', 'new.yaml': 'new\n' });
    writeFileSync(join(repository.folder, 'b/c.yaml'), 'not committed\n');
    const commit = open(repository.folder, 'HEAD~1');
    expect(commit.id).toBe(id);
    expect(textsOf(commit)).toEqual({ 'a.yaml': 'one\n', 'b/c.yaml': 'two\n' });
  });

  test.each([
    { name: 'a branch', ref: 'topic' },
    { name: 'a tag with a message', ref: 'v1' },
    { name: 'a place before another', ref: 'main~1' },
    { name: 'a shortened id', ref: (id: string) => id.slice(0, 8) },
    { name: 'a full id', ref: (id: string) => id },
  ])('is named by $name', ({ ref }) => {
    const repository = newRepository();
    const id = repository.commit({ a: '1' });
    repository.git('branch', 'topic');
    repository.git('tag', '-a', 'v1', '-m', 'One');
    repository.commit({ a: '2' });
    expect(open(repository.folder, typeof ref === 'string' ? ref : ref(id)).id).toBe(id);
  });

  test('knows the folder in it that it was opened for', () => {
    const repository = newRepository();
    repository.commit({ 'top.yaml': '', 'content/deep/a.yaml': '' });
    const commit = open(join(repository.folder, 'content/deep'));
    expect(commit.repository.prefix).toBe('content/deep');
    expect(must(commit.list()).map(({ path }) => path)).toEqual([
      'content/deep/a.yaml',
      'top.yaml',
    ]);
    expect(open(repository.folder).repository.prefix).toBe('');
  });

  test('is read from a linked work tree, also of a bare repository', () => {
    const origin = newRepository();
    const first = origin.commit({ 'content/a.yaml': 'one\n' });
    origin.git('branch', 'topic');
    const bare = repositoryAt(emptyFolder());
    bare.git('clone', '-q', '--bare', origin.folder, '.bare');
    for (const [repository, from] of [[origin, '.'] as const, [bare, '.bare'] as const]) {
      const tree = join(emptyFolder(), 'tree');
      repository.git('-C', from, 'worktree', 'add', '-q', tree, 'topic');
      const second = repositoryAt(tree).commit({ 'content/a.yaml': 'two\n' });
      const folder = join(tree, 'content');
      expect(open(folder, 'main').id).toBe(first);
      expect(open(folder).id).toBe(second);
      expect(textsOf(open(folder, 'main'))).toEqual({ 'content/a.yaml': 'one\n' });
      expect(open(folder).repository.prefix).toBe('content');
    }
  });

  test('is read in a repository of SHA-256 ids', () => {
    const repository = newRepository('--object-format=sha256');
    repository.commit({ 'a.yaml': 'one\n' });
    const commit = open(repository.folder);
    expect(commit.repository.objectFormat).toBe('sha256');
    expect(textsOf(commit)).toEqual({ 'a.yaml': 'one\n' });
    const bytes = new TextEncoder().encode('one\n');
    expect(must(commit.list())[0]?.blob).toBe(blobId(bytes, 'sha256'));
  });

  test.each([
    'with space.yaml',
    ' leading',
    '-leading-hyphen',
    '--help',
    'line\nbreak.yaml',
    'tab\there',
    'quote"and\'quote',
    'back\\slash',
    'Übung/日本語/é.yaml',
    '*?[x]',
    ':(top)magic',
  ])('holds a file named %j', { skip: isWindows }, (name) => {
    const repository = newRepository();
    repository.commit({ [name]: `content of ${name}` });
    expect(textsOf(open(repository.folder))).toEqual({ [name]: `content of ${name}` });
  });

  test('is opened from a folder with a hostile name', { skip: isWindows }, () => {
    const repository = newRepository();
    repository.commit({ 'line\nbreak -x/a.yaml': '' });
    const { prefix, top } = open(join(repository.folder, 'line\nbreak -x')).repository;
    expect(prefix).toBe('line\nbreak -x');
    expect(existsSync(join(top, prefix, 'a.yaml'))).toBe(true);
  });

  test('holds contents byte for byte', () => {
    const repository = newRepository();
    const bytes = Uint8Array.from([0, 10, 13, 10, 255, 0]);
    writeFileSync(join(repository.folder, 'a'), bytes);
    repository.commit({ empty: '', 'no line end': 'x', large: 'line\n'.repeat(500_000) });
    const commit = open(repository.folder);
    const blob = must(commit.list()).find(({ path }) => path === 'a')?.blob ?? '';
    expect([...(must(commit.read([blob])).get(blob) ?? [])]).toEqual([...bytes]);
    const texts = textsOf(commit);
    expect(texts['empty']).toBe('');
    expect(texts['no line end']).toBe('x');
    expect(texts['large']).toHaveLength(2_500_000);
  });

  test('has thousands of files', () => {
    const repository = newRepository();
    const files = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`d${index % 50}/${index}`, `file ${index}`]),
    );
    repository.commit(files);
    expect(textsOf(open(repository.folder))).toEqual(files);
  });

  test('marks links and submodules and follows neither', () => {
    const inner = newRepository();
    inner.commit({ 'secret.yaml': 'inner' });
    const repository = newRepository();
    symlinkSync('/etc/hostname', join(repository.folder, 'link.yaml'));
    repository.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.folder, 's');
    repository.commit({ 'a.yaml': 'one', 'run.sh': '' });
    chmodSync(join(repository.folder, 'run.sh'), 0o755);
    repository.commit();
    const types = must(open(repository.folder).list()).map(({ path, type }) => [path, type]);
    expect(Object.fromEntries(types)).toEqual({
      '.gitmodules': 'file',
      'a.yaml': 'file',
      'link.yaml': 'link',
      'run.sh': 'file',
      s: 'other',
    });
    expect(textsOf(open(repository.folder))['link.yaml']).toBe('/etc/hostname');
  });

  test('is found by the folder, not by the variables of a hook', () => {
    const repository = newRepository();
    const id = repository.commit({ 'content/a.yaml': '' });
    const other = newRepository();
    other.commit({ 'other.yaml': '' });
    vi.stubEnv('GIT_DIR', join(other.folder, '.git'));
    vi.stubEnv('GIT_WORK_TREE', other.folder);
    vi.stubEnv('GIT_INDEX_FILE', '.git/index');
    try {
      expect(open(join(repository.folder, 'content')).id).toBe(id);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('is what its id says, if the repository replaces objects', () => {
    const repository = newRepository();
    const first = repository.commit({ a: '1' });
    const second = repository.commit({ a: '2' });
    repository.git('replace', second, first);
    expect(textsOf(open(repository.folder, second))).toEqual({ a: '2' });
  });

  test('has the parents that it names, where the repository grafts others', () => {
    const repository = newRepository();
    const first = repository.commit({ a: '1' });
    const second = repository.commit({ a: '2' });
    const third = repository.commit({ a: '3' });
    put(repository.folder, '.git/info/grafts', `${third} ${first}\n`);
    repository.git('branch', 'topic', second);
    expect(must(mergeBase(repository.folder, 'topic', 'HEAD'))).toBe(second);
  });

  test('is read without hooks and without writing', () => {
    const repository = newRepository();
    repository.commit({ a: '1' });
    const hooks = join(repository.folder, '.git/hooks');
    mkdirSync(hooks, { recursive: true });
    const trace = join(repository.folder, 'ran');
    for (const hook of ['post-checkout', 'fsmonitor', 'reference-transaction']) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\ntouch '${trace}'\n`, { mode: 0o755 });
    }
    repository.git('config', 'core.fsmonitor', join(hooks, 'fsmonitor'));
    const before = filesBelow(repository.folder);
    textsOf(open(repository.folder));
    expect(filesBelow(repository.folder)).toEqual(before);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

describe.skipIf(!hasGit)('no commit', () => {
  test('outside a repository', () => {
    const folder = emptyFolder();
    vi.stubEnv('GIT_CEILING_DIRECTORIES', join(folder, '..'));
    try {
      expect(refused(openCommit(folder, 'HEAD'))).toMatchObject([{ code: 'git/not-a-repository' }]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('inside the repository itself', () => {
    const repository = newRepository();
    repository.commit({ a: '1' });
    const opened = openCommit(join(repository.folder, '.git'), 'HEAD');
    expect(refused(opened)).toMatchObject([{ code: 'git/not-a-repository' }]);
  });

  test('without git', () => {
    const repository = newRepository();
    vi.stubEnv('PATH', emptyFolder());
    try {
      expect(refused(openCommit(repository.folder, 'HEAD'))).toMatchObject([
        { code: 'git/not-installed' },
      ]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('before the first commit', () => {
    expect(refused(openCommit(newRepository().folder, 'HEAD'))).toMatchObject([
      { code: 'git/unknown-commit' },
    ]);
  });

  test.each([
    { name: 'an option', ref: '--output=x' },
    { name: 'a short option', ref: '-h' },
    { name: 'nothing', ref: '' },
    { name: 'a line break', ref: 'HEAD\n--all' },
    { name: 'a NUL', ref: 'HEAD\0' },
    { name: 'a range', ref: 'HEAD~1..HEAD' },
    { name: 'a file', ref: 'HEAD:a' },
    { name: 'a folder', ref: 'HEAD^{tree}' },
    { name: 'something else', ref: 'nowhere' },
  ])('named by $name', ({ ref }) => {
    const repository = newRepository();
    repository.commit({ a: '1' });
    repository.commit({ a: '2' });
    const opened = openCommit(repository.folder, ref);
    expect(refused(opened)).toMatchObject([{ code: 'git/unknown-commit' }]);
    expect(mergeBase(repository.folder, 'HEAD', ref).ok).toBe(false);
  });

  test('in a folder of another user, with the order that trusts it', () => {
    const repository = newRepository();
    repository.commit({ a: '1' });
    vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
    vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
    try {
      const [told] = refused(openCommit(repository.folder, 'HEAD'));
      expect(told?.code).toBe('git/failed');
      expect(told?.hint).toContain('git config --global --add safe.directory ');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('in a damaged repository, in the words of git', () => {
    const repository = newRepository();
    repository.commit({ a: '1' });
    writeFileSync(join(repository.folder, '.git/config'), '[broken');
    const { problems } = openRepository(repository.folder);
    expect(problems).toMatchObject([{ code: 'git/failed' }]);
    expect(problems[0]?.detail).toMatch(/^git says: fatal: bad config/);
  });
});

describe.skipIf(!hasGit)('a name that stands for two commits', () => {
  /** `origin/main` as a branch of the remote, and what somebody put before it. */
  function shadowed(by: 'tag' | 'branch') {
    const origin = newRepository();
    origin.commit({ a: '1' });
    const clone = cloneOf(origin);
    const upstream = clone.git('rev-parse', 'refs/remotes/origin/main');
    const other = clone.commit({ a: 'other' });
    clone.git(by, 'origin/main', other);
    clone.git('config', 'core.warnAmbiguousRefs', 'false');
    return { clone, upstream, other };
  }

  test.each(['tag', 'branch'] as const)('is refused: a %s before a branch of the remote', (by) => {
    const { clone, upstream } = shadowed(by);
    for (const name of ['origin/main', 'origin/main~0', 'origin/main^{commit}']) {
      expect(refused(openCommit(clone.folder, name))).toMatchObject([
        { code: 'git/ambiguous-name' },
      ]);
      const base = mergeBase(clone.folder, name, 'HEAD');
      expect(refused(base)).toMatchObject([{ code: 'git/ambiguous-name' }]);
    }
    const [told] = refused(mergeBase(clone.folder, 'origin/main', 'HEAD'));
    const [, full = ''] = /such as (\S+),/.exec(told?.hint ?? '') ?? [];
    expect(open(clone.folder, full).id).toBe(upstream);
    expect(must(mergeBase(clone.folder, full, 'HEAD'))).toBe(upstream);
  });

  test('is refused: a branch that is named like the beginning of an id', () => {
    const repository = newRepository();
    const first = repository.commit({ a: '1' });
    const short = first.slice(0, 8);
    repository.commit({ a: '2' });
    repository.git('branch', short);
    expect(refused(openCommit(repository.folder, short))).toMatchObject([
      { code: 'git/ambiguous-name' },
    ]);
    expect(open(repository.folder, first).id).toBe(first);
  });

  test('is none if an id is written in full, or HEAD: those win over any name', () => {
    const repository = newRepository();
    const first = repository.commit({ a: '1' });
    const second = repository.commit({ a: '2' });
    repository.git('update-ref', `refs/heads/${first}`, second);
    repository.git('update-ref', 'refs/tags/HEAD', first);
    expect(open(repository.folder, first).id).toBe(first);
    expect(open(repository.folder, 'HEAD').id).toBe(second);
    expect(must(mergeBase(repository.folder, first, 'HEAD'))).toBe(first);
  });

  test('is none where HEAD is ambiguous and another name is as well: that is told', () => {
    const { clone, other } = shadowed('tag');
    clone.git('update-ref', 'refs/tags/HEAD', other);
    for (const [a, b] of [
      ['HEAD', 'origin/main'],
      ['origin/main', 'HEAD'],
    ] as const) {
      expect(refused(mergeBase(clone.folder, a, b))).toMatchObject([
        { code: 'git/ambiguous-name' },
      ]);
    }
  });
});

describe.skipIf(!hasGit)('what to fetch', () => {
  /** Three commits on main, one more on topic. */
  function history(): { origin: TestRepository; first: string } {
    const origin = newRepository();
    origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const first = origin.commit({ a: '1' });
    origin.commit({ a: '2' });
    origin.git('branch', 'topic');
    origin.commit({ a: '3' });
    return { origin, first };
  }

  test.each([
    { name: 'a commit before', ref: 'HEAD~2', command: 'git fetch --unshallow' },
    {
      name: 'a branch of the remote',
      ref: 'origin/topic',
      command: 'git fetch --depth=1 origin topic:refs/remotes/origin/topic',
    },
    { name: 'an id', ref: 'FIRST', command: 'git fetch --depth=1 origin FIRST' },
  ])('a shallow clone: $name', ({ ref, command }) => {
    const { origin, first } = history();
    const clone = cloneOf(origin, '--depth=1');
    const wanted = ref.replace('FIRST', first);
    const [told] = refused(openCommit(clone.folder, wanted));
    expect(told?.code).toBe('git/unknown-commit');
    const [, order = ''] = told?.hint?.match(/`(.*?)`/) ?? [];
    expect(order).toBe(command.replace('FIRST', first));
    clone.git(...order.split(' ').slice(1));
    expect(open(clone.folder, wanted).id).toBe(
      origin.git(
        'rev-parse',
        ref === 'FIRST' ? first : ref.replace('origin/', '').replace('HEAD', 'main'),
      ),
    );
  });

  test('a clone of one branch', () => {
    const { origin } = history();
    const clone = cloneOf(origin, '--single-branch');
    const [told] = refused(openCommit(clone.folder, 'origin/topic'));
    expect(told?.hint).toBe('Run `git fetch origin topic:refs/remotes/origin/topic`.');
  });

  test('a command is only built from plain names', () => {
    const { origin } = history();
    const clone = cloneOf(origin, '--depth=1');
    const [told] = refused(openCommit(clone.folder, 'origin/$(touch x)'));
    expect(told?.hint).not.toContain('touch');
  });

  test.each([{ filter: 'blob:none' }, { filter: 'tree:0' }])(
    'a clone with --filter=$filter is not completed in secret',
    ({ filter }) => {
      const { origin } = history();
      const clone = cloneOf(origin, `--filter=${filter}`);
      const commit = open(clone.folder, 'HEAD~2');
      const tree = commit.list();
      const read = tree.ok ? commit.read(tree.value.map(({ blob }) => blob)) : tree;
      expect(refused(read)).toMatchObject([{ code: 'git/not-complete' }]);
      expect(refused(read)[0]?.hint).toContain('git fetch --refetch --no-filter');
    },
  );
});

describe.skipIf(!hasGit)('merge base', () => {
  test('the newest commit that two came from', () => {
    const repository = newRepository();
    repository.commit({ a: '1' });
    const shared = repository.commit({ a: '2' });
    repository.git('switch', '-qc', 'topic');
    repository.commit({ b: '1' });
    repository.git('switch', '-q', 'main');
    repository.commit({ a: '3' });
    expect(must(mergeBase(repository.folder, 'main', 'topic'))).toBe(shared);
    expect(must(mergeBase(repository.folder, 'topic', 'topic~1'))).toBe(shared);
  });

  test('histories that share nothing', () => {
    const repository = newRepository();
    repository.commit({ a: '1' });
    repository.git('switch', '-q', '--orphan', 'other');
    repository.commit({ b: '1' });
    expect(refused(mergeBase(repository.folder, 'main', 'other'))).toMatchObject([
      { code: 'git/no-common-commit', hint: 'Name a common ancestor.' },
    ]);
  });

  test('a shallow clone that lacks it says what to fetch', () => {
    const origin = newRepository();
    origin.commit({ a: '1' });
    origin.git('switch', '-qc', 'topic');
    origin.commit({ b: '1' });
    origin.git('switch', '-q', 'main');
    origin.commit({ a: '2' });
    const clone = cloneOf(origin, '--depth=1', '--no-single-branch');
    const [told] = refused(mergeBase(clone.folder, 'origin/main', 'origin/topic'));
    expect(told).toMatchObject({ code: 'git/no-common-commit' });
    expect(told?.hint).toContain('git fetch --unshallow');
  });
});

describe.skipIf(!hasGit)('the id of a blob', () => {
  test.each(['', 'one\n', 'Übung\r\n'])('of %j is git’s own', (text) => {
    const repository = newRepository();
    repository.commit({ a: text });
    const [entry] = must(open(repository.folder).list());
    expect(blobId(new TextEncoder().encode(text), 'sha1')).toBe(entry?.blob);
  });
});
