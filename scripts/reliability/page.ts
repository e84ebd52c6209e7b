import { causeRows } from '../../src/remote/http/connection-causes.ts';
import { statusRows } from '../../src/remote/http/network-errors.ts';
import { type FolderScore, percent } from '../mutation/scores.ts';
import type { Promised } from './promises.ts';
import type { FileResult } from './run.ts';

/** docs/reliability.md: the promises, how each is tested, and the results of the tests. */
export function reliabilityPage(
  promises: readonly Promised[],
  results: ReadonlyMap<string, FileResult>,
  run: {
    readonly date: string;
    readonly node: string;
    /** The version of Prism. */
    readonly prism: string;
    readonly mutation: readonly FolderScore[];
  },
): string {
  const rows = promises.map((promised) => rowOf(promised, results));
  return `# Reliability

Written by \`npm run reliability\`, which runs the tests it lists; do not edit. Last run: ${run.date}, Node ${run.node}.

| promise | how it is tested | tests passed | failed | skipped |
| --- | --- | ---: | ---: | ---: |
${rows.join('\n')}

Random tests use the same values in each run; \`npm run laws\` uses others and prints their seed. Tests that need \`git\` or a terminal
are skipped with a message if it is missing.

${promises.map(filesOf).join('\n\n')}

${witnessSection(run.prism)}

${triedAgainSection()}

${mutationSection(run.mutation)}

## What is not promised

- All tests use the emulator and the [witnesses](#witnesses), which are built from the same documents as the tool. No run
  against the real platform is on record. Questions that the documents leave open are in
  [the table of the dialect](dialect-partner.md), and can be corrected there.
- A power failure may lose the last lines of a receipt, but not those from before the first PUT.
- The lock separates two runs in one folder, not on two machines. The platform has no lock. A plan is refused before it
  sends anything if somebody else changed the platform, but not during the writes.
- If reads of the platform lag, the tool waits as long as \`settle\` says. Changes that are visible only later are "not visible
  yet", not "not kept"; a later \`plan\` shows whether they were kept. A run that reads before an earlier write is visible
  sends its fields with the older record.
- If a platform accepts a write and loses it later, the next \`plan\` or
  [a nightly check for drift](how-to/find-drift.md) shows it.
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

/** The section about witnesses other than the emulator, which shares code and authors with the tool. */
function witnessSection(prism: string): string {
  return `## Witnesses

The emulator shares code and authors with the tool, so a test with both cannot detect a common mistake. Therefore three
other servers are used.

| witness | what is tested | result |
| --- | --- | --- |
| A server of the tests that imports nothing of the tool ([test/support/independent](../test/support/independent/server.ts)). It keeps records as texts, to the byte, and never reads a number. It speaks both dialects; PUT replaces or merges, pages are of 1, 3 or 100 records, filters work, are refused or ignored, answers come late, records are wrapped otherwise. | The laws "apply, then plan is empty", "what is not managed stays" and "interrupted and resumed is uninterrupted", the last with a process that is killed at every second of its requests, or at each by \`npm run laws\`; all values to the byte. | All hold. |
| [Prism](https://github.com/stoplightio/prism) ${prism} as a mock made from the OpenAPI document of the OneRoster API, with its examples and with values drawn from its schemas. | \`doctor\`, \`plan\` and \`tree\`. | Each ends in order: with a result, or with a refusal that gives the reason. |
| Prism ${prism} as a proxy before the emulator that lets only through what that document allows, and a second check with ajv behind it. | The life of a catalog: init, apply, rename, move, retire, undo, undo of the undo, import. | No violation, in requests or in answers. |

The document is not part of this repository. Without it, the last two are skipped with a message.
[test/laws.test.ts](../test/laws.test.ts) · [test/laws-unmanaged.test.ts](../test/laws-unmanaged.test.ts) · [test/laws-values.test.ts](../test/laws-values.test.ts) · [test/commands/resume.test.ts](../test/commands/resume.test.ts) · [test/witnesses](../test/witnesses)`;
}

/** The section about failures that are tried again, from the tables that decide this. */
export function triedAgainSection(): string {
  const statuses = statusRows.map(({ status, name, isLater, why }) => {
    const isTried = isLater === 'asked' ? 'with `retry-after`' : isLater ? 'yes' : 'no';
    return `| ${status} ${name} | ${isTried} | ${why} |`;
  });
  const causes = Object.entries(causeRows).map(
    ([code, { says, isFinal }]) => `| \`${code}\` | ${says} | ${isFinal ? 'no' : 'yes'} |`,
  );
  return `## What is tried again

Every read is repeated when it fails for a temporary reason, and so is every write: it carries the whole
record under its id. A \`retry-after\` is kept to. A status that is not in the table, any other 4xx among them, is
an answer: it is reported at once, and so is a cause that somebody has to see to.

| status | tried again | why |
| --- | --- | --- |
${statuses.join('\n')}

| no answer | what it says | tried again |
| --- | --- | --- |
${causes.join('\n')}

What a proxy answers to CONNECT goes by the table of statuses. A certificate that is not trusted is reported with
\`NODE_EXTRA_CA_CERTS\`.`;
}

/** The section about mutation tests: how much of the core the tests cover. */
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
