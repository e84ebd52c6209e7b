import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { createEmulator, defaultClient } from '../../src/features/emulator/server/emulator.ts';
import { listen } from '../../src/features/emulator/server/listen.ts';
import type { Files } from './catalog.ts';

/** The address of the emulator in its help, which the picture shows although the script uses another port. */
const shownAddress = 'http://localhost:8787';

/** The comment that the bundled Action writes on a pull request between two states. */
export async function commentFor(
  { before, after }: { readonly before: Files; readonly after: Files },
  folder: string,
): Promise<string> {
  const emulator = createEmulator();
  const platform = await listen(emulator, { port: 0 });
  const github = await serveComments();
  try {
    const repository = join(folder, 'repository');
    put(repository, {
      'timeback-catalog.yaml': `org: partner-sandbox\nenvironments:\n  emulator:\n    baseUrl: ${platform.url}\n`,
      ...before,
    });
    git(repository, 'init', '-q', '-b', 'main');
    const base = commit(repository, 'Before');
    await node(['dist/bin.cjs', '-C', repository, 'apply', '--env', 'emulator', '--yes'], {});
    put(repository, after);
    const head = commit(repository, 'After');
    const event = join(folder, 'event.json');
    const repo = { full_name: 'your-org/your-catalog' };
    const pull_request = {
      number: 7,
      base: { ref: 'main', sha: base, repo },
      head: { ref: 'edit', sha: head, repo },
    };
    writeFileSync(event, JSON.stringify({ pull_request }));
    await node(['dist/action.js'], {
      CI: 'true',
      GITHUB_API_URL: github.url,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      GITHUB_REPOSITORY: repo.full_name,
      GITHUB_RUN_ID: '1',
      GITHUB_RUN_NUMBER: '42',
      GITHUB_SHA: head,
      GITHUB_WORKSPACE: repository,
      RUNNER_TEMP: folder,
      INPUT_ENV: 'emulator',
      'INPUT_GITHUB-TOKEN': 'a-token',
    });
    return github.body().replaceAll(platform.url, shownAddress);
  } finally {
    await platform.close();
    emulator.close();
    github.close();
  }
}

/** A GitHub without a comment, which keeps the one that is written. */
async function serveComments() {
  let body = '';
  const server = createServer(async (incoming, outgoing) => {
    let text = '';
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
    const isComment = incoming.method === 'POST' && incoming.url?.endsWith('/comments');
    if (isComment) body = JSON.parse(text).body;
    outgoing.end(isComment ? '{}' : incoming.method === 'GET' ? '[]' : '{"data":null}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, body: () => body, close: () => server.close() };
}

/** Runs Node asynchronously, since the servers are in this process. */
function node(args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const credentials = {
    TIMEBACK_CLIENT_ID: defaultClient.id,
    TIMEBACK_CLIENT_SECRET: defaultClient.secret,
  };
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...credentials, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${args[0]} ended with ${code}`)),
    );
  });
}

function put(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function commit(folder: string, message: string): string {
  git(folder, 'add', '-A');
  git(
    folder,
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.org',
    'commit',
    '-qm',
    message,
  );
  return git(folder, 'rev-parse', 'HEAD');
}

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
}
