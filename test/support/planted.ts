import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { put } from './catalog-folder.ts';
import { emptyFolder, type TestRepository } from './repository.ts';

/** Programs that note that they were started. */
export interface Traps {
  /** A program of this name, in a folder of its own; it does nothing but note its name, and fails. */
  readonly program: (name: string) => string;
  /** Names of those that were started since it was asked last. */
  readonly ran: () => readonly string[];
  /** Where a file counts as started, too. */
  readonly log: string;
}

export function newTraps(): Traps {
  const folder = emptyFolder();
  const log = join(folder, 'log');
  mkdirSync(log);
  return {
    log,
    program: (name) => {
      const path = join(folder, 'programs', name);
      // Nothing is looked up, since the PATH is full of traps.
      put(folder, `programs/${name}`, `#!/bin/sh\n: > '${log}/${name}'\nexit 1\n`);
      chmodSync(path, 0o755);
      return path;
    },
    ran: () => {
      const names = readdirSync(log).sort();
      for (const name of names) rmSync(join(log, name), { recursive: true });
      return names;
    },
  };
}

/** One way to have git start a program, with a plain command of git that shows that it does. */
export interface Planted {
  readonly name: string;
  readonly shownBy: readonly string[];
  readonly input?: string;
}

/** What a repository that is handed over with its `.git` can hold. */
export function plantInRepository({ folder, git }: TestRepository, traps: Traps): Planted[] {
  const trap = (name: string) => traps.program(name);
  const settings: Readonly<Record<string, string>> = {
    'core.fsmonitor': trap('fsmonitor'),
    'core.editor': trap('editor'),
    'core.pager': trap('pager'),
    'pager.log': trap('pager'),
    'core.askPass': trap('ask-pass'),
    'core.sshCommand': trap('ssh-command'),
    'core.gitProxy': trap('git-proxy'),
    'core.hooksPath': hooks(folder, trap('hook')),
    'credential.helper': trap('credential-helper'),
    'filter.x.clean': trap('clean'),
    'filter.y.process': trap('process'),
    'diff.x.textconv': trap('textconv'),
    'diff.z.command': trap('diff-command'),
    'diff.external': trap('diff-external'),
    'log.showSignature': 'true',
    'gpg.program': trap('gpg'),
    'alias.planted': `!${trap('alias')}`,
    'alias.rev-parse': `!${trap('alias')}`,
    'alias.log': `!${trap('alias')}`,
    'protocol.allow': 'always',
    'protocol.ext.allow': 'always',
    'remote.ext.url': `ext::${trap('ext')}`,
    'remote.ext.promisor': 'true',
    'remote.ext.partialCloneFilter': 'blob:none',
    'extensions.partialClone': 'ext',
    'core.repositoryFormatVersion': '1',
    'remote.local.url': `file://${folder}`,
    'remote.local.uploadPack': trap('upload-pack'),
  };
  put(folder, '.git/info/attributes', '*.yaml diff=x filter=x\n*.ids filter=y\n*.md diff=z\n');
  for (const [key, value] of Object.entries(settings)) git('config', key, value);
  return [
    { name: 'fsmonitor', shownBy: ['status'] },
    { name: 'editor', shownBy: ['config', '--edit'] },
    { name: 'ask-pass', shownBy: ['credential', 'fill'], input: 'protocol=https\nhost=x\n\n' },
    {
      name: 'credential-helper',
      shownBy: ['credential', 'fill'],
      input: 'protocol=https\nhost=x\n\n',
    },
    { name: 'ssh-command', shownBy: ['ls-remote', 'ssh://x/y'] },
    { name: 'git-proxy', shownBy: ['ls-remote', 'git://x/y'] },
    { name: 'hook', shownBy: ['update-ref', 'refs/heads/topic', 'HEAD'] },
    { name: 'clean', shownBy: ['hash-object', 'courses/catalog/reading.yaml'] },
    { name: 'process', shownBy: ['hash-object', 'courses/catalog.ids'] },
    { name: 'textconv', shownBy: ['grep', '--textconv', 'Reading', '--', '*.yaml'] },
    { name: 'diff-command', shownBy: ['diff', '--ext-diff', 'HEAD~2', 'HEAD~1', '--', '*.md'] },
    { name: 'diff-external', shownBy: ['diff', '--ext-diff', 'HEAD~2', 'HEAD~1', '--', '*.txt'] },
    { name: 'gpg', shownBy: ['show', '-s', 'HEAD'] },
    { name: 'alias', shownBy: ['planted'] },
    { name: 'ext', shownBy: ['cat-file', '-p', '1'.repeat(40)] },
    { name: 'upload-pack', shownBy: ['ls-remote', 'local'] },
  ];
}

/** A hook of every name that a command which only reads could run. */
function hooks(folder: string, trap: string): string {
  const at = join(folder, '.git/planted-hooks');
  mkdirSync(at);
  const names = [
    ...['post-checkout', 'post-index-change', 'reference-transaction', 'pre-commit', 'post-commit'],
    ...[
      'pre-auto-gc',
      'post-rewrite',
      'pre-push',
      'post-merge',
      'fsmonitor-watchman',
      'sendemail-validate',
    ],
  ];
  for (const name of names) copyFileSync(trap, join(at, name));
  return at;
}

/** A commit on top whose signature has to be looked at to be shown. */
export function signedCommit({ folder, git }: TestRepository): void {
  const of = (name: string) => git('rev-parse', name);
  const lines = [
    `tree ${of('HEAD^{tree}')}`,
    `parent ${of('HEAD')}`,
    'author Test <test@example.org> 1 +0000',
    'committer Test <test@example.org> 1 +0000',
    'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----',
    '\nSigned\n',
  ];
  put(folder, '.git/signed', lines.join('\n'));
  git('update-ref', 'refs/heads/main', git('hash-object', '-t', 'commit', '-w', '.git/signed'));
}

/** Variables with which git can be told to start programs, or to write files. */
export function plantInEnvironment(traps: Traps): {
  readonly env: Readonly<Record<string, string>>;
  readonly planted: readonly Planted[];
} {
  const trap = (name: string) => traps.program(`variable-${name}`);
  const env = {
    GIT_EXTERNAL_DIFF: trap('external-diff'),
    GIT_SSH_COMMAND: trap('ssh-command'),
    GIT_SSH: trap('ssh'),
    GIT_PROXY_COMMAND: trap('proxy'),
    GIT_ASKPASS: trap('askpass'),
    SSH_ASKPASS: trap('askpass'),
    GIT_EDITOR: trap('editor'),
    GIT_SEQUENCE_EDITOR: trap('editor'),
    EDITOR: trap('editor'),
    VISUAL: trap('editor'),
    GIT_PAGER: trap('pager'),
    PAGER: trap('pager'),
    GIT_TRACE: join(traps.log, 'trace'),
    GIT_TRACE2_EVENT: join(traps.log, 'trace2'),
    GIT_ALLOW_PROTOCOL: 'ext:file:ssh:git:https',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: trap('fsmonitor'),
    GIT_CONFIG_PARAMETERS: `'gpg.program'='${trap('gpg')}'`,
  };
  const planted = [
    {
      name: 'variable-external-diff',
      shownBy: ['diff', '--ext-diff', 'HEAD~2', 'HEAD~1', '--', '*.txt'],
    },
    { name: 'variable-ssh-command', shownBy: ['ls-remote', 'ssh://x/y'] },
    { name: 'variable-proxy', shownBy: ['ls-remote', 'git://x/y'] },
    {
      name: 'variable-askpass',
      shownBy: ['credential', 'fill'],
      input: 'protocol=https\nhost=x\n\n',
    },
    { name: 'variable-editor', shownBy: ['config', '--edit'] },
    { name: 'variable-fsmonitor', shownBy: ['status'] },
    { name: 'variable-gpg', shownBy: ['show', '-s', 'HEAD'] },
    { name: 'trace', shownBy: ['status'] },
    { name: 'trace2', shownBy: ['status'] },
  ];
  return { env, planted };
}

/** The programs that git, or who looks for git, could start by a bare name. */
const bareNames = [
  ...[
    'git',
    'git.exe',
    'git.com',
    'git.bat',
    'git.cmd',
    'sh',
    'bash',
    'env',
    'less',
    'more',
    'cat',
  ],
  ...[
    'gpg',
    'gpgsm',
    'ssh',
    'ssh-keygen',
    'vi',
    'nano',
    'curl',
    'git-remote-ext',
    'git-remote-https',
  ],
  ...['git-lfs', 'git-credential-store', 'git-log', 'git-status', 'git-upload-pack', 'node'],
];

/** Puts them in folders of a checkout, and gives a PATH that leads there before anywhere else. */
export function plantOnPath(top: string, folder: string, traps: Traps): string {
  const places = [top, folder, join(top, 'bin'), join(folder, 'node_modules/.bin')];
  for (const place of places) {
    mkdirSync(place, { recursive: true });
    for (const name of bareNames) copyFileSync(traps.program(`bare-${name}`), join(place, name));
  }
  const entries = ['', '.', './', 'bin', '../bin', 'node_modules/.bin', ...places];
  return [...entries, process.env['PATH'] ?? ''].join(delimiter);
}

/** The git of this machine, whatever the PATH of a test says. */
function realGit(): string {
  return execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
}

/** Runs a plain git, as somebody would in that folder; how it ends says nothing. */
export function plainGit(
  args: readonly string[],
  {
    cwd,
    env,
    input = '',
  }: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly input?: string;
  },
): void {
  const given = {
    PATH: process.env['PATH'],
    HOME: emptyHome,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    ...env,
  };
  spawnSync(realGit(), args, { cwd, env: given, input, timeout: 30_000 });
}

const emptyHome = '/nonexistent';
