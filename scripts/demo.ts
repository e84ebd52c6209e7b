// `npm run demo`: shows the purpose of the tool with a small course and the emulator, as a newcomer would see
// it. Works in a temporary folder, so that it can be repeated and leaves nothing behind.
import { openStage, play } from './demo/stage.ts';
import { story } from './demo/story.ts';

const stage = openStage('inherit');
try {
  for (const step of story) play(step, stage, console.log);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  stage.close();
}
