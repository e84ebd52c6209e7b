import type { BundledPackage } from './notices.ts';

/** The name, version and type of a bundle. */
export interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly type: 'application' | 'library';
}

/**
 * The content of a bundle as CycloneDX 1.6 in JSON, without date and random number, so that equal builds give
 * equal files.
 */
export function sbomFor(
  { name, version, type }: Bundled,
  packages: readonly BundledPackage[],
): string {
  const root = purlOf(name, version);
  const components = packages.map((one) => ({
    type: 'library',
    'bom-ref': purlOf(one.name, one.version),
    name: one.name,
    version: one.version,
    licenses: [{ license: { id: one.licence } }],
    purl: purlOf(one.name, one.version),
  }));
  const sbom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type, 'bom-ref': root, name, version, purl: root } },
    components,
    dependencies: [
      { ref: root, dependsOn: components.map((one) => one['bom-ref']) },
      ...components.map((one) => ({ ref: one['bom-ref'] })),
    ],
  };
  return `${JSON.stringify(sbom, undefined, 2)}\n`;
}

/** The package URL of a package of npm: `pkg:npm/%40hono/node-server@2.1.8`. */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}
