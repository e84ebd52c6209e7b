import { filesByFolder, importCircles, sharedNames, sourceModules } from './sources.ts';

/** Rows of a table: the name of each measure, and its value. */
export function measuresOf(tree: string): readonly (readonly [string, string])[] {
  const modules = sourceModules(tree);
  const lines = modules.map((one) => one.lines).toSorted((a, b) => a - b);
  const total = lines.reduce((sum, one) => sum + one, 0);
  const at = (share: number) => lines[Math.floor((lines.length - 1) * share)] ?? 0;
  const exported = modules.flatMap(({ exports }) => exports);
  const functions = exported.filter(({ kind }) => kind === 'function').length;
  const [[folder, count] = ['none', 0]] = filesByFolder(modules.map(({ file }) => file));
  const circles = importCircles(modules);
  return [
    ['files', written(modules.length)],
    ['lines', written(total)],
    ['median / p90 / longest file, lines', `${at(0.5)} / ${at(0.9)} / ${at(1)}`],
    ['largest flat folder', `${folder}: ${count} files`],
    ['exported functions a 1,000 lines', ((functions / total) * 1000).toFixed(1)],
    ['exported names that exist twice', written(sharedNames(modules).size)],
    ['circles of imports, types included', written(circles.length)],
  ];
}

const written = (count: number): string => count.toLocaleString('en');
