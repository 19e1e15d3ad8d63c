import { EnvVarSpec, ServerSpec } from './spec';
import { References } from '../foundation/inventory';

/** What the pods of a server or gateway read by name. */
export function referencesOf({
  environment,
  installs,
  credentials,
  mounts,
  container,
  caBundle,
  identity,
}: ServerSpec): References {
  const variables = [...environment, ...installs.flatMap(install => install.environment)];
  const sources = mounts.map(({ source }) => source);
  return {
    secrets: [
      ...credentials.files.map(({ secret }) => secret),
      ...named(variables, 'secretKeyRef'),
      ...sources.flatMap(source => ('secret' in source ? [source.secret] : [])),
      ...container.imagePullSecrets,
    ],
    configmaps: [
      ...named(variables, 'configMapKeyRef'),
      ...sources.flatMap(source => ('configMap' in source ? [source.configMap] : [])),
      ...[caBundle, ...installs.map(install => install.caBundle)].flatMap(bundle => bundle?.configMap?.name ?? []),
    ],
    serviceaccounts: [identity.serviceAccount.name],
  };
}

function named(variables: readonly EnvVarSpec[], reference: 'secretKeyRef' | 'configMapKeyRef'): string[] {
  return variables.flatMap(({ valueFrom }) => nameOf(at(valueFrom, reference)));
}

/** Variables of cdk8s-plus may have any source. */
function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function nameOf(reference: unknown): string[] {
  const name = at(reference, 'name');
  return typeof name === 'string' ? [name] : [];
}
