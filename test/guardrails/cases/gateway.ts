import { ApiObject, Chart } from 'cdk8s';
import { Mutant, Mutants, byHand, edit } from './mutant';
import { Callers, Exposure, GatewayAuth, IngressController, McpGateway, McpServer } from '../../../src';
import { Manifest } from '../../util/app';

const FROM = [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })];
const HTTP_ROUTE = Exposure.httpRoute({ hostname: 'mcp.example.com', parentName: 'public', from: FROM });
const INGRESS = Exposure.ingress({ hostname: 'mcp.example.com', className: 'nginx', tlsSecretName: 'tls', controller: IngressController.OTHER, from: FROM });

/** An object of a gateway in front of the server. */
function objectOf(subject: McpServer, id: string, exposure?: Exposure): ApiObject {
  const gateway = new McpGateway(Chart.of(subject), 'gateway', { servers: [subject], auth: GatewayAuth.apiKeys({ ci: 'a'.repeat(64) }), exposure });
  return ApiObject.of(gateway.node.findChild(id));
}

function inConfig(title: string, field: string, change: (document: Manifest) => void): Mutant {
  return {
    title,
    field: `data.config.json ${field}`,
    path: 'test/gateway/Config',
    breaks: subject => edit(objectOf(subject, 'Config'), ({ data }) => {
      const document = JSON.parse(data['config.json']);
      change(document);
      data['config.json'] = JSON.stringify(document);
    }),
  };
}

function inExposure(title: string, id: string, field: string, exposure: Exposure, change: (spec: Manifest) => void): Mutant {
  return { title, field, path: `test/gateway/${id}`, breaks: subject => edit(objectOf(subject, id, exposure), ({ spec }) => change(spec)) };
}

export const GATEWAY: Mutants = {
  'gateway-config': [
    inConfig('a mode that lets requests without credentials pass', 'routes[0].policies.apiKey.mode', ({ routes }) => { routes[0].policies.apiKey.mode = 'optional'; }),
    inConfig('an open admin port', 'config.adminAddr', ({ config }) => { config.adminAddr = '0.0.0.0:15000'; }),
    inConfig('a second way to the server', 'routes[0].backends', ({ routes }) => { routes[0].backends.push({ host: 'evil.example:80' }); }),
    {
      title: 'a configuration that is gone',
      field: 'data.config.json',
      path: 'test/gateway/Config',
      breaks: subject => edit(objectOf(subject, 'Config'), ({ data }) => { delete data['config.json']; }),
    },
  ],

  'gateway-anonymous': [
    inConfig('removed authentication', 'routes[0].policies', ({ routes }) => { delete routes[0].policies.apiKey; }),
  ],

  'exposed-host': [
    inExposure('an HTTPRoute for every host', 'HTTPRoute', 'spec.hostnames', HTTP_ROUTE, spec => { spec.hostnames = []; }),
    inExposure('an HTTPRoute for a wildcard', 'HTTPRoute', 'spec.hostnames[0]', HTTP_ROUTE, spec => { spec.hostnames = ['*.example.com']; }),
    inExposure('an Ingress without TLS', 'Ingress', 'spec.tls', INGRESS, spec => { delete spec.tls; }),
    inExposure('an Ingress with TLS for another host', 'Ingress', 'spec.tls', INGRESS, spec => { spec.tls[0].hosts = ['other.example.com']; }),
    inExposure('an Ingress for every host', 'Ingress', 'spec.rules[0].host', INGRESS, spec => { delete spec.rules[0].host; }),
    inExposure('an Ingress with a default', 'Ingress', 'spec.defaultBackend', INGRESS, spec => { spec.defaultBackend = { service: { name: 'gateway', port: { name: 'mcp' } } }; }),
    {
      title: 'an Ingress by hand without host',
      field: 'spec.rules',
      path: 'test/by-hand',
      breaks: subject => byHand(subject, { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'by-hand' }, spec: {} }),
    },
  ],
};
