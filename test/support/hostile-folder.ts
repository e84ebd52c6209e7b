import { catalogFiles, folderWith } from './catalog-folder.ts';
import { builtCli, type Ended } from './program.ts';

export const config = 'org: partner-sandbox\n';

/** A catalog that `check` finds nothing wrong with, with other files in place of its own. */
export function catalogWith(files: Readonly<Record<string, string>> = {}): string {
  return folderWith({ 'timeback-catalog.yaml': config, ...catalogFiles(), ...files });
}

/** Milliseconds after which a command is taken to hang, also on a busy machine. */
export const patience = 60_000;

/** A command on little memory. What hangs fails by the time that the test has, and is killed. */
export function runBounded(args: readonly string[], cwd: string): Promise<Ended> {
  return builtCli(args, { cwd, env: { NODE_OPTIONS: '--max-old-space-size=1024' } });
}

/** The codes of the problems that a command told of, each once. */
export function codesIn({ stderr }: Pick<Ended, 'stderr'>): string[] {
  return [...new Set([...stderr.matchAll(/\[([a-z]+\/[a-z-]+)\]/g)].map(([, code = '']) => code))];
}
