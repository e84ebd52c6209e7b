// The start file of the GitHub Action; action.yml names the bundle that is built from it.
import { runAction } from './main.ts';
import { nodeIsTooOld } from './node-version.ts';

const tooOld = nodeIsTooOld(process.versions.node);
if (tooOld === undefined) {
  await runAction();
} else {
  process.stdout.write(tooOld);
  process.exitCode = 1;
}
