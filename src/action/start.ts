// The start file of the GitHub Action; action.yml names the bundle that is made from it.
import { runAction } from './main.ts';

await runAction();
