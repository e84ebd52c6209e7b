import { withoutCiCommands } from '../ci-commands.ts';
import { escapeFor } from '../escape.ts';

/** A text of several lines that others made, such as the message of an error, for a screen or a log. */
export function harmlessText(text: string): string {
  return withoutCiCommands(text.split('\n').map(escapeFor.terminal).join('\n'));
}
