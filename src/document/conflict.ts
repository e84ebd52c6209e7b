/** Whether a line is a conflict mark of git (`<<<<<<<` and the like). */
export function isConflictMark(line: string): boolean {
  return /^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)/.test(line);
}

/** Conflict marks in a text. */
export interface ConflictMarks {
  /** Offset of the first mark. */
  readonly offset: number;
  /** Lines of the marks, counted from one. */
  readonly lines: readonly [number, ...number[]];
}

/** Finds the conflict marks of a text; undefined if there are none. */
export function conflictMarks(text: string): ConflictMarks | undefined {
  const lines: number[] = [];
  let first: number | undefined;
  let [line, offset] = [1, 0];
  while (offset <= text.length) {
    const end = text.indexOf('\n', offset);
    const next = end === -1 ? text.length + 1 : end + 1;
    // The first nine characters are enough: the mark and the blank or line end behind it.
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

/** `line 9`, `lines 9, 11 and 13`: where the marks are. */
export function markLines({ lines }: ConflictMarks): string {
  const shown = lines.slice(0, mostShown);
  const more = lines.length - shown.length;
  const last = more > 0 ? `${more} more` : String(shown.pop());
  return shown.length === 0 ? `line ${last}` : `lines ${shown.join(', ')} and ${last}`;
}

/** A conflict has three or four marks. The first few conflicts are enough to begin with. */
const mostShown = 9;
