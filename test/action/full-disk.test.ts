// A runner whose files take nothing more: what a step came to is told all the same.
import { describe, expect, test } from 'vitest';
import { runActionIn } from '../../src/action/main.ts';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { serveGitHub } from '../support/github-server.ts';
import { edited, manifest, reading } from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';
import { branchOf, openJob } from '../support/workflow.ts';

describe.skipIf(!hasGit)('a summary that cannot be written', () => {
  test('the comment is written, the log names the file, and the exit code is that of the plan', async () => {
    const github = await serveGitHub();
    const job = await openJob(github);
    const opened = await branchOf(job, { [manifest]: edited(reading, ['Finding the', 'The']) });
    const env = { GITHUB_STEP_SUMMARY: job.repository.folder };
    const { code, log } = await job.step({ ...opened, env });
    expect(code, log).toBe(0);
    expect(log).toContain('EISDIR: it is a folder');
    expect(log).not.toContain('bug in timeback-catalog');
    expect(github.comments(7)).toHaveLength(1);
  });
});

test('a disk that is full within a step is a problem with a cure, not a bug of ours', async () => {
  const cwd = folderWith(catalogFiles());
  const never = new AbortController().signal;
  let log = '';
  const code = await runActionIn({
    env: {
      ...{
        GITHUB_WORKSPACE: cwd,
        GITHUB_EVENT_NAME: 'push',
        GITHUB_REPOSITORY: 'o/r',
        GITHUB_SHA: 'a'.repeat(40),
      },
      ...{ INPUT_COMMAND: 'plan', INPUT_ENV: 'local', CI: '' },
    },
    print: (text) => {
      log += text;
    },
    signals: { stop: never, abort: never, killed: never },
    parts: {
      // The first that the step needs, in place of what a disk would say.
      now: () => {
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write', path: cwd });
      },
    },
  });
  expect(code, log).toBe(1);
  expect(log).toContain('no space left on the disk');
  expect(log).not.toContain('bug in timeback-catalog');
});
