import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import Ajv, { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { Manifest } from './app';
import { ROOT } from './paths';

const FOLDER = join(ROOT, 'test', 'schemas');

export const KUBERNETES_VERSIONS = ['v1.30.0', 'v1.33.0', 'v1.36.0'] as const;
export type KubernetesVersion = (typeof KUBERNETES_VERSIONS)[number];

/** Schemas that do not say what they describe. */
const UNNAMED: Readonly<Record<string, string>> = {
  'ciliumnetworkpolicy_v2.json': 'CiliumNetworkPolicy cilium.io/v2',
};

/** Finds the schema of a kind; each is compiled when it is first asked for. */
type Schemas = (kind: string) => ValidateFunction | undefined;

const loaded = new Map<string, Schemas>();

/** What the strict schemas of one version say against the manifests; an unknown kind is a problem too. */
export function schemaProblems(version: KubernetesVersion, manifests: readonly Manifest[]): string[] {
  const schemaOf = loaded.get(version) ?? load(version);
  loaded.set(version, schemaOf);
  return manifests.flatMap(manifest => {
    const what = `${manifest.apiVersion} ${manifest.kind} ${manifest.metadata?.name}`;
    const validate = schemaOf(`${manifest.kind} ${manifest.apiVersion}`);
    if (validate === undefined) {
      return [`${what}: no schema`];
    }
    return validate(manifest)
      ? []
      : (validate.errors ?? []).map(
          error => `${what}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
        );
  });
}

function load(version: string): Schemas {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
  });
  addFormats(ajv);
  const schemas = new Map<string, object>();
  for (const folder of [version, 'crds']) {
    for (const file of readdirSync(join(FOLDER, folder))) {
      const schema = JSON.parse(readFileSync(join(FOLDER, folder, file), 'utf8'));
      const { kind, apiVersion } = schema.properties;
      schemas.set(UNNAMED[file] ?? `${kind.enum[0]} ${apiVersion.enum[0]}`, schema);
    }
  }
  return kind => {
    const schema = schemas.get(kind);
    // ajv keeps what it has compiled
    return schema === undefined ? undefined : ajv.compile(schema);
  };
}
