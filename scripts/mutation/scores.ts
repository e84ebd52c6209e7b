/** How the mutants of one folder fared. */
export interface FolderScore {
  readonly folder: string;
  /** A test failed, or never came to an end. */
  readonly killed: number;
  /** All tests passed, or none came by. */
  readonly survived: number;
}

/** The part of the report of Stryker that is read here. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly status: string;
}

const killed: readonly string[] = ['Killed', 'Timeout'];
const survived: readonly string[] = ['Survived', 'NoCoverage'];

/** By folder of `src`, in the order in which they come. Mutants that were left out do not count. */
export function scoresOf({ files }: MutationReport): readonly FolderScore[] {
  const folders = Map.groupBy(Object.entries(files), ([file]) => file.split('/')[1] ?? '');
  return [...folders].map(([folder, inIt]) => {
    const states = inIt.flatMap(([, { mutants }]) => mutants.map(({ status }) => status));
    const count = (among: readonly string[]) =>
      states.filter((state) => among.includes(state)).length;
    return { folder, killed: count(killed), survived: count(survived) };
  });
}

/** In per cent, rounded down: no rounding lifts a score over a limit. */
export function scoreOf({ killed, survived }: Omit<FolderScore, 'folder'>): string {
  return (Math.floor((1000 * killed) / (killed + survived)) / 10).toFixed(1);
}
