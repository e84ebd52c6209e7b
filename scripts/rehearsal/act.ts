import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One run of a workflow on this machine. */
export interface ActRun {
  /** The path of the program `act`. */
  readonly act: string;
  /** The folder of the repository with the workflow. */
  readonly cwd: string;
  /** The path of the workflow file in that folder. */
  readonly workflow: string;
  readonly event: string;
  readonly payload: object;
  /** Folders that replace actions, by the beginning of the actions' names. */
  readonly actions: Readonly<Record<string, string>>;
  /** Further arguments, such as `--job`. */
  readonly words?: readonly string[];
  /** A folder that comes first on PATH. */
  readonly programs?: string;
  /** An empty folder for files that it keeps. */
  readonly home: string;
}

/** The most minutes of one run. */
const longest = 20;

/** Runs a workflow without containers; returns its log, and whether all jobs succeeded. */
export function carryOut(run: ActRun): Promise<{ readonly log: string; readonly isDone: boolean }> {
  const { act, cwd, workflow, event, payload, actions, words = [], programs, home } = run;
  mkdirSync(join(home, '.config/act'), { recursive: true });
  writeFileSync(join(home, '.config/act/actrc'), '');
  const payloadFile = join(home, 'event.json');
  writeFileSync(payloadFile, JSON.stringify(payload));
  const used = readFileSync(join(cwd, workflow), 'utf8').matchAll(/uses: ([\w-]+\/[\w-]+@\S+)/g);
  const replaced = [...new Set([...used].map(([, name = '']) => name))].flatMap((name) => {
    const folder = actions[name.replace(/@.*/, '')];
    return folder === undefined ? [] : ['--local-repository', `${name}=${folder}`];
  });
  const args = [
    ...[event, '-W', workflow, '-e', payloadFile, '-P', 'ubuntu-latest=-self-hosted'],
    ...['--action-offline-mode', '--pull=false', ...replaced, ...words],
  ];
  const path = [programs, dirname(process.execPath), process.env['PATH']].filter(Boolean).join(':');
  const env = { ...process.env, PATH: path, HOME: home, XDG_CACHE_HOME: join(home, '.cache') };
  return new Promise((resolve, reject) => {
    const running = spawn(act, args, { cwd, env, timeout: longest * 60_000 });
    let log = '';
    for (const stream of [running.stdout, running.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
    }
    running.on('error', reject);
    running.on('close', (code) => resolve({ log, isDone: code === 0 }));
  });
}
