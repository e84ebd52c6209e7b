/** The files of the Action, which a release commits. action.yml names the first one. */
export const actionFiles = {
  bundle: 'dist/action.js',
  notices: 'dist/action.THIRD-PARTY-NOTICES.txt',
  sbom: 'dist/action.sbom.cdx.json',
} as const;
