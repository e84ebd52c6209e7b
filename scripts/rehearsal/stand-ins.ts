import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Replacements for GitHub and npm while the workflow runs here. */
export interface StandIns {
  /** A folder that comes first on PATH: `gh`, and an `npm` that publishes where npm itself would stage. */
  readonly programs: string;
  /** Folders that replace actions, by the beginning of the actions' names. */
  readonly actions: Readonly<Record<string, string>>;
}

/** A file of the rehearsal with a line for each call of `gh`. */
export const askedFile = 'asked-of-gh.txt';

/**
 * Makes the replacements for what needs GitHub or npm themselves: artifacts are in a folder, attestations are
 * lines of the log, CI is green, and a staged package is published to the rehearsal's registry.
 */
export function standInsIn(folder: string, npmrc: string, realNpm: string): StandIns {
  const artifacts = join(folder, 'artifacts');
  const programs = join(folder, 'programs');
  mkdirSync(artifacts);
  mkdirSync(programs);
  program(
    programs,
    'gh',
    `echo "$@" >> '${join(folder, askedFile)}'\nif [ "$1" = run ]; then echo 1; fi`,
  );
  program(
    programs,
    'npm',
    `if [ "$1" != stage ]; then exec '${realNpm}' "$@"; fi
# No registry but npm's own can stage, and provenance is signed for runs of GitHub alone.
shift
for word in "$@"; do shift; if [ "$word" != --provenance ]; then set -- "$@" "$word"; fi; done
NPM_CONFIG_USERCONFIG='${npmrc}' exec '${realNpm}' "$@"`,
  );
  const env = {
    WANTED: given('path'),
    NAME: given('name'),
    PATTERN: given('pattern'),
  };
  const kept = `'${artifacts}'/"$NAME"`;
  return {
    programs,
    actions: {
      'actions/setup-node': action(
        folder,
        'setup-node',
        ['node-version', 'package-manager-cache'],
        {
          run: 'node --version',
        },
      ),
      'actions/upload-artifact': action(folder, 'upload', ['name', 'path', 'if-no-files-found'], {
        env,
        run: `mkdir -p '${artifacts}' && cp -r "$WANTED" ${kept}`,
      }),
      'actions/download-artifact': action(
        folder,
        'download',
        ['name', 'path', 'pattern', 'merge-multiple'],
        {
          env,
          run: `mkdir -p "$WANTED" && for folder in '${artifacts}'/\${NAME:-$PATTERN}; do cp -r "$folder"/. "$WANTED"; done`,
        },
      ),
      'actions/attest-build-provenance': attest(folder, 'attest-provenance', ['subject-path']),
      'actions/attest-sbom': attest(folder, 'attest-sbom', ['subject-path', 'sbom-path']),
    },
  };
}

function attest(folder: string, name: string, inputs: readonly string[]): string {
  return action(folder, name, inputs, {
    env: { SUBJECT: given('subject-path') },
    run: 'for file in $SUBJECT; do test -f "$file" && echo "attested $file"; done',
  });
}

/** An expression for an input that the workflow gives. */
function given(input: string): string {
  return `$\{{ inputs.${input} }}`;
}

/**
 * Writes a replaced action. Everything that the workflow gives must be an input of the action: an unknown
 * name would also be wrong for the real one.
 */
function action(
  folder: string,
  name: string,
  inputs: readonly string[],
  step: { readonly run: string; readonly env?: Readonly<Record<string, string>> },
): string {
  const place = join(folder, 'actions', name);
  mkdirSync(place, { recursive: true });
  const described = inputs.map((input) => [input, { description: 'as the real one has it' }]);
  // JSON is also YAML.
  const text = JSON.stringify({
    name,
    description: 'stands in for it',
    inputs: Object.fromEntries(described),
    runs: { using: 'composite', steps: [{ shell: 'bash', ...step }] },
  });
  writeFileSync(join(place, 'action.yml'), text);
  return place;
}

function program(folder: string, name: string, text: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\nset -e\n${text}\n`);
  chmodSync(file, 0o755);
}
