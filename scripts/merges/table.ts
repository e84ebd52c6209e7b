import { type Outcome, simulate, type Work } from './simulate.ts';

const columns: readonly Omit<Work, 'ids' | 'added'>[] = [
  { form: 'file', sameCourse: true },
  { form: 'folder', sameCourse: false },
  { form: 'folder', sameCourse: true },
  { form: 'folder', sameCourse: true, oneByOne: true },
];

/** The number of samples; fewer for large files, since each of their merges takes long. */
const samplesInFile = (samples: number, ids: number) =>
  Math.max(1, Math.min(samples, ids >= 10_000 ? samples / 10 : samples));

/** The table of docs/identity.md: conflicts in a hundred merges. */
export function tableOf(samples: number, onRow: (row: string) => void): string {
  const rows = [100, 500, 1_000, 10_000, 100_000].flatMap((ids) =>
    [1, 5, 20, 100].map((added) => {
      const cells = columns.map((column) => {
        const count = column.form === 'file' ? samplesInFile(samples, ids) : samples;
        return share(simulate({ ...column, ids, added }, Math.floor(count)));
      });
      const row = `| ${[inThousands(ids), String(added), ...cells].join(' | ')} |`;
      onRow(row);
      return row;
    }),
  );
  const head = [
    '| ids there | new on each branch | one file | folder, two courses | folder, one course | folder, one course, a commit an id |',
    '| ---: | ---: | ---: | ---: | ---: | ---: |',
  ];
  return [...head, ...rows].join('\n');
}

function share({ conflicts, samples }: Outcome): string {
  return `${((100 * conflicts) / samples).toFixed(1)} %`;
}

function inThousands(number: number): string {
  return number.toLocaleString('en-US');
}
