/** What the run command takes, so that a hint names only steps that can be taken with it. */
export interface Offers {
  /** `apply`. */
  readonly command: string;
  /** As they are written there: `--exclude` on the command line, `parallelism` in the Action. */
  readonly options: ReadonlySet<string>;
}

/** Commands that go on where they stopped: what is written is not written twice. */
const writing: readonly string[] = ['apply', 'undo'];

/** The last sentences of hints, by what is offered; of a program that uses the library nothing is known. */
export interface Steps {
  readonly again: (when?: string) => string;
  readonly leaveOut: string;
  readonly tryCredentials: string;
}

export function stepsWith(offers: Offers | undefined): Steps {
  const command = offers?.command;
  const slower = ['--parallelism', 'parallelism'].find((name) => offers?.options.has(name));
  const safe =
    command === undefined || writing.includes(command)
      ? ': it is safe, what is written already is not written twice.'
      : '.';
  // On the command line doctor is always there; it does not send anybody to itself.
  const isAtHand = offers?.options.has('--insecure-http') && command !== 'doctor';
  const look = isAtHand
    ? ' `timeback-catalog doctor` tells whether the platform can be reached.'
    : '';
  return {
    again: (when) =>
      when === undefined
        ? `Run the command again${safe}${look}`
        : `Run the command again ${when}${slower ? `, or with a smaller \`${slower}\`` : ''}${safe}`,
    leaveOut: offers?.options.has('--exclude')
      ? ' `--exclude` leaves a part of the catalog out meanwhile.'
      : '',
    tryCredentials: isAtHand ? ' `timeback-catalog doctor` tries them.' : '',
  };
}
