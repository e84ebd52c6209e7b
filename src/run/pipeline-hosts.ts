import type { Lacking, Problem } from '../model/problem.ts';
import { isSwitchedOn, type World } from './world.ts';

/** A host of pipelines, and its settings for a checkout that has what the run needs. */
interface Host {
  /** The variable that the host sets in every job. */
  readonly variable: string;
  readonly cures: Readonly<Partial<Record<Lacking, string>>>;
}

const hosts: readonly Host[] = [
  {
    variable: 'GITHUB_ACTIONS',
    cures: {
      git: 'Install git before actions/checkout.',
      repository: 'Install git before actions/checkout: without git it makes no clone.',
      history: 'Give actions/checkout `fetch-depth: 0`.',
      content:
        'Remove `filter` and `sparse-checkout` of actions/checkout: each clones with a filter.',
      files: 'Remove `sparse-checkout` of actions/checkout.',
      submodules: 'Give actions/checkout `submodules: true`.',
    },
  },
  {
    variable: 'GITLAB_CI',
    cures: {
      history: "Give the job the variable `GIT_DEPTH: '0'`.",
      submodules: 'Give the job the variable `GIT_SUBMODULE_STRATEGY: normal`.',
    },
  },
  {
    variable: 'TF_BUILD',
    cures: {
      history: "Give the step `checkout: self` the setting `fetchDepth: '0'`.",
      content: 'Remove `fetchFilter` of the step `checkout: self`.',
      submodules: 'Give the step `checkout: self` the setting `submodules: true`.',
    },
  },
  {
    variable: 'BITBUCKET_BUILD_NUMBER',
    cures: { history: 'Set `clone: {depth: full}` in bitbucket-pipelines.yml.' },
  },
];

/**
 * Problems for the reader of a job's log: if the checkout lacks something, the cure is a setting of the host
 * that made it, and not a command, which often has no credentials there.
 */
export function inTermsOfHost(problems: readonly Problem[], env: World['env']): readonly Problem[] {
  const host = hosts.find(({ variable }) => isSwitchedOn(env[variable]));
  if (!host) return problems;
  return problems.map((one) => {
    const cure = one.lacks && host.cures[one.lacks];
    return cure === undefined ? one : { ...one, hint: cure };
  });
}
