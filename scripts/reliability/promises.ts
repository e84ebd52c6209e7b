/** Something that the tool promises, and the tests that would fail without it. */
export interface Promised {
  readonly promise: string;
  /** How it is tested, for a reader who has not seen the tests. */
  readonly how: string;
  /** Test files, relative to the project. */
  readonly tests: readonly string[];
}

/** The promises from which docs/reliability.md is generated. */
export const promises: readonly Promised[] = [
  {
    promise: 'A published id is never lost, changed or used again without a refusal.',
    how: 'Every class of change between two commits through the command line; laws over random edits of random catalogs; a real history of 151 revisions ([replayed](replay.md)).',
    tests: [
      'test/identity/laws.test.ts',
      'test/identity/ledger-laws.test.ts',
      'test/identity/history.test.ts',
      'test/cli/identity-base.test.ts',
      'test/cli/identity-ledger.test.ts',
    ],
  },
  {
    promise: 'No plan is made from an incomplete reading.',
    how: 'Totals that shift or contradict what came, ids that come twice, lists that end early or are empty although what they should hold is there.',
    tests: [
      'test/remote/list.test.ts',
      'test/commands/unlisted.test.ts',
      'test/commands/strange-records.test.ts',
    ],
  },
  {
    promise: 'What a platform lacks or holds stops nobody without a reason.',
    how: 'Add-ons that answer 404 or 403, needed and not; records above themselves, of two kinds, of no course, of no id; random records that conform to the OpenAPI document or are looser, each given to every command that reads.',
    tests: [
      'test/commands/add-ons.test.ts',
      'test/commands/strange-records.test.ts',
      'test/fuzz/conforming-answers.test.ts',
    ],
  },
  {
    promise: 'What was approved is what is applied, and no change in bulk passes unnoticed.',
    how: 'Saved plans that were edited, cut off, made stale by manifests or platform; digests; limits by size and the approval that is bound to number and plan.',
    tests: [
      'test/cli/saved-plan.test.ts',
      'test/cli/guards.test.ts',
      'test/plan/bulk-guards.test.ts',
    ],
  },
  {
    promise: 'Apply, then plan is empty, however the platform behaves.',
    how: 'Every reported or conceivable quirk of the platform and every pair of them that can hold together, in sets of five (`npm run laws`: each by itself), over two states of a rich catalog; random catalogs under random sets of quirks, and on a server that shares no code with the tool.',
    tests: [
      'test/laws-quirks.test.ts',
      'test/laws.test.ts',
      'test/laws-corrections.test.ts',
      'test/laws-lag.test.ts',
    ],
  },
  {
    promise: 'No field of the platform that the author does not manage is ever lost.',
    how: 'Random records with random further fields under random manifests and quirks, field by field; the same on a server that shares no code with the tool.',
    tests: ['test/laws-unmanaged.test.ts', 'test/commands/whole-reads.test.ts'],
  },
  {
    promise:
      'Every value goes back as it came: numbers of any size and spelling, half characters, any keys.',
    how: 'Random JSON on a platform that keeps bytes and shares no code with the tool, through apply, receipt, undo, saved plan and import; the same on the emulator, which keeps the texts of numbers. A record with one key twice is never written over.',
    tests: [
      'test/laws-values.test.ts',
      'test/model/json.test.ts',
      'test/model/exact-number.test.ts',
    ],
  },
  {
    promise: 'Whatever breaks, nothing is lost and the report adds up to the plan.',
    how: 'Each fault of network, platform, token endpoint, clock and disk against an emulator on a real port; its own log and records are the witness.',
    tests: [
      'test/faults/clock.test.ts',
      'test/faults/concurrency.test.ts',
      'test/faults/in-doubt.test.ts',
      'test/faults/lasting.test.ts',
      'test/faults/passing.test.ts',
      'test/faults/redirect.test.ts',
      'test/faults/restart.test.ts',
      'test/faults/signals.test.ts',
      'test/remote/tried-again.test.ts',
      'test/cli/network.test.ts',
      'test/cli/proxy.test.ts',
      'test/cli/tls.test.ts',
      'test/cli/streams.test.ts',
      'test/cli/outcome.test.ts',
    ],
  },
  {
    promise: 'A run that dies anywhere and is resumed ends where it would have ended.',
    how: 'An apply of 60 changes of all kinds dies at requests all along its way (`npm run laws`: at each), before and after the server dealt with it; resumed, the server holds the same, and each object was written once; the same, with processes that are killed, on a server that shares no code with the tool, to the byte. Stale locks, damaged receipts.',
    tests: [
      'test/commands/resume.test.ts',
      'test/witnesses/killed.test.ts',
      'test/cli/receipts.test.ts',
    ],
  },
  {
    promise:
      'A probe that dies anywhere leaves nothing live, once `probe --clean` was run with its receipt.',
    how: 'A probe dies at each of its requests, before and after the server dealt with it, in both dialects; as a process that is killed at some of its writes and of its reads, also on a server that shares no code with the tool; the cleaning up is killed as well; the disk is full. What others made stays as it was.',
    tests: ['test/laws-probe-kills.test.ts', 'test/witnesses/probe-killed.test.ts'],
  },
  {
    promise: 'Apply and undo is as before, for every managed field; nothing is deleted.',
    how: 'Random pairs of states of random catalogs; retired, moved, cleared and restored nodes; the undo of an undo.',
    tests: ['test/laws-undo.test.ts'],
  },
  {
    promise: 'No credential is shown or written down.',
    how: 'Everything a session writes (streams, receipts, plan files, debug lines, error causes) is searched for secret and tokens, plain and encoded, while the platform repeats them in its refusals; secrets in the config are refused, and so is a plain http address.',
    tests: [
      'test/security/secrets.test.ts',
      'test/security/insecure-http.test.ts',
      'test/config/secret.test.ts',
      'test/config/address.test.ts',
    ],
  },
  {
    promise: 'No text from outside is obeyed by a terminal, a log or a Markdown page.',
    how: 'Terminal escapes, bidirectional marks, workflow commands, HTML, mentions, links, half characters and texts of a megabyte as titles, records, answers, file names and arguments, in every format.',
    tests: [
      'test/security/hostile-output.test.ts',
      'test/security/long-texts.test.ts',
      'test/render/escape.test.ts',
      'test/render/renderers.test.ts',
    ],
  },
  {
    promise: 'Whatever is read, the answer is a value or a problem with a code: no crash, no hang.',
    how: '`npm run fuzz`: damaged manifests, ledgers, configs, plan files, receipts and answers of the platform; a hundred of each in every run of the tests, any number with `--runs N`.',
    tests: ['test/fuzz/areas.test.ts'],
  },
];
