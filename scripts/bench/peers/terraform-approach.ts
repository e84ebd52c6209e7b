import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Approach, env, small, type Task } from '../approach.ts';
import { hasGnuTime, measureProgram } from '../child.ts';
import type { Peer } from '../peers.ts';
import type { Platform } from '../platform.ts';
import { collections, type Row, readRows } from '../script-parts.ts';
import type { Workbench } from '../workbench.ts';
import { install, notInstalled } from './install.ts';

const packages = ['@grpc/grpc-js@1', '@grpc/proto-loader@0.8', '@msgpack/msgpack@3'];

const silent = { ...env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };

/** Terraform if it is on the path, with a provider of this project, since none could be downloaded. */
export async function openTerraform(bench: Workbench, platform: Platform): Promise<Peer> {
  const absent = (why: string): Peer => ({ present: false, name: 'Terraform', why });
  const version = versionOf();
  if (version === undefined) return absent('is not on the path');
  if (!hasGnuTime) return absent('cannot be measured without GNU time');
  const folder = join(bench.folder, 'terraform');
  if (!install(folder, packages)) return absent(`needs packages that ${notInstalled}`);
  const provider = join(folder, 'provider.mjs');
  renameSync(await bench.bundle(new URL('./terraform-provider.ts', import.meta.url)), provider);
  return {
    present: true,
    name: `Terraform ${version}`,
    ways: [terraformWay({ folder, provider, platform })],
    startUp: [
      {
        name: '`terraform version`',
        run: () => measureProgram(['terraform', 'version'], { env: silent }),
      },
    ],
  };
}

function versionOf(): string | undefined {
  try {
    const told = execFileSync('terraform', ['version', '-json'], {
      encoding: 'utf8',
      env: silent,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(told).terraform_version;
  } catch {
    return undefined;
  }
}

interface Means {
  readonly folder: string;
  readonly provider: string;
  readonly platform: Platform;
}

const options = {
  plan: ['plan', '-detailed-exitcode'],
  apply: ['apply', '-auto-approve'],
} as const;

function terraformWay({ folder, provider, platform }: Means): Approach {
  const work = join(folder, 'work');
  /** The state after creating everything, by the created catalog. */
  const kept = new Map<string, string>();
  const runIn = async (command: Task['command'], url: string) => {
    const plugin = await startProvider(provider, url);
    const around = { cwd: work, env: { ...silent, TF_REATTACH_PROVIDERS: plugin.address } };
    try {
      execFileSync('terraform', ['init', '-no-color'], { ...around, stdio: 'ignore' });
      const words = ['terraform', ...options[command], '-no-color', '-input=false'];
      return await measureProgram(words, around);
    } finally {
      plugin.end();
    }
  };
  const startOver = (catalog: string) => {
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
    writeFileSync(join(work, 'main.tf.json'), JSON.stringify(configOf(catalog)));
  };
  const create = async (catalog: string) => {
    const state = join(folder, `${kept.size}.tfstate`);
    startOver(catalog);
    const url = await platform.open();
    await runIn('apply', url).finally(platform.close);
    cpSync(join(work, 'terraform.tfstate'), state);
    kept.set(catalog, state);
    return state;
  };
  return {
    name: 'Terraform',
    upTo: small,
    ready: async ({ catalog, published }) => {
      const state = published && (kept.get(published) ?? (await create(published)));
      startOver(catalog);
      if (state !== undefined) cpSync(state, join(work, 'terraform.tfstate'));
    },
    run: ({ command }, url) => runIn(command, url),
  };
}

/** Starts the provider as a process, and returns what Terraform needs to find it. */
async function startProvider(provider: string, url: string) {
  const child = spawn(process.execPath, [provider, url], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = await once(createInterface(child.stdout), 'line');
  return { address: String(address), end: () => child.kill() };
}

/** A configuration with a block for each node, which Terraform runs faster than a loop over files. */
function configOf(catalog: string): object {
  const rows = readRows(catalog);
  const nodes = collections.flatMap((collection) =>
    rows[collection].map((row) => [nameOf(row.sourcedId), resourceOf(collection, row)] as const),
  );
  return {
    terraform: { required_providers: { catalog: { source: 'local/bench/catalog' } } },
    resource: { catalog_node: Object.fromEntries(nodes) },
  };
}

function resourceOf(collection: string, row: Row): object {
  const parent = [row['unit'], row['course']].find((above) => above !== undefined);
  const data = JSON.stringify(row).replaceAll('${', '$${').replaceAll('%{', '%%{');
  return {
    collection,
    sourced_id: row.sourcedId,
    data,
    ...(isReference(parent) && { depends_on: [`catalog_node.${nameOf(parent.sourcedId)}`] }),
  };
}

function isReference(value: unknown): value is { readonly sourcedId: string } {
  return typeof value === 'object' && value !== null && 'sourcedId' in value;
}

/** A name for Terraform, which must begin with a letter. */
function nameOf(sourcedId: string): string {
  return `node_${sourcedId}`;
}
