import { type Problem, problem } from '../model/problem.ts';

/** A message names at most this many files. */
const mostNamed = 3;

/** Manifests that had errors when they were committed. */
export function brokenManifests(ref: string, files: readonly string[]): Problem {
  const named = files.slice(0, mostNamed).join(', ');
  const more = files.length > mostNamed ? ` and ${files.length - mostNamed} more` : '';
  return brokenBase(
    `At "${ref}" these manifests have errors: ${named}${more}. They were compared as far as they can be read.`,
  );
}

/** A config that cannot be read at the base. */
export function brokenConfig(ref: string, path: string): Problem {
  return brokenBase(
    `At "${ref}" ${path} cannot be read. Its manifests and its ledger were looked for where they are today.`,
  );
}

/** A ledger that is no text at the base. */
export function brokenLedger(ref: string): Problem {
  return brokenBase(`At "${ref}" the ledger of ids is not text. It was not compared.`);
}

function brokenBase(detail: string): Problem {
  return problem('git/broken-base', { detail });
}
