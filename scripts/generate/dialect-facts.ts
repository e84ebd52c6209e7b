import { classroomFacts } from '../../src/remote/classroom/facts.ts';
import { type Fact, type FactTable, unverified } from '../../src/remote/dialects/facts.ts';
import { onerosterFacts } from '../../src/remote/dialects/oneroster.ts';
import { partnerFacts } from '../../src/remote/dialects/partner.ts';
import type { Output } from './output.ts';

/** What a page says beside the table. */
interface Page {
  readonly name: string;
  readonly table: FactTable;
  readonly intro: string;
  /** Lines of an environment in the config, as an example of a correction. */
  readonly example: readonly string[];
  readonly sources: string;
}

/** The pages of all dialects: the table of what is taken to be so about each API. */
export const dialectPages: readonly Output[] = [
  page({
    name: 'partner',
    table: partnerFacts,
    intro: `The public documents leave parts of the Partner API open. This is the one table of what the tool
takes to be so, row by row, with the document that says it.`,
    example: ['facts:', '  lesson.resources: resources', '  lesson.resources.shape: list'],
    sources:
      'Sources: the developer guide and the product overview of the Partner API, and its curriculum page.',
  }),
  page({
    name: 'oneroster',
    table: onerosterFacts,
    intro: `The BeyondAI OneRoster API has an OpenAPI document. This is the one table of what the tool takes to be
so, row by row, with where it is said. Why units, lessons and what they place are kept as they are:
[decision 14](decisions/0014-oneroster.md).`,
    example: [
      'dialect: oneroster',
      'tokenUrl: https://idp.example.org/oauth2/token',
      'facts:',
      '  put.body: managed',
    ],
    sources:
      'Sources: the OpenAPI document that the service publishes. *Reported by a client*: seen on the live API by a\nthird party, and in no document.',
  }),
  classroomPage(),
];

/** Not of a dialect: what `rehearse` and the impact of a plan take to be so. */
function classroomPage(): Output {
  return {
    file: 'docs/facts-classroom.md',
    make: () => {
      const facts: readonly (readonly [string, Fact])[] = Object.entries(classroomFacts);
      const open = facts.filter(([, { source }]) => source === unverified.source).length;
      return `# People, events and results: what is taken to be so

Publishing needs none of this. \`rehearse\` and the impact of a plan do, on the Partner API. ${open} of ${facts.length} rows
are **unverified**: starting values, not knowledge. Made from \`src/remote/classroom/facts.ts\` by
\`npm run generate\`. A row is corrected under \`facts\` of an environment, as those of
[the dialect](dialect-partner.md) are.

| row | value | source | meaning |
| --- | --- | --- | --- |
${facts.map(row).join('\n')}

Sources: the developer guide and the product overview of the Partner API. *Reported by a client*: seen on the live
API by a third party, and in no document.
`;
    },
  };
}

function page({ name, table, intro, example, sources }: Page): Output {
  return {
    file: `docs/dialect-${name}.md`,
    make: () => {
      const facts: readonly (readonly [string, Fact])[] = Object.entries(table);
      const open = facts.filter(([, { source }]) => source === unverified.source).length;
      const lines = example.map((line) => `    ${line}`);
      return `# The ${name} dialect: what is taken to be so

${intro} ${open} of ${facts.length} rows are **unverified**: starting
values, not knowledge. Made from \`src/remote/dialects/${name}.ts\` by \`npm run generate\`.

Whoever knows better can correct a row for an environment, without a release. Where plans keep
showing a difference, \`timeback-catalog doctor --explain-drift\` names the row to correct:
[Settle a difference](how-to/settle-a-difference.md).

\`\`\`yaml
environments:
  production:
${lines.join('\n')}
\`\`\`

| row | value | source | meaning |
| --- | --- | --- | --- |
${facts.map(row).join('\n')}

${sources}
`;
    },
  };
}

function row([name, { value, source, note, oneOf }]: readonly [string, Fact]): string {
  const others = oneOf ? oneOf.filter((one) => one !== value).map((one) => `\`${one}\``) : [];
  const choice = others.length > 0 ? ` (or ${others.join(', ')})` : '';
  const mark = source === unverified.source ? `**${source}**` : source;
  return `| \`${name}\` | \`${JSON.stringify(value)}\`${choice} | ${mark} | ${note} |`;
}
