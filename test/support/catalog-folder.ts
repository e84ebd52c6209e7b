import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files, by path; removed when the test ends. */
export function folderWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) put(folder, path, text);
  return folder;
}

/** Writes a file, with its folders, in place of what is there. */
export function put(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The files of a catalog with one course, and no environment of its own. */
export function catalogFiles(lessons = 2, placing = 0): Record<string, string> {
  return {
    'timeback-catalog.yaml': 'org: partner-sandbox\n',
    'catalog/course.yaml': courseManifest(lessons, placing),
  };
}

const unitSize = 30;

/**
 * Course `course-1`, units `unit-1` …, lessons `lesson-1` … of up to thirty a unit. The first `placing`
 * of them place the resources `film` and `map`, which are there then.
 */
export function courseManifest(lessons: number, placing = 0): string {
  const lines = ['kind: course', 'sourcedId: course-1', 'title: Reading', 'units:'];
  for (let number = 1; number <= lessons; number += 1) {
    if (number % unitSize === 1) {
      const unit = Math.ceil(number / unitSize);
      lines.push(`  - sourcedId: unit-${unit}`, `    title: Unit ${unit}`, '    lessons:');
    }
    lines.push(`      - sourcedId: lesson-${number}`, `        title: Lesson ${number}`);
    if (number <= placing) lines.push('        resources: [film, map]');
  }
  if (placing > 0) {
    lines.push('resources:');
    for (const id of ['film', 'map']) {
      lines.push(`  - { sourcedId: ${id}, title: The ${id}, vendorResourceId: ${id} }`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A course with two lessons whose content tells them apart, under these ids. */
export const exchangeable = (fractions: number, plants: number) => `kind: course
sourcedId: course-1
title: Reading
units:
  - sourcedId: unit-1
    title: Unit 1
    lessons:
      - sourcedId: lesson-${fractions}
        title: Adding fractions with unlike denominators
        metadata: { xp: 12, topic: fractions and their sums }
      - sourcedId: lesson-${plants}
        title: Photosynthesis in green plants
        metadata: { xp: 30, topic: biology of leaves }
`;
