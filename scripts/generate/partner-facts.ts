import { type Fact, unverified } from '../../src/remote/fact.ts';
import { partnerFacts } from '../../src/remote/partner/facts.ts';
import type { Output } from './output.ts';

/** docs/dialect-partner.md: the table of what is taken to be so about the Partner API. */
export const partnerFactsPage: Output = {
  file: 'docs/dialect-partner.md',
  make: () => {
    const facts: readonly (readonly [string, Fact])[] = Object.entries(partnerFacts);
    const open = facts.filter(([, { source }]) => source === unverified).length;
    return `# The partner dialect: what is taken to be so

The public documents leave parts of the Partner API open. This is the one table of what the tool
takes to be so, row by row, with the document that says it. ${open} of ${facts.length} rows are **unverified**: starting
values, not knowledge. Made from \`src/remote/partner/facts.ts\` by \`npm run generate\`.

Whoever holds the partner bundle can correct a row for an environment, without a release. Where plans keep
showing a difference, \`timeback-catalog doctor --explain-drift\` names the row to correct:
[Settle a difference](how-to/settle-a-difference.md).

\`\`\`yaml
environments:
  production:
    facts:
      lesson.resources: resources
      lesson.resources.shape: list
\`\`\`

| row | value | source | meaning |
| --- | --- | --- | --- |
${facts.map(row).join('\n')}

Sources: the developer guide and the product overview of the Partner API, and its curriculum page.
`;
  },
};

function row([name, { value, source, note, oneOf }]: readonly [string, Fact]): string {
  const others = oneOf ? oneOf.filter((one) => one !== value).map((one) => `\`${one}\``) : [];
  const choice = others.length > 0 ? ` (or ${others.join(', ')})` : '';
  const mark = source === unverified ? `**${unverified}**` : source;
  return `| \`${name}\` | \`${JSON.stringify(value)}\`${choice} | ${mark} | ${note} |`;
}
