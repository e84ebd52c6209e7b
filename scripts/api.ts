import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiReport, builtTypes, reportFile } from './api/report.ts';

// npm run api: writes the report of the built library's public declarations. A commit explains its diff.
const root = join(import.meta.dirname, '..');
writeFileSync(join(root, reportFile), apiReport(join(root, builtTypes)));
console.log(`${reportFile} written`);
