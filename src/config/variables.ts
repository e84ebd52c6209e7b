import type { LocatedDocument } from '../document/parse.ts';
import { isObject } from '../model/json.ts';
import { type Problem, problem } from '../model/problem.ts';
import { environmentsOf } from './environment.ts';

/**
 * Variables of other programs: a name, or a prefix if it ends in `_`. Without this check a pull request
 * could have any secret of the machine sent to an address of its choice.
 */
const others: readonly { readonly whose: string; readonly names: readonly string[] }[] = [
  { whose: 'GitHub and its runner', names: ['GITHUB_', 'GH_', 'ACTIONS_', 'RUNNER_', 'INPUT_'] },
  {
    whose: 'a pipeline',
    names: [
      'CI',
      'CI_',
      'GITLAB_',
      'BITBUCKET_',
      'BUILDKITE_',
      'BUILD_',
      'SYSTEM_',
      'AGENT_',
      'CIRCLE_',
      'TRAVIS_',
      'JENKINS_',
      'TEAMCITY_',
      'DRONE_',
    ],
  },
  { whose: 'Amazon Web Services', names: ['AWS_', 'ECS_'] },
  { whose: 'Azure', names: ['AZURE_', 'ARM_', 'MSI_', 'IDENTITY_'] },
  { whose: 'Google Cloud', names: ['GOOGLE_', 'GCP_', 'GCLOUD_', 'CLOUDSDK_', 'FIREBASE_'] },
  {
    whose: 'another tool',
    names: [
      'VAULT_',
      'SSH_',
      'GPG_',
      'GIT_',
      'DOCKER_',
      'REGISTRY_',
      'KUBE_',
      'KUBECONFIG',
      'KUBERNETES_',
      'HELM_',
      'TF_',
      'TERRAFORM_',
      'CLOUDFLARE_',
      'HEROKU_',
      'VERCEL_',
      'NETLIFY_',
      'SENTRY_',
      'SONAR_',
      'CODECOV_',
      'SLACK_',
      'STRIPE_',
      'OP_',
      'PG_',
      'PGPASSWORD',
      'MYSQL_',
      'POSTGRES_',
      'DATABASE_',
      'REDIS_',
    ],
  },
  {
    whose: 'npm, Node or another package manager',
    names: [
      'NPM_',
      'NODE_',
      'YARN_',
      'PNPM_',
      'BUN_',
      'PIP_',
      'TWINE_',
      'PYTHON_',
      'CARGO_',
      'MAVEN_',
    ],
  },
  {
    whose: 'the system',
    names: [
      'PATH',
      'HOME',
      'USER',
      'USERNAME',
      'LOGNAME',
      'SHELL',
      'PWD',
      'OLDPWD',
      'HOSTNAME',
      'HOST',
      'LANG',
      'LANGUAGE',
      'TERM',
      'TMPDIR',
      'TEMP',
      'TMP',
      'EDITOR',
      'MAIL',
      'DISPLAY',
      'LC_',
      'LD_',
      'DYLD_',
      'XDG_',
      'DBUS_',
      'HTTP_PROXY',
      'HTTPS_PROXY',
      'ALL_PROXY',
      'NO_PROXY',
      'SUDO_',
      'SYSTEMD_',
    ],
  },
];

/** The program that a variable belongs to; undefined if it is none of the known ones. */
function ownerOf(variable: string): string | undefined {
  const isOf = (name: string) =>
    name.endsWith('_') ? variable.startsWith(name) : variable === name;
  return others.find(({ names }) => names.some(isOf))?.whose;
}

/** The problems of credentials that would be read from variables of other programs. */
export function checkVariables(document: LocatedDocument, file: string): Problem[] {
  return environmentsOf(document).flatMap(([name, { credentials }]) =>
    Object.entries(isObject(credentials) ? credentials : {}).flatMap(([key, variable]) => {
      const owner = typeof variable === 'string' ? ownerOf(variable) : undefined;
      if (owner === undefined) return [];
      const path = ['environments', name, 'credentials', key];
      return [
        problem('config/foreign-variable', {
          detail: `${path.join('.')} is ${String(variable)}, a variable of ${owner}: its value would be sent as a credential.`,
          hint: 'Put the credentials of the platform into their own variables, such as TIMEBACK_CLIENT_ID and TIMEBACK_CLIENT_SECRET, and name those.',
          span: { file, start: document.pointAt(path) },
        }),
      ];
    }),
  );
}
