import { inputLimits, limitInWords } from '../../src/model/input-limits.ts';
import type { Output } from './output.ts';

/** docs/reference/limits.md: a row for each limit, generated from the table of limits. */
export const limitsPage: Output = {
  file: 'docs/reference/limits.md',
  make: () => {
    const rows = Object.values(inputLimits).map(
      (limit) => `| ${limit.of} | ${limitInWords(limit)} | ${limit.why} | \`${limit.code}\` |`,
    );
    return `# Limits

Made from \`src/model/input-limits.ts\` by \`npm run generate\`.

All input has a limit, so that no pull request of a stranger can fill or block a machine. Input beyond a limit is refused with
a problem; it is never cut off. 1 MB is 1,048,576 bytes.

| what | at most | why | problem |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
  },
};
