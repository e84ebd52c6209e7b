import { before, edited, replaced, retired, swapped } from './catalog.ts';

/** One step of the demo: what happens, what an author changes in the manifest, and what runs then. */
export interface Step {
  readonly why: string;
  /** Edits the manifest as the author would. */
  readonly manifest?: (was: string) => string;
  /** Commands of the tool; a command that begins with `git` is git. */
  readonly commands: readonly (readonly string[])[];
  /** The exit code of the last command. */
  readonly exit?: number;
}

/**
 * The purpose of the tool in steps: publish, rename and move, a refused id and its fix, retire, converged.
 */
export const story: readonly Step[] = [
  {
    why: 'A course as YAML: two units, five lessons. Publish it.',
    manifest: () => before,
    commands: [
      ['tree'],
      ['apply', '--auto-approve', '--detail', 'summary'],
      ['git', 'add', '.'],
      ['git', 'commit', '--quiet', '--message', 'Start the course'],
    ],
  },
  {
    why: 'An author renames a lesson, moves another to the second unit and writes a new one.',
    manifest: () => edited,
    commands: [
      ['fmt'],
      ['plan'],
      ['apply', '--auto-approve', '--detail', 'summary'],
      ['git', 'commit', '--quiet', '--all', '--message', 'Rename, move, add'],
    ],
  },
  {
    why: `A program writes the lesson "${replaced}" again, under another id. Students' records would be lost.`,
    manifest: swapped,
    commands: [['check', '--base', 'HEAD']],
    exit: 5,
  },
  {
    why: 'The fix that the message names:',
    commands: [['check', '--base', 'HEAD', '--fix']],
  },
  {
    why: 'A lesson is no longer needed. Its record stays, its id is never used again.',
    commands: [
      ['retire', retired, '--reason', 'part of the unit test now'],
      ['plan'],
      ['apply', '--auto-approve', '--detail', 'summary'],
    ],
  },
  { why: 'Is there anything left to publish?', commands: [['plan']] },
];
