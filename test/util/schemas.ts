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

const loaded = new Map<string, Map<string, ValidateFunction>>();

/** What the strict schemas of one version say against the manifests; an unknown kind is a problem too. */
export function schemaProblems(version: KubernetesVersion, manifests: readonly Manifest[]): string[] {
  const validators = loaded.get(version) ?? load(version);
  loaded.set(version, validators);
  return manifests.flatMap(manifest => {
    const what = `${manifest.apiVersion} ${manifest.kind} ${manifest.metadata?.name}`;
    const validate = validators.get(`${manifest.kind} ${manifest.apiVersion}`);
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

function load(version: string): Map<string, ValidateFunction> {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
  });
  addFormats(ajv);
  const validators = new Map<string, ValidateFunction>();
  for (const folder of [version, 'crds']) {
    for (const file of readdirSync(join(FOLDER, folder))) {
      const schema = JSON.parse(readFileSync(join(FOLDER, folder, file), 'utf8'));
      const { kind, apiVersion } = schema.properties;
      validators.set(UNNAMED[file] ?? `${kind.enum[0]} ${apiVersion.enum[0]}`, ajv.compile(schema));
    }
  }
  return validators;
}
