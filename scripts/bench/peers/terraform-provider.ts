// A provider for Terraform with one resource, a node of the catalog: one GET for each when Terraform
// refreshes, and one PUT for each that it writes. It prints the value for TF_REATTACH_PROVIDERS, and runs
// until it is ended.
//
//   node terraform-provider.mjs URL
import { differs, openApi } from '../script-parts.ts';
import { protocol } from './terraform-protocol.ts';

/** The parts of the packages that are used here. They are installed only for the benchmark. */
interface Grpc {
  readonly loadPackageDefinition: (definition: unknown) => {
    readonly tfplugin6: { readonly Provider: { readonly service: unknown } };
  };
  readonly ServerCredentials: { readonly createInsecure: () => unknown };
  readonly Server: new (
    options: Readonly<Record<string, number>>,
  ) => {
    readonly addService: (service: unknown, handlers: Readonly<Record<string, Handler>>) => void;
    readonly bindAsync: (
      address: string,
      credentials: unknown,
      done: (error: Error | null, port: number) => void,
    ) => void;
  };
}

interface Value {
  readonly msgpack: Uint8Array;
}

interface Request {
  readonly current_state: Value;
  readonly proposed_new_state: Value;
  readonly planned_state: Value;
  readonly raw_state: { readonly json: Uint8Array };
}

type Handler = (
  call: { readonly request: Request },
  answer: (error: null, response: object) => void,
) => void;

/** A resource as Terraform stores it. `data` is the record as JSON. */
interface Resource {
  readonly collection: 'courses' | 'units' | 'lessons';
  readonly sourced_id: string;
  readonly data: string;
}

const [url = ''] = process.argv.slice(2);
const inFlight = 10;

// Named at run time, since the types of packages that are not installed cannot be checked.
const names = ['@grpc/grpc-js', '@grpc/proto-loader', '@msgpack/msgpack'] as const;
const grpc: Grpc = await import(names[0]);
const loader: { readonly fromJSON: (json: object, options: object) => unknown } = await import(
  names[1]
);
const msgpack: {
  readonly encode: (value: Resource) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Resource;
} = await import(names[2]);

const api = await openApi(url, inFlight);
const written = (resource: Resource): Value => ({ msgpack: msgpack.encode(resource) });
const attribute = (name: keyof Resource) => ({
  name,
  type: Buffer.from('"string"'),
  required: true,
});
const attributes = (['collection', 'sourced_id', 'data'] as const).map(attribute);

const handlers: Readonly<Record<string, (request: Request) => object | Promise<object>>> = {
  GetProviderSchema: () => ({
    provider: { block: {} },
    resource_schemas: { catalog_node: { block: { attributes } } },
  }),
  ValidateProviderConfig: () => ({}),
  ValidateResourceConfig: () => ({}),
  ConfigureProvider: () => ({}),
  StopProvider: () => ({}),
  UpgradeResourceState: ({ raw_state: { json } }) => ({
    upgraded_state: written(JSON.parse(Buffer.from(json).toString())),
  }),
  PlanResourceChange: ({ proposed_new_state }) => ({ planned_state: proposed_new_state }),
  ReadResource: async ({ current_state }) => {
    const known = msgpack.decode(current_state.msgpack);
    const answer = await api.get(`${known.collection}/${known.sourced_id}`);
    const live = answer?.[known.collection.slice(0, -1)];
    const data = differs(JSON.parse(known.data), live) ? JSON.stringify(live) : known.data;
    return { new_state: written({ ...known, data }) };
  },
  ApplyResourceChange: async ({ planned_state }) => {
    const { collection, data } = msgpack.decode(planned_state.msgpack);
    await api.put(collection, JSON.parse(data));
    return { new_state: planned_state };
  },
};

const unlimited = -1;
const server = new grpc.Server({
  'grpc.max_receive_message_length': unlimited,
  'grpc.max_send_message_length': unlimited,
});
const definition = loader.fromJSON(protocol, { keepCase: true, longs: Number });
const { Provider } = grpc.loadPackageDefinition(definition).tfplugin6;
server.addService(
  Provider.service,
  Object.fromEntries(Object.entries(handlers).map(([name, handle]) => [name, answering(handle)])),
);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  const address = { Network: 'tcp', String: `127.0.0.1:${port}` };
  const plugin = { Protocol: 'grpc', ProtocolVersion: 6, Pid: process.pid, Test: true };
  console.log(JSON.stringify({ 'local/bench/catalog': { ...plugin, Addr: address } }));
});

/** A handler that reports failures to Terraform, which then ends with an exit code of its own. */
function answering(handle: (request: Request) => object | Promise<object>): Handler {
  return async ({ request }, answer) => {
    try {
      answer(null, await handle(request));
    } catch (error) {
      answer(null, { diagnostics: [{ severity: 1, summary: String(error) }] });
    }
  };
}
