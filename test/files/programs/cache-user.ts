// Keeps and finds under few keys and a tight limit, while others do the same. Exits with 1 if it
// finds what nobody kept.
import { openTextCache } from '../../../src/files/cache.ts';

const [folder = '', number = ''] = process.argv.slice(2);
const cache = openTextCache(folder, { most: 60_000 });
for (let turn = 0; turn < 300; turn += 1) {
  const key = String(turn % 7).repeat(64);
  cache.keep(
    key,
    Array.from({ length: 20 }, (_, index) => `${index} ${key} ${number.repeat(500)}`),
  );
  for (const [at, line] of [...(cache.find(key) ?? [])].entries()) {
    if (!line.startsWith(`${at} ${key} `)) process.exit(1);
  }
}
