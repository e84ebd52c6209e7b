import { problemCodes } from '../../src/model/problem-codes.ts';
import type { Output } from './output.ts';

/** docs/problems.md: a row for each code, generated from the table of codes. */
export const problems: Output = {
  file: 'docs/problems.md',
  make: () => {
    const rows = Object.entries(problemCodes).map(
      ([code, { severity, summary, help }]) =>
        `| <a id="${code.replace('/', '-')}"></a>\`${code}\` | ${severity} | ${summary} | ${help.replaceAll('|', '\\|')} |`,
    );
    return `# Problems

Every problem that the tool can report, by its code. Codes are stable: scripts may rely on them.
This page is made from \`src/model/problem-codes.ts\` by \`npm run generate\`.

| code | severity | what | why, and what to do |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
  },
};
