import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { type SdkIdentityField, sdkIdentityFields } from '../model/sdk/values.ts';

/** Apps on the official SDK, as a config names them. */
export interface SdkApps {
  /** Their config files, relative to the folder of the config. */
  readonly files: readonly string[];
  /** Ids and codes of their courses, as patterns; absent: all. */
  readonly courses?: readonly string[];
}

/** What a config says about apps on the official SDK. */
export interface SdkPart {
  /** What such apps hang records on and may not change once published. */
  readonly fixed: ReadonlySet<SdkIdentityField>;
  /** Absent: the config names no such apps. */
  readonly sdk?: SdkApps;
}

/** The name under which the SDK looks for its config. */
export const sdkConfigName = 'timeback.config.json';

/** That part of a config that passed its schema. */
export function readSdk({ identity, sdk }: JsonObject): SdkPart {
  const said = isObject(identity) ? identity : {};
  const fixed = new Set(sdkIdentityFields.filter((field) => said[field] === 'fixed'));
  if (!isObject(sdk)) return { fixed };
  const courses = texts(sdk['courses']);
  const files = texts(sdk['file']);
  const apps = { files: files.length > 0 ? files : [sdkConfigName] };
  return { fixed, sdk: { ...apps, ...(courses.length > 0 && { courses }) } };
}

function texts(value: Json | undefined): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}
