import { AdmissionRequest, refusals } from './admission';
import { Manifest, chart, find, synth } from './app';
import { McpAdmissionPolicy, McpAdmissionPolicyProps } from '../../src';

const REGISTRIES = ['ghcr.io/acme', 'registry.example.com'];

export type Judge = (object: Manifest, request?: Omit<AdmissionRequest, 'object'>) => string[];

/** The rules that each policy has against an object, by its name behind the first `-`. */
export function judges(
  props: Partial<McpAdmissionPolicyProps> = {},
): Record<'workloads' | 'network' | 'quarantine', Judge> {
  const scope = chart();
  new McpAdmissionPolicy(scope, 'mcp', { parametersNamespace: 'platform', allowedRegistries: REGISTRIES, ...props });
  const objects = synth(scope);
  const of =
    (name: string): Judge =>
    (object, request = {}) =>
      refusals(find(objects, 'ValidatingAdmissionPolicy', `mcp-${name}`), find(objects, 'ConfigMap'), {
        object,
        ...request,
      });
  return { workloads: of('workloads'), network: of('network'), quarantine: of('quarantine') };
}
