// What the benchmark tells the Action of its workflow run is enough for it: it ends with 64 otherwise.
import { expect, test } from 'vitest';
import { workflowRuns } from '../../scripts/bench/action.ts';
import { readWorkflowRun } from '../../src/action/step.ts';
import { folderWith } from '../support/catalog-folder.ts';

test.each(['push', 'pull'] as const)('on a %s the Action knows its workflow run', (on) => {
  const runs = workflowRuns(folderWith({}), '0123456789abcdef0123456789abcdef01234567');
  expect(readWorkflowRun(runs[on])).toMatchObject({ ok: true });
});
