import { causeRows } from '../../src/remote/cause.ts';
import { statusRows } from '../../src/remote/statuses.ts';
import { type FolderScore, percent } from '../mutation/scores.ts';
import type { Promised } from './promises.ts';
import type { FileResult } from './run.ts';

/** docs/reliability.md: what is promised, how each promise is tested, and how the tests came out. */
export function reliabilityPage(
  promises: readonly Promised[],
  results: ReadonlyMap<string, FileResult>,
  run: {
    readonly date: string;
    readonly node: string;
    readonly mutation: readonly FolderScore[];
  },
): string {
  const rows = promises.map((promised) => rowOf(promised, results));
  return `# Reliability

Written by \`npm run reliability\`, which runs the tests it lists; do not edit. Last run: ${run.date}, Node ${run.node}.

| promise | how it is tested | tests passed | failed | skipped |
| --- | --- | ---: | ---: | ---: |
${rows.join('\n')}

Random tests draw anew in each run and print their seed when they fail. Tests that need \`git\`, a terminal or
the corpora are skipped with a message where those are absent.

${promises.map(filesOf).join('\n\n')}

${triedAgainSection()}

${mutationSection(run.mutation)}

## What is not promised

- All of this is against the emulator, which is built from the same documents as the tool. No run against the
  real platform is on record; what the documents leave open is in
  [the table of the dialect](dialect-partner.md), and can be corrected there.
- A power failure may lose the last moments of a receipt, not what was written down before the first PUT.
- The lock keeps two runs of one folder apart, not two machines. The platform has no lock to offer; a plan
  that meets another writer's change is refused before it sends anything, and not in the middle.
- A platform whose reads are late is waited for, for as long as \`settle\` says. What shows later than that is called
  "not visible yet" and not "not kept". By then only a later \`plan\` can tell whether it was kept. A run that reads
  before an earlier write shows lays its fields over the older record.
- What a platform accepts and later forgets is seen by the next \`plan\`, or by
  [a nightly look for drift](how-to/find-drift.md).
`;
}

function rowOf(
  { promise, how, tests }: Promised,
  results: ReadonlyMap<string, FileResult>,
): string {
  const found = tests.map((file) => results.get(file) ?? { passed: 0, failed: 1, skipped: 0 });
  const sum = (key: keyof FileResult) => found.reduce((total, result) => total + result[key], 0);
  return `| ${promise} | ${how} | ${sum('passed')} | ${sum('failed')} | ${sum('skipped')} |`;
}

function filesOf({ promise, tests }: Promised): string {
  return `${promise}\n${tests.map((file) => `[${file}](../${file})`).join(' · ')}`;
}

/** Which failures are worth another try, from the tables that decide it. */
export function triedAgainSection(): string {
  const statuses = statusRows.map(({ status, name, isLater, why }) => {
    const isTried = isLater === 'asked' ? 'with `retry-after`' : isLater ? 'yes' : 'no';
    return `| ${status} ${name} | ${isTried} | ${why} |`;
  });
  const causes = Object.entries(causeRows).map(
    ([code, { says, isFinal }]) => `| \`${code}\` | ${says} | ${isFinal ? 'no' : 'yes'} |`,
  );
  return `## What is tried again

Every read is repeated when it fails in a way that time may cure, and so is every write: it carries the whole
record under its id. A \`retry-after\` is kept to. A status that is not in the table, any other 4xx among them, is
an answer: it is told at once, and so is a cause that somebody has to see to.

| status | tried again | why |
| --- | --- | --- |
${statuses.join('\n')}

| no answer | what it says | tried again |
| --- | --- | --- |
${causes.join('\n')}

What a proxy answers to CONNECT goes by the table of statuses. A certificate that is not trusted is told with
\`NODE_EXTRA_CA_CERTS\`.`;
}

/** How much of the core the tests hold in place. */
function mutationSection(folders: readonly FolderScore[]): string {
  const rows = folders.map((each) => {
    const score = `${each.killed} | ${each.survived} | ${percent(each)} %`;
    return `| src/${each.folder} | ${score} | ${each.date} |`;
  });
  return `## Mutation testing

\`npm run mutate\` breaks the code of the core in one place after the other and runs its tests: a break that
none of them notices survives. [CONTRIBUTING.md](../CONTRIBUTING.md#mutation-testing) says what is left out.

| folder | noticed | survived | score | run |
| --- | ---: | ---: | ---: | --- |
${rows.join('\n')}`;
}
