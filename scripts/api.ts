import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiReport, builtTypes, reportFile } from './api/report.ts';

// npm run api: writes the report of what the built library offers. Its diff belongs to the reasons of a commit.
const root = join(import.meta.dirname, '..');
writeFileSync(join(root, reportFile), apiReport(join(root, builtTypes)));
console.log(`${reportFile} written`);
