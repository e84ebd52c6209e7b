import { commandNames } from '../../src/cli/commands.ts';
import { isCommanderError, parseCommandLine } from '../../src/cli/program.ts';
import { fieldTables, introduction } from './field-tables.ts';
import type { Output } from './output.ts';

const madeBy = (source: string) => `Made from \`${source}\` by \`npm run generate\`.`;

const commands: Output = {
  file: 'docs/reference/commands.md',
  make: async () => {
    const parts = await Promise.all(commandNames.map((name) => helpSections([name])));
    const root = fenced(await help([]));
    return `# Commands\n\n${madeBy('src/features/')} It is what \`--help\` prints.\n\n${root}\n\n${parts.flat().join('\n\n')}\n`;
  },
};

/** The help of a command and its subcommands: `ids`, `ids export`. */
async function helpSections(words: readonly string[]): Promise<readonly string[]> {
  const text = await help(words);
  const [, list = ''] = text.split(/^Commands:\n/m);
  const [own = ''] = list.split('\n\n');
  const names = [...own.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);
  const below = await Promise.all(names.map((name) => helpSections([...words, name])));
  return [`${'#'.repeat(words.length + 1)} ${words.join(' ')}\n\n${fenced(text)}`, ...below.flat()];
}

const fenced = (text: string) => `\`\`\`text\n${text}\n\`\`\``;

/** The output of `timeback-catalog … --help` without a terminal. */
async function help(words: readonly string[]): Promise<string> {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const output = { version: '', writeOut: write, writeErr: write, helpWidth: 80 };
  // Help ends parsing with an error whose exit code is 0. Any other error is real: a module that does not
  // load, or an unknown command.
  await parseCommandLine([...words, '--help'], output).catch((error) => {
    if (!(isCommanderError(error) && error.exitCode === 0)) throw error;
  });
  return text.trim();
}

const config: Output = {
  file: 'docs/reference/config.md',
  make: () =>
    `# Config

${madeBy('schemas/config.schema.json')}

${introduction('config')}

${fieldTables('config')}
`,
};

const manifestKinds = ['course', 'unit', 'lesson', 'resource'] as const;

const manifests: Output = {
  file: 'docs/reference/manifests.md',
  make: () => {
    const parts = manifestKinds.map(
      (kind) => `## kind: ${kind}\n\n${introduction(kind)}\n\n${fieldTables(kind)}`,
    );
    const others = `## Parts in other files\n\n${fieldTables('node')}`;
    return `# Manifests\n\n${madeBy('schemas/')}\n\n${parts.join('\n\n')}\n\n${others}\n`;
  },
};

const planJson: Output = {
  file: 'docs/reference/plan-json.md',
  make: () =>
    `# The plan as JSON

${madeBy('schemas/plan.schema.json')} \`plan --format json\` prints it and \`plan -o FILE\` saves it.

${introduction('plan')}

${fieldTables('plan')}
`,
};

/** docs/reference/: pages to look things up, each generated from the one place that decides them. */
export const reference: readonly Output[] = [commands, config, manifests, planJson];
