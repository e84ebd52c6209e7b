import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A registry on 127.0.0.1 that holds only what is published to it. */
export interface Registry {
  readonly url: string;
  /** The path of an npm configuration that publishes to it and installs from it. */
  readonly npmrc: string;
  stop(): void;
}

/**
 * Starts Verdaccio, whose program is `file`, with its data in a folder. Rejects if it does not answer within
 * a minute.
 */
export async function startRegistry(file: string, folder: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  const url = `http://127.0.0.1:${await freePort()}`;
  const everybody = { access: '$all', publish: '$all', unpublish: '$all' };
  const config = join(folder, 'config.yaml');
  // JSON is also YAML.
  writeFileSync(
    config,
    JSON.stringify({
      storage: join(folder, 'storage'),
      auth: { htpasswd: { file: join(folder, 'htpasswd') } },
      packages: { '**': everybody },
      web: { enable: false },
      log: { type: 'stdout', format: 'json', level: 'error' },
    }),
  );
  const npmrc = join(folder, 'npmrc');
  const server = new URL(url).host;
  writeFileSync(npmrc, `registry=${url}/\n//${server}/:_authToken=of-nobody\n`);
  const process = spawn(file, ['--config', config, '--listen', url], {
    cwd: folder,
    stdio: 'ignore',
  });
  await answers(url, process);
  return { url, npmrc, stop: () => void process.kill('SIGKILL') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function answers(url: string, process: ChildProcess): Promise<void> {
  for (let second = 0; second < 60 && process.exitCode === null; second += 1) {
    const isThere = await fetch(`${url}/-/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  process.kill('SIGKILL');
  throw new Error(`the registry does not answer at ${url}`);
}
