import { AdmissionRequest, refusals } from './admission';
import { Manifest, chart, find, synth } from './app';
import { McpAdmissionPolicy, McpAdmissionPolicyProps } from '../../src';

const REGISTRIES = ['ghcr.io/acme', 'registry.example.com'];

export type Judge = (object: Manifest, request?: Omit<AdmissionRequest, 'object'>) => string[];

/**
 * The rules that each policy has against an object, by its name behind the first `-`.
 *
 * @param edited What somebody wrote into the ConfigMap by hand.
 */
export function judges(
  props: Partial<McpAdmissionPolicyProps> = {},
  edited: Readonly<Record<string, string | undefined>> = {},
): Record<'workloads' | 'network' | 'quarantine', Judge> {
  const scope = chart();
  new McpAdmissionPolicy(scope, 'mcp', { parametersNamespace: 'platform', allowedRegistries: REGISTRIES, ...props });
  const objects = synth(scope);
  const parameters = find(objects, 'ConfigMap');
  const data = Object.entries({ ...parameters.data, ...edited }).filter(([, text]) => text !== undefined);
  const byHand = { ...parameters, data: Object.fromEntries(data) };
  const of =
    (name: string): Judge =>
    (object, request = {}) =>
      refusals(find(objects, 'ValidatingAdmissionPolicy', `mcp-${name}`), byHand, {
        object,
        ...request,
      });
  return { workloads: of('workloads'), network: of('network'), quarantine: of('quarantine') };
}
