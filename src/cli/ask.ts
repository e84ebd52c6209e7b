import { createInterface } from 'node:readline/promises';
import type { Shell } from './shell.ts';

/** Whether there is a person to ask: both sides of the conversation are a terminal. */
export function canAsk({ terminal }: Shell): boolean {
  return Boolean(terminal.stdin.isTTY && terminal.stderr.isTTY);
}

/** Asks on stderr, so that stdout stays the result. An interrupted question is answered with ''. */
export async function ask(shell: Shell, question: string): Promise<string> {
  const { terminal, world, interrupt } = shell;
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr });
  lines.once('SIGINT', interrupt);
  try {
    return (await lines.question(question, { signal: world.stop })).trim();
  } catch {
    return '';
  } finally {
    lines.close();
  }
}
