import { commandNames } from '../../src/cli/commands.ts';
import { parseCommandLine } from '../../src/cli/program.ts';
import { fieldTables, introduction } from './field-tables.ts';
import type { Output } from './output.ts';

const madeBy = (source: string) => `Made from \`${source}\` by \`npm run generate\`.`;

const commands: Output = {
  file: 'docs/reference/commands.md',
  make: async () => {
    const all = await Promise.all(commandNames.map(async (name) => [name, await help([name])]));
    const parts = all.map(([name, text]) => `## ${name}\n\n\`\`\`text\n${text}\n\`\`\``);
    const root = `\`\`\`text\n${await help([])}\n\`\`\``;
    return `# Commands\n\n${madeBy('src/features/')} It is what \`--help\` prints.\n\n${root}\n\n${parts.join('\n\n')}\n`;
  },
};

/** What `timeback-catalog … --help` prints where no terminal is. */
async function help(words: readonly string[]): Promise<string> {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const output = { version: '', writeOut: write, writeErr: write, helpWidth: 80 };
  // Help ends the parsing by an error whose code says that it is none.
  await parseCommandLine([...words, '--help'], output).catch(() => {});
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

/** docs/reference/: what can be looked up, each from the one place where it is decided. */
export const reference: readonly Output[] = [commands, config, manifests, planJson];
