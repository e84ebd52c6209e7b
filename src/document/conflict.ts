/** A line that git writes between two versions of a file that it could not merge. */
export function isConflictMark(line: string): boolean {
  return /^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)/.test(line);
}

/** The marks of a merge in a text. */
export interface ConflictMarks {
  /** Of the first mark, from the start of the text. */
  readonly offset: number;
  /** The lines of the marks, from one. */
  readonly lines: readonly [number, ...number[]];
}

/** The marks of a merge that stand in a text, or undefined where there are none. */
export function conflictMarks(text: string): ConflictMarks | undefined {
  const lines: number[] = [];
  let first: number | undefined;
  let [line, offset] = [1, 0];
  while (offset <= text.length) {
    const end = text.indexOf('\n', offset);
    const next = end === -1 ? text.length + 1 : end + 1;
    // A line of any length is told by its first nine characters, a blank or its end behind the mark.
    if (isConflictMark(text.slice(offset, Math.min(next - 1, offset + 9)))) {
      lines.push(line);
      first ??= offset;
    }
    offset = next;
    line += 1;
  }
  const [head, ...others] = lines;
  return head === undefined ? undefined : { offset: first ?? 0, lines: [head, ...others] };
}

/** `line 9`, `lines 9, 11 and 13`: where the marks stand. */
export function markLines({ lines }: ConflictMarks): string {
  const shown = lines.slice(0, mostShown);
  const more = lines.length - shown.length;
  const last = more > 0 ? `${more} more` : String(shown.pop());
  return shown.length === 0 ? `line ${last}` : `lines ${shown.join(', ')} and ${last}`;
}

/** A conflict has three or four marks; of many conflicts the first ones are enough to begin with. */
const mostShown = 9;
