import { describe, expect, test } from 'vitest';
import { compareLedgers } from '../../src/identity/ledger/compare.ts';
import { parseLedger, sortLedger } from '../../src/identity/ledger/parse.ts';
import type { Ledger } from '../../src/model/ledger.ts';
import { type IdKey, kinds, nodeKey } from '../../src/model/node.ts';
import { sourcedIdFault } from '../../src/model/sourced-id.ts';
import { fc, runs } from '../support/laws.ts';
import {
  addToLedger,
  removeFromLedger,
  retireInLedger,
  reviveInLedger,
} from '../support/ledger.ts';

/** Few letters, so that ids meet; some that look like other parts of a ledger; some of anything. */
const sourcedId = fc
  .oneof(
    fc.stringMatching(/^[a-cA-C]{1,2}$/),
    fc.constantFrom('=======', '<<<<<<<', '|||||||', 'live', 'retired', 'lesson', '__proto__'),
    fc.uuid(),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
  )
  .filter((text) => sourcedIdFault(text) === undefined);

const kind = fc.constantFrom(...kinds);
const minted = fc.record({ sourcedId, kind });
const mintedOnce = fc.uniqueArray(minted, { selector: nodeKey, maxLength: 12 });
const someMinted = mintedOnce.filter((ids) => ids.length > 0);
const reason = fc.oneof(
  fc.constantFrom('live', '# why', '=======', 'merged  into\r\nunit 2'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const remark = fc.constantFrom('', '# about this', '\t#', '# a lesson live');
const lineBreak = fc.constantFrom('\n', '\r\n');

/** Readable, with line breaks, comments and blanks as a person may leave them, in any order. */
const readable = fc
  .record({
    ids: mintedOnce,
    retired: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    remarks: fc.array(remark, { minLength: 12, maxLength: 12 }),
    breaks: fc.array(lineBreak, { minLength: 12, maxLength: 12 }),
    mark: fc.constantFrom('', '\uFEFF'),
    end: fc.constantFrom('', '# end', '# end\n'),
  })
  .map(({ ids, retired, remarks, breaks, mark, end }) => {
    const lines = ids.map((id, at) => {
      const state = retired[at] ? 'retired for  this' : 'live';
      return `${remarks[at]}${breaks[at]}${id.sourcedId} ${id.kind}\t${state}${breaks[at]}`;
    });
    return `${mark}# header\n${lines.join('')}${end}`;
  });

/** Whatever a file may hold, with many lines that are nearly right. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom('<<<<<<< HEAD', '=======', '>>>>>>> t', 'a lesson live', 'a unit', '#', ''),
        fc.constantFrom('a lesson retired x', 'b unit live', 'b unit retired', '\uFEFFc unit live'),
        fc.string({ maxLength: 9 }),
      ),
      { maxLength: 12 },
    )
    .chain((lines) => lineBreak.map((separator) => lines.join(separator))),
);

const someIds = fc.array(sourcedId, { maxLength: 6 });

function read(text: string): Ledger {
  const parsed = parseLedger('catalog.ids', text);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.detail);
  return parsed.value;
}

/** What a ledger says, without the lines it says it on. */
function facts(text: string): Map<IdKey, string> {
  const entries = [...read(text).entries.values()];
  return new Map(entries.map((e) => [nodeKey(e), [e.kind, e.state, e.reason].join(' ')]));
}

function holds<T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, law), runs(300));
}

describe('adding', () => {
  test('makes a ledger know exactly what it knew and what is new', () => {
    holds(fc.tuple(readable, mintedOnce), ([text, ids]) => {
      const before = facts(text);
      const fresh = ids.filter((id) => !before.has(nodeKey(id)));
      const after = new Map([
        ...before,
        ...fresh.map((id) => [nodeKey(id), `${id.kind} live `] as const),
      ]);
      expect(facts(addToLedger(text, ids))).toEqual(after);
    });
  });

  test('to nothing gives a ledger without problems', () => {
    holds(someMinted, (ids) => {
      expect(parseLedger('catalog.ids', addToLedger(undefined, ids)).problems).toEqual([]);
    });
  });

  test('twice is adding once, and the order of the ids plays no part', () => {
    holds(fc.tuple(fc.oneof(readable, anything), fc.array(minted)), ([text, ids]) => {
      const once = addToLedger(text, ids);
      expect(addToLedger(once, ids)).toBe(once);
      expect(addToLedger(text, ids.toReversed())).toBe(once);
    });
  });

  test('in two steps is adding in one, where the ledger is sorted', () => {
    holds(fc.tuple(someMinted, fc.nat(12)), ([ids, at]) => {
      const first = addToLedger(undefined, ids.slice(0, at + 1));
      expect(addToLedger(first, ids.slice(at + 1))).toBe(addToLedger(undefined, ids));
    });
  });

  test('keeps every line that was there, in its order', () => {
    holds(fc.tuple(readable, mintedOnce), ([text, ids]) => {
      const known = facts(text);
      const fresh = ids.filter((id) => !known.has(nodeKey(id)));
      expect(removeFromLedger(addToLedger(text, ids), fresh)).toBe(text);
    });
  });
});

describe('retiring', () => {
  test('what was added keeps every line, in its order', () => {
    holds(fc.tuple(readable, mintedOnce, reason), ([text, ids, why]) => {
      const added = addToLedger(text, ids);
      const retired = retireInLedger(
        added,
        ids.map((id) => id.sourcedId),
        why,
      );
      const linesOf = (ledger: string) => ledger.replace('\uFEFF', '').split(/\r?\n/);
      const left = linesOf(retired);
      for (const line of linesOf(added)) {
        const at = left.indexOf(line);
        expect(at).toBeGreaterThanOrEqual(0);
        left.splice(0, at + 1);
      }
    });
  });

  test('retires exactly the ids it is given, and reviving undoes it', () => {
    holds(fc.tuple(someMinted, someIds, reason), ([ids, chosen, why]) => {
      const text = addToLedger(undefined, ids);
      const retired = retireInLedger(text, chosen, why);
      for (const entry of read(retired).entries.values()) {
        expect(entry.state).toBe(chosen.includes(entry.sourcedId) ? 'retired' : 'live');
      }
      expect(parseLedger('catalog.ids', retired).problems).toEqual([]);
      expect(reviveInLedger(retired, chosen)).toBe(text);
      expect(retireInLedger(retired, chosen, 'again')).toBe(retired);
    });
  });
});

test('only removing shortens the set of ids, and by no other id', () => {
  holds(fc.tuple(readable, someIds, mintedOnce), ([text, chosen, ids]) => {
    const before = read(text);
    const kept = [
      addToLedger(text, ids),
      retireInLedger(text, chosen, 'why'),
      reviveInLedger(text, chosen),
      sortLedger(text),
    ];
    for (const after of kept) {
      const edits = compareLedgers(before, read(after)).map(({ was }) => was);
      expect(edits.filter((was) => was !== 'revived')).toEqual([]);
    }
    const left = [...before.entries].flatMap(([key, { sourcedId: id }]) =>
      chosen.includes(id) ? [] : [key],
    );
    expect([...read(removeFromLedger(text, chosen)).entries.keys()]).toEqual(left);
  });
});

describe('sorting', () => {
  test('leaves nothing to complain about where only order and repetition were wrong', () => {
    holds(fc.tuple(readable, fc.boolean()), ([text, isTwice]) => {
      const given = isTwice ? `${text}\n${text.replace('\uFEFF', '')}` : text;
      const sorted = sortLedger(given);
      expect(parseLedger('catalog.ids', sorted).problems).toEqual([]);
      expect(facts(sorted)).toEqual(
        new Map([...facts(given)].sort(([a], [b]) => (a < b ? -1 : 1))),
      );
      expect(sortLedger(sorted)).toBe(sorted);
    });
  });

  test('changes nothing if nothing is wrong', () => {
    holds(fc.oneof(readable, anything), (text) => {
      if (parseLedger('catalog.ids', text).problems.length === 0)
        expect(sortLedger(text)).toBe(text);
    });
  });
});

test('no text makes anything throw, and edits of nothing change nothing', () => {
  holds(fc.tuple(anything, fc.array(minted), someIds, reason), ([text, ids, chosen, why]) => {
    expect(() => parseLedger('catalog.ids', text)).not.toThrow();
    expect(() => sortLedger(text)).not.toThrow();
    expect(() => retireInLedger(addToLedger(text, ids), chosen, why)).not.toThrow();
    expect(() => removeFromLedger(reviveInLedger(text, chosen), chosen)).not.toThrow();
    expect(addToLedger(text, [])).toBe(text);
    expect(retireInLedger(text, [], why)).toBe(text);
    expect(reviveInLedger(text, [])).toBe(text);
    expect(removeFromLedger(text, [])).toBe(text);
  });
});
