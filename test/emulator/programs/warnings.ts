// Loads SQLite as on a version of Node that warns when the module is first loaded.
import { loadSqlite } from '../../../src/features/emulator/server/store.ts';

const getBuiltinModule = process.getBuiltinModule;
process.getBuiltinModule = (name: string) => {
  process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning');
  process.emitWarning('meanwhile');
  return Reflect.apply(getBuiltinModule, process, [name]);
};

process.emitWarning('before');
const { DatabaseSync } = loadSqlite();
new DatabaseSync(':memory:').close();
process.emitWarning('after');
process.stdout.write('loaded\n');
