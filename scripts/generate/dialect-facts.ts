import { classroomFacts } from '../../src/remote/classroom/facts.ts';
import { type Fact, type FactTable, unverified } from '../../src/remote/dialects/facts.ts';
import { onerosterFacts } from '../../src/remote/dialects/oneroster-facts.ts';
import { partnerFacts } from '../../src/remote/dialects/partner.ts';
import { sourcesOf } from './fact-sources.ts';
import type { Output } from './output.ts';

const tiers = `Tiers: A, documentation of the API itself; B, documentation of a sibling API of the platform, or the source of its
official SDK; C, a standard; D, a client of others that says it saw it live. The date is the day on which the source was
last read or run; of an unverified row, the day on which it was last looked for. Made from
\`scripts/generate/fact-sources.ts\`.`;

/** The texts of a page around its table. */
interface Page {
  readonly name: string;
  /** The file of the page. */
  readonly file: string;
  readonly table: FactTable;
  readonly intro: string;
  /** Lines of an environment in the config, as an example of a correction. */
  readonly example: readonly string[];
  readonly sources: string;
}

/** The pages of all dialects: the table of assumptions about each API. */
export const dialectPages: readonly Output[] = [
  page({
    name: 'partner',
    file: 'partner',
    table: partnerFacts,
    intro: `The public documents leave parts of the Partner API open. This table lists the assumptions of the tool,
row by row, each with its source.`,
    example: ['facts:', '  lesson.resources: resources', '  lesson.resources.shape: list'],
    sources:
      'Sources: the developer guide and the product overview of the Partner API, and its curriculum page.',
  }),
  page({
    name: 'oneroster',
    file: 'oneroster-facts',
    table: onerosterFacts,
    intro: `The BeyondAI OneRoster API has an OpenAPI document. This table lists the assumptions of the
tool, row by row, each with its source. [Decision 14](decisions/0014-oneroster.md) explains how units, lessons and
placements are stored.`,
    example: [
      'dialect: oneroster',
      'tokenUrl: https://idp.example.org/oauth2/token',
      'facts:',
      '  put.body: managed',
    ],
    sources:
      'Sources: the OpenAPI document that the service publishes, and the official Python SDK 0.4.0, read and run\n([results](interop.md)). *Reported by a client*: seen on the live API by a third party, and in no document.',
  }),
  classroomPage(),
];

/** The page of assumptions that belong to no dialect: those of `rehearse` and of the impact of a plan. */
function classroomPage(): Output {
  return {
    file: 'docs/facts-classroom.md',
    make: () => {
      const rowsOf = (table: FactTable) => Object.entries(table);
      const facts = Object.values(classroomFacts).flatMap(rowsOf);
      const open = facts.filter(([, { source }]) => source === unverified.source).length;
      const tables = Object.entries(classroomFacts).map(
        ([dialect, table]) => `## In the dialect ${dialect}

| row | value | source | tier | date | meaning |
| --- | --- | --- | --- | --- | --- |
${rowsOf(table).map(row).join('\n')}
`,
      );
      return `# People, events and results: assumptions

Publishing needs none of this. \`rehearse\` and the impact of a plan do. ${open} of ${facts.length} rows
are **unverified**: starting values, not knowledge. Made from \`src/remote/classroom/facts.ts\` by
\`npm run generate\`. Correct a row under \`facts\` of an environment, as for
[the partner dialect](dialect-partner.md) and [the oneroster dialect](dialect-oneroster.md).

${tables.join('\n')}
Sources: the developer guide and the product overview of the Partner API; the OpenAPI document and the official Python SDK
0.4.0 of the other. *Reported by a client*: seen on the live API by a third party, and in no document.

${tiers}
`;
    },
  };
}

function page({ name, file, table, intro, example, sources }: Page): Output {
  return {
    file: `docs/dialect-${name}.md`,
    make: () => {
      const facts: readonly (readonly [string, Fact])[] = Object.entries(table);
      const open = facts.filter(([, { source }]) => source === unverified.source).length;
      const lines = example.map((line) => `    ${line}`);
      return `# The ${name} dialect: assumptions about the API

${intro} ${open} of ${facts.length} rows are **unverified**: starting
values, not knowledge. Made from \`src/remote/dialects/${file}.ts\` by \`npm run generate\`.

If you have the partner documentation, you can override a row for an environment in the config. If plans keep
showing a difference, \`timeback-catalog doctor --explain-drift\` names the row to correct:
[Settle a difference](how-to/settle-a-difference.md).

\`\`\`yaml
environments:
  production:
${lines.join('\n')}
\`\`\`

| row | value | source | tier | date | meaning |
| --- | --- | --- | --- | --- | --- |
${facts.map(row).join('\n')}

${sources}

${tiers}
`;
    },
  };
}

function row([name, { value, source, note, oneOf }]: readonly [string, Fact]): string {
  const others = oneOf ? oneOf.filter((one) => one !== value).map((one) => `\`${one}\``) : [];
  const choice = others.length > 0 ? ` (or ${others.join(', ')})` : '';
  const mark = source === unverified.source ? `**${source}**` : source;
  const all = sourcesOf(source);
  const tiers = all.map(({ tier = '–' }) => tier).join('; ');
  const dates = [...new Set(all.map(({ date }) => date))].join('; ');
  const about = [mark, tiers, dates, note].join(' | ');
  return `| \`${name}\` | \`${JSON.stringify(value)}\`${choice} | ${about} |`;
}
