import { describe, expect, test } from 'vitest';
import { gitEnvironment, gitOptions } from '../../src/files/git-run.ts';
import { fc } from '../support/laws.ts';

const told = (env: NodeJS.ProcessEnv) =>
  gitEnvironment({ env, searchPath: '/usr/bin', ceiling: '/home/me' });

/** What a run without any variable gives git: all of it is ours. */
const ours = told({});

describe('the environment of git', () => {
  test.each(['HOME', 'XDG_CONFIG_HOME', 'SystemRoot', 'USERPROFILE', 'GIT_CONFIG_GLOBAL'])(
    'has %s, which it needs to find settings',
    (name) => expect(told({ [name]: 'x' })[name]).toBe('x'),
  );

  test.each([
    ...['TIMEBACK_CLIENT_SECRET', 'INPUT_GITHUB-TOKEN', 'ACTIONS_RUNTIME_TOKEN', 'GITHUB_TOKEN'],
    ...['AWS_SECRET_ACCESS_KEY', 'NPM_TOKEN', 'SSH_AUTH_SOCK', 'MY_OWN_SECRET'],
    ...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_OBJECT_DIRECTORY'],
    ...[
      'GIT_EXTERNAL_DIFF',
      'GIT_SSH_COMMAND',
      'GIT_ASKPASS',
      'GIT_PROXY_COMMAND',
      'GIT_EXEC_PATH',
    ],
    ...[
      'GIT_PAGER',
      'PAGER',
      'GIT_EDITOR',
      'GIT_TRACE',
      'GIT_TRACE2_EVENT',
      'GIT_CONFIG_PARAMETERS',
    ],
    ...['LD_PRELOAD', 'DYLD_INSERT_LIBRARIES', 'BASH_ENV', 'ENV', 'NODE_OPTIONS'],
  ])('has no %s', (name) => expect(told({ [name]: 'x' })).toEqual(ours));

  test('has of any variables those alone that are listed', () => {
    const names = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.stringMatching(/^(TIMEBACK|INPUT|ACTIONS|GITHUB|RUNNER|AWS|GIT)_[A-Z_0-9]{1,12}$/),
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.constant('secret')), (env) => {
        const extra = Object.entries(told(env)).filter(([name]) => !(name in ours));
        const listed =
          /^(HOME|XDG_CONFIG_HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|PROGRAMDATA|SYSTEMROOT|WINDIR|SYSTEMDRIVE|TMPDIR|TMP|TEMP|GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|SUDO_UID|GIT_TEST_ASSUME_DIFFERENT_OWNER)$/i;
        expect(extra.filter(([name]) => !listed.test(name))).toEqual([]);
      }),
    );
  });

  test('has of settings in variables those that trust a folder', () => {
    const env = told({
      GIT_CONFIG_COUNT: '4',
      GIT_CONFIG_KEY_0: 'http.extraHeader',
      GIT_CONFIG_VALUE_0: 'AUTHORIZATION: basic c2VjcmV0',
      GIT_CONFIG_KEY_1: 'safe.directory',
      GIT_CONFIG_VALUE_1: '/workspace',
      GIT_CONFIG_KEY_2: 'core.fsmonitor',
      GIT_CONFIG_VALUE_2: './evil',
      GIT_CONFIG_KEY_3: 'safe.directory',
      GIT_CONFIG_VALUE_3: '/other',
    });
    expect(env).toEqual({
      ...ours,
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '/workspace',
      GIT_CONFIG_KEY_1: 'safe.directory',
      GIT_CONFIG_VALUE_1: '/other',
    });
  });

  test.each(['x', '-1', '1e9', 'NaN'])('a count of %s is no reason to stumble', (count) => {
    expect(told({ GIT_CONFIG_COUNT: count })).toEqual(ours);
  });
});

test('settings of ours come before the command', () => {
  expect(gitOptions).toContain('safe.bareRepository=explicit');
  expect(gitOptions).toContain('core.fsmonitor=false');
  expect(gitOptions).toContain('log.showSignature=false');
  expect(gitOptions[0]).toBe('--no-pager');
});
