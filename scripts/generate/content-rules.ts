import { type ContentRule, contentRules } from '../../src/model/content-rules.ts';
import type { Output } from './output.ts';

/** docs/content-rules.md: a row for each rule, generated from the table of rules. */
export const contentRulesPage: Output = {
  file: 'docs/content-rules.md',
  make: () => {
    const rows = Object.entries(contentRules).map(([name, rule]: [string, ContentRule]) => {
      const { severity, meaning, help, source } = rule;
      return `| <a id="${name}"></a>\`${name}\` | ${severity} | ${meaning} ${help} | ${optionsOf(rule)} | ${source} |`;
    });
    return `# Rules about content

Made from \`src/model/content-rules.ts\` by \`npm run generate\`.

\`check\`, \`plan\` and \`apply\` check the manifests against the rules that the config switches on. Without \`rules:\` there are none.
Values from \`defaults\` are checked too; overrides of an environment are not.

\`\`\`yaml
rules:
  set: powerpath                # all rules, each with its own severity
  subjects: { also: [History] } # a further value
  totals: { write: true }       # fmt writes the numbers
  one-primary: off
  titles:
    severity: error
    patterns: ["*draft*", "Lesson ?*"]
\`\`\`

Switch a rule on by its name: \`on\` uses the severity of the table, \`error\` or \`warning\` sets another one, and \`off\` switches it
off. A map has \`severity\` and the options of the table. An error is exit code 1, and nothing is published. A warning is reported
by \`check\` and before a plan. The code of a problem is \`rules/NAME\`. At most 50 problems of each rule are listed.

| rule | severity | what is required, and why | options | source |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

In a pattern of titles, \`*\` matches any text. Case is ignored. Patterns are not regular expressions, because a config may come
from a stranger, and a regular expression could block a check.

\`totalLessons\` is the number of lessons below a course. \`totalXp\` is the sum of \`metadata.xp\` of all placements; a placement
without it counts the value of its resource, and a lesson without either counts its own. If nothing below the course has XP,
\`totalXp\` is not checked. A course without totals is not checked either, unless \`write: true\` lets \`fmt\` write them.
`;
  },
};

function optionsOf({ values, keys, patterns, needs, canWrite }: ContentRule): string {
  const said = [
    ...(values ? [`\`also\`: values beside ${list(values.known)}`] : []),
    ...(keys ? [`\`keys\` of metadata, in place of ${list(keys)}`] : []),
    ...(patterns ? [`\`patterns\`, in place of ${list(patterns)}`] : []),
    ...(needs
      ? [
          `\`needs\` of further types, beside ${Object.entries(needs)
            .map(([type, all]) => `${type}: ${all.map((keys) => keys.join(' or ')).join(', ')}`)
            .join('; ')}`,
        ]
      : []),
    ...(canWrite ? ['`write: true`: `fmt` writes what is computed'] : []),
  ];
  return said.join('; ') || '–';
}

function list(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(', ');
}
