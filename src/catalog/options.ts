import { CatalogEntry, Variable } from './entry';
import { PresetOptions } from './preset-options';
import { Issues } from '../foundation/issues';
import { PropNames, Reader, isInstance } from '../foundation/reader';
import { checkReason } from '../foundation/reasons';
import { Egress } from '../network/egress';
import { SecretSource } from '../secrets/secret-source';
import { isServerProp } from '../server/resolve/props';
import { Storage } from '../workload/storage';

const KNOWN: PropNames<PresetOptions> = {
  secrets: true,
  env: true,
  egress: true,
  callers: true,
  image: true,
  writesReason: true,
  kubeconfig: true,
  storage: true,
  scaling: true,
  resources: true,
  name: true,
  owner: true,
  environment: true,
};

/** Options that have been checked against an entry. McpServer checks the rest. */
export interface CheckedOptions extends PresetOptions {
  readonly secrets: { readonly [name: string]: SecretSource };
  readonly env: { readonly [name: string]: string };
  readonly storage: Storage[];
}

export function readOptions(entry: CatalogEntry, options: PresetOptions): CheckedOptions {
  const issues = new Issues(`McpCatalog.named('${entry.id}').props`);
  const reader = new Reader(issues);
  const input = reader.struct(options, KNOWN, '', serverPlaceOf);
  const env = Object.fromEntries(reader.texts(input.env, 'env'));
  const secrets = readSecrets(issues, reader, input.secrets);
  const storage = reader.instances(input.storage, Storage, 'storage');
  checkNames(issues, entry, env, secrets);
  checkMissing(issues, entry, { ...env, ...secrets });
  checkEgress(issues, reader, entry, input);
  checkImage(issues, entry, input.image);
  checkWrites(issues, entry, input.writesReason);
  checkKubeconfig(issues, entry, input.kubeconfig);
  checkDirectories(issues, entry, input, storage);
  issues.throwIfAny();
  return { ...input, env, secrets, storage };
}

/** The other props of servers are set beside those of the preset. */
function serverPlaceOf(name: string): string | undefined {
  return isServerProp(name)
    ? `set it on the server, beside what the preset gives: { ...preset.props({ … }), ${name}: … }`
    : undefined;
}

function readSecrets(issues: Issues, reader: Reader, value: unknown): CheckedOptions['secrets'] {
  return Object.fromEntries(
    reader.entries(value, 'secrets').flatMap(([name, source]): [string, SecretSource][] => {
      if (isSource(source)) {
        return [[name, source]];
      }
      issues.add(
        `secrets.${name}`,
        'must be a SecretSource, got something else (hidden)',
        'SecretSource.fromStore(…) or SecretSource.fromSecretName(…)',
      );
      return [];
    }),
  );
}

function isSource(value: unknown): value is SecretSource {
  return isInstance(value, SecretSource);
}

function checkNames(
  issues: Issues,
  { variables = [], env: fixed = {} }: CatalogEntry,
  env: object,
  secrets: object,
): void {
  const check = (prop: 'env' | 'secrets', names: string[]): void => {
    const known = variables.filter(({ secret = false }) => secret === (prop === 'secrets')).map(({ name }) => name);
    for (const name of names.filter(one => !known.includes(one))) {
      const at = `${prop}.${name}`;
      if (fixed[name] !== undefined) {
        issues.add(at, 'is set by the preset', 'write the props without a preset to change it');
      } else if (variables.some(one => one.name === name)) {
        issues.add(at, `does not belong in ${prop}`, `give it in ${prop === 'env' ? 'secrets' : 'env'}`);
      } else {
        const fix = `known: ${known.join(', ') || 'none'}; add others to the props of McpServer`;
        issues.add(at, 'is not a variable of this preset', fix);
      }
    }
  };
  check('env', Object.keys(env));
  check('secrets', Object.keys(secrets));
}

function checkMissing(issues: Issues, { variables = [] }: CatalogEntry, input: object): void {
  for (const { name, purpose, secret, or, required } of variables) {
    if (required !== true || Object.hasOwn(input, name) || (or !== undefined && Object.hasOwn(input, or))) {
      continue;
    }
    const instead = or === undefined ? '' : `, or ${or}`;
    issues.add(
      `${propOf({ secret })}.${name}`,
      `is missing: ${purpose}`,
      `${secret === true ? 'a SecretSource' : 'its value'}${instead}`,
    );
  }
}

function propOf({ secret }: Pick<Variable, 'secret'>): string {
  return secret === true ? 'secrets' : 'env';
}

function checkEgress(
  issues: Issues,
  reader: Reader,
  { reaches }: CatalogEntry,
  { egress, kubeconfig }: PresetOptions,
): void {
  reader.instances(egress, Egress, 'egress');
  const needed = reaches ?? (kubeconfig === undefined ? undefined : 'the API servers that the kubeconfig names');
  if (needed === undefined || (egress !== undefined && egress.length > 0)) {
    return;
  }
  issues.add(
    'egress',
    `is missing: ${needed}`,
    'Egress.toPods(…), Egress.toCidrs(…), Egress.toHosts(…) under Cilium, or Egress.toPublicInternet()',
  );
}

function checkImage(issues: Issues, { run }: CatalogEntry, image: string | undefined): void {
  if (run.kind === 'npm' || run.kind === 'pypi') {
    if (image !== undefined) {
      issues.add(
        'image',
        `is set, but this preset installs ${run.pin}`,
        'PrebuiltImage.of(props.source) makes an image of it',
      );
    }
  } else if (image === undefined && !run.image.includes('@')) {
    issues.add(
      'image',
      `is missing: no digest of ${run.image} is known`,
      `${run.image}@sha256:…, with the digest of the image that you reviewed`,
    );
  }
}

function checkWrites(issues: Issues, { readOnly: { writes } }: CatalogEntry, reason: string | undefined): void {
  if (reason === undefined) {
    return;
  }
  checkReason(issues, reason, 'writesReason');
  if (typeof writes === 'string') {
    issues.add('writesReason', `is set, but this preset has no write access to enable: ${writes}`, 'leave it out');
  }
}

function checkKubeconfig(issues: Issues, { cluster }: CatalogEntry, kubeconfig: unknown): void {
  if (kubeconfig === undefined) {
    return;
  }
  if (!isSource(kubeconfig)) {
    issues.add('kubeconfig', 'must be a SecretSource, got something else (hidden)', 'SecretSource.fromSecretName(…)');
  }
  if (cluster?.kubeconfigFlag === undefined) {
    issues.add('kubeconfig', 'is set, but this server reads none in a pod', 'leave it out');
  }
}

function checkDirectories(issues: Issues, entry: CatalogEntry, options: PresetOptions, storage: Storage[]): void {
  const { directories = [], oneReplica, problems = [] } = entry;
  const paths = storage.map(({ _rule }) => _rule.path);
  for (const { path, why } of directories.filter(({ kind }) => kind === 'given')) {
    if (paths.includes(path)) {
      continue;
    }
    issues.add(
      'storage',
      `has nothing for ${path}: ${why}`,
      `Storage.persistent('${path}', …) or Storage.scratch('${path}', …)`,
    );
  }
  if (oneReplica === true && options.scaling !== undefined) {
    issues.add('scaling', `must be left out: ${problems[0]}`);
  }
}
