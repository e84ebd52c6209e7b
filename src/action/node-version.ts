import { annotationCommand } from '../text/workflow.ts';

/**
 * The message of a job whose runner starts the Action with a Node that is too old, as some runners do
 * although action.yml asks for node24; undefined for a supported version. `version`: `20.20.2`.
 */
export function nodeIsTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return undefined;
  const message = `The runner starts this Action with Node ${version}, but it needs Node 24. Update the runner to 2.327.1 or newer, and remove ACTIONS_RUNNER_FORCE_ACTIONS_NODE_VERSION from its variables. Nothing was read or sent.`;
  return `${annotationCommand({ level: 'error', title: 'The runner is too old', message })}\n`;
}
