import packageJson from '../../package.json' with { type: 'json' };
import lockFile from '../../package-lock.json' with { type: 'json' };
import releases from '../packages/releases.json' with { type: 'json' };
import { tools } from '../packages/tools.ts';
import { packageHomes } from './layer-table.ts';
import type { Output } from './output.ts';

/** A package that package.json names. */
export interface PackageRow {
  readonly name: string;
  /** The version in the lock file. */
  readonly version: string;
  readonly home: string;
  readonly why: string;
  /** Whether its code is in what people install or run. */
  readonly isShipped: boolean;
  /** The day of its newest version when the registry was last asked. */
  readonly released: string;
}

const locked: Readonly<Record<string, { readonly version?: string }>> = lockFile.packages;
const dates: Readonly<Record<string, { readonly released: string }>> = releases.packages;

/** All packages that package.json names, sorted by name. Throws if one has no home, reason or date. */
export function packageRows(
  names: readonly string[] = Object.keys(packageJson.devDependencies),
): readonly PackageRow[] {
  return names.toSorted().map((name) => {
    const shipped = packageHomes.find(({ packages }) => packages.includes(name));
    const tool = shipped ? { home: `src/${shipped.home}`, why: shipped.why } : tools[name];
    if (!tool) {
      throw new Error(
        `package.json names ${name}, and nothing says what for: add a row to packageHomes in scripts/generate/layer-table.ts if it is shipped, else to scripts/packages/tools.ts.`,
      );
    }
    const released = dates[name]?.released;
    const version = locked[`node_modules/${name}`]?.version;
    if (released === undefined || version === undefined) {
      throw new Error(`Nobody asked yet when ${name} was last released: npm run packages`);
    }
    return { name, version, ...tool, isShipped: shipped !== undefined, released };
  });
}

/** docs/packages.md: a row for each package. */
export const packagesPage: Output = {
  file: 'docs/packages.md',
  make: () => {
    const rows = packageRows();
    const table = (isShipped: boolean) =>
      rows
        .filter((row) => row.isShipped === isShipped)
        .map(
          ({ name, version, home, why, released }) =>
            `| \`${name}\` ${version} | \`${home}\` | ${why} | ${released} |`,
        )
        .join('\n');
    const head = '| package | home | why | newest version of |\n| --- | --- | --- | --- |';
    return `# Packages

Made by \`npm run generate\`. \`npm run packages\` asks the registry for the dates, last on ${releases.asked}. One home a
package: [architecture](architecture.md#packages). A package that is no longer kept is replaced.

## In what people install and run

They are bundled, so that \`npm install timeback-catalog\` installs one package; their licences are beside the bundles.

${head}
${table(true)}

## In the work on it

${head}
${table(false)}
`;
  },
};
