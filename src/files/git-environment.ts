/**
 * What git is told of the environment: what it needs to start, to find the settings of the user, and
 * to know whom the user trusts. Everything else stays here, credentials above all: whatever git might
 * start would inherit them. The variables of a hook that runs this tool are left out, too: the folder
 * says which repository is meant.
 */
const passedOn: readonly string[] = [
  ...['HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'PROGRAMDATA'],
  ...['SYSTEMROOT', 'WINDIR', 'SYSTEMDRIVE', 'TMPDIR', 'TMP', 'TEMP'],
  // Where the settings of user and machine are: `safe.directory` counts in these alone.
  ...['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'],
  // Who owns what. The second makes git stricter only.
  ...['SUDO_UID', 'GIT_TEST_ASSUME_DIFFERENT_OWNER'],
];

const ours = {
  GIT_OPTIONAL_LOCKS: '0',
  // What is read must be what its id says, and its parents those that it names.
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  // A partial clone would fetch what it lacks. The second line is for git before 2.44.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  // Messages are recognised by their English words.
  LC_ALL: 'C',
  // On Windows: what git starts is not looked for in the current folder.
  NoDefaultCurrentDirectoryInExePath: '1',
};

/**
 * Settings that win over those of the repository: no program is started but git itself. Versions
 * that do not know one of them pass over it.
 */
const settings: readonly string[] = [
  // A folder that looks like a repository is none: a checkout can hold such a folder.
  'safe.bareRepository=explicit',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'log.showSignature=false',
  'submodule.recurse=false',
  // A name that stands for two commits is said to, and then refused.
  'core.warnAmbiguousRefs=true',
  'i18n.logOutputEncoding=UTF-8',
];

/** Options of git itself, before the name of the command. */
export const gitOptions: readonly string[] = [
  '--no-pager',
  ...settings.flatMap((setting) => ['-c', setting]),
];

export interface Told {
  readonly env: NodeJS.ProcessEnv;
  readonly searchPath: string;
  /** git looks for a repository in no folder above this one. */
  readonly ceiling: string;
}

/** The whole environment of a run of git. */
export function gitEnvironment({ env, searchPath, ceiling }: Told): NodeJS.ProcessEnv {
  const passed = Object.entries(env).filter(([name]) => passedOn.includes(name.toUpperCase()));
  return {
    ...Object.fromEntries(passed),
    ...trustOf(env),
    PATH: searchPath,
    GIT_CEILING_DIRECTORIES: ceiling,
    ...ours,
  };
}

/** Of the settings in variables those that trust a folder: containers are set up so. */
function trustOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const count = Math.min(Number(env['GIT_CONFIG_COUNT'] ?? 0) || 0, 1000);
  const trusted: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const [key, value] = [env[`GIT_CONFIG_KEY_${index}`], env[`GIT_CONFIG_VALUE_${index}`]];
    if (key?.toLowerCase() === 'safe.directory' && value !== undefined) trusted.push(value);
  }
  const pairs = trusted.flatMap((value, index) => [
    [`GIT_CONFIG_KEY_${index}`, 'safe.directory'],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(trusted.length), ...Object.fromEntries(pairs) };
}
