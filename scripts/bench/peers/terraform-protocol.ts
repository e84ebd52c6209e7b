// The part of Terraform's plugin protocol 6 that a provider with one resource needs, in the form of
// protobufjs: messages with the numbers of their fields, and calls. A message that is not named here is
// answered as not implemented, and fields that are not named are skipped.
type Field = readonly [name: string, id: number, type: string, rule?: 'repeated'];

function message(...fields: readonly Field[]) {
  const named = fields.map(
    ([name, id, type, rule]) => [name, { id, type, ...(rule && { rule }) }] as const,
  );
  return { fields: Object.fromEntries(named) };
}

/** A call with the fields of its request and its answer. */
function call(given: readonly Field[], answered: readonly Field[]) {
  return { fields: {}, nested: { Request: message(...given), Response: message(...answered) } };
}

const diagnostics = (id: number): Field => ['diagnostics', id, 'Diagnostic', 'repeated'];

const calls = {
  GetProviderSchema: {
    fields: {},
    nested: {
      Request: message(),
      Response: {
        fields: {
          provider: { id: 1, type: 'Schema' },
          resource_schemas: { id: 2, keyType: 'string', type: 'Schema' },
        },
      },
    },
  },
  ValidateProviderConfig: call([], [diagnostics(2)]),
  ValidateResourceConfig: call([], [diagnostics(1)]),
  ConfigureProvider: call([], [diagnostics(1)]),
  UpgradeResourceState: call(
    [['raw_state', 3, 'RawState']],
    [['upgraded_state', 1, 'DynamicValue'], diagnostics(2)],
  ),
  ReadResource: call(
    [['current_state', 2, 'DynamicValue']],
    [['new_state', 1, 'DynamicValue'], diagnostics(2)],
  ),
  PlanResourceChange: call(
    [['proposed_new_state', 3, 'DynamicValue']],
    [['planned_state', 1, 'DynamicValue'], diagnostics(4)],
  ),
  ApplyResourceChange: call(
    [['planned_state', 3, 'DynamicValue']],
    [['new_state', 1, 'DynamicValue'], diagnostics(3)],
  ),
  StopProvider: call([], []),
};

const methods = Object.keys(calls).map(
  (name) => [name, { requestType: `${name}.Request`, responseType: `${name}.Response` }] as const,
);

export const protocol = {
  nested: {
    tfplugin6: {
      nested: {
        DynamicValue: message(['msgpack', 1, 'bytes']),
        RawState: message(['json', 1, 'bytes']),
        Diagnostic: message(['severity', 1, 'int32'], ['summary', 2, 'string']),
        Schema: message(['version', 1, 'int64'], ['block', 2, 'Block']),
        Block: message(['version', 1, 'int64'], ['attributes', 2, 'Attribute', 'repeated']),
        Attribute: message(['name', 1, 'string'], ['type', 2, 'bytes'], ['required', 4, 'bool']),
        ...calls,
        Provider: { methods: Object.fromEntries(methods) },
      },
    },
  },
};
