import { type ContentRule, contentRules } from '../../src/model/content-rules.ts';
import type { Output } from './output.ts';

/** docs/content-rules.md: one row a rule, made from the one table of rules. */
export const contentRulesPage: Output = {
  file: 'docs/content-rules.md',
  make: () => {
    const rows = Object.entries(contentRules).map(([name, rule]: [string, ContentRule]) => {
      const { severity, meaning, help, source } = rule;
      return `| <a id="${name}"></a>\`${name}\` | ${severity} | ${meaning} ${help} | ${optionsOf(rule)} | ${source} |`;
    });
    return `# Rules about content

Made from \`src/model/content-rules.ts\` by \`npm run generate\`.

\`check\`, \`plan\` and \`apply\` hold the manifests against these rules where the config asks for it. Without \`rules:\` none is
in force. Values that come from \`defaults\` count; overrides of one environment do not.

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

A rule is switched on by its name: \`on\` for its own severity, \`error\` or \`warning\` for another one, \`off\` for none, or a map
with \`severity\` and what the column "also takes" has. An error is exit code 1, and nothing is published; a warning is reported
by \`check\` and in front of a plan. The code of a problem is \`rules/NAME\`. Of each rule at most 50 problems are listed.

| rule | severity | what must be so, and why | also takes | source |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Patterns of titles are texts in which \`*\` stands for any text; upper and lower case are one. They are no regular
expressions: a config may come from a stranger, and no pattern may keep a check busy.

A total counts what is below a course: \`totalLessons\` its lessons, \`totalXp\` the \`metadata.xp\` of each placement, else of
the resource that is placed; a lesson whose placements say none counts with its own. If nothing below has XP, no
\`totalXp\` is asked for. A course that says no totals is left alone, unless \`write: true\` has \`fmt\` write them.
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
