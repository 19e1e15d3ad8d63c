import { AgentgatewayEngine, GatewayAuth, McpGateway, McpServer } from '../../src';
import { DIGEST, Manifest, chart, source, synth } from '../util/app';
import { CLUSTER_NAMES, DNS_PORTS, KUBE_DNS, NO_METADATA } from '../util/cilium';
import { GONE, differences } from '../util/differences';
import { SCENARIOS } from '../util/scenarios';

/** The objects of the gateway of a scenario. */
function gatewayOf(scenario: string): Manifest[] {
  const objects: Manifest[] = SCENARIOS[scenario]().charts.flatMap(each => each.toJson());
  return objects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/instance'] === 'gateway');
}

describe('a gateway differs from one with nothing but keys by nothing else when', () => {
  const KEYS = gatewayOf('a gateway with nothing but keys');

  test('it keeps sessions, ends TLS and has a path for each server', () => {
    expect(differences(KEYS, gatewayOf('a gateway with sessions that ends TLS'))).toEqual({
      'Certificate gateway': expect.objectContaining({
        spec: expect.objectContaining({
          secretName: 'gateway-tls',
          dnsNames: ['gateway.mcp-tools.svc', 'gateway.mcp-tools.svc.cluster.local'],
        }),
      }),
      'ServiceAccount gateway: metadata.labels.environment': 'prod',
      'ServiceAccount gateway: metadata.labels.owner': 'platform',
      'NetworkPolicy gateway: metadata.annotations.cdk8s-mcp/allowed-callers': 'every pod in agents',
      'NetworkPolicy gateway: metadata.annotations.cdk8s-mcp/allowed-egress':
        '198.51.100.0/24 port 443; 203.0.113.0/24 port 8443; pods app=otel in observability port ' +
        '4317; pods cdk8s-mcp/server=browser in mcp-tools port 8080',
      'NetworkPolicy gateway: metadata.labels.environment': 'prod',
      'NetworkPolicy gateway: metadata.labels.owner': 'platform',
      'NetworkPolicy gateway: spec.egress': [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
        },
        {
          ports: [{ port: 4317, protocol: 'TCP' }],
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'observability' } },
              podSelector: { matchLabels: { app: 'otel' } },
            },
          ],
        },
        { ports: [{ port: 443, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '198.51.100.0/24' } }] },
        {
          ports: [{ port: 8080, protocol: 'TCP' }],
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mcp-tools' } },
              podSelector: { matchLabels: { 'cdk8s-mcp/server': 'browser' } },
            },
          ],
        },
        { ports: [{ port: 8443, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] },
      ],
      'NetworkPolicy gateway: spec.ingress': [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'agents' } } }],
          ports: [{ port: 8443, protocol: 'TCP' }],
        },
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
              podSelector: { matchLabels: { app: 'prometheus' } },
            },
          ],
          ports: [{ port: 15020, protocol: 'TCP' }],
        },
      ],
      'Deployment gateway: metadata.annotations.cdk8s-mcp/servers': 'browser partner',
      'Deployment gateway: metadata.annotations.cdk8s-mcp/sessions': 'shared',
      'Deployment gateway: metadata.annotations.ignore-check.kube-linter.io/minimum-three-replicas': GONE,
      'Deployment gateway: metadata.annotations.polaris.fairwinds.com/deploymentMissingReplicas-exempt': GONE,
      'Deployment gateway: metadata.annotations.checkov.io/skip1':
        'CKV_K8S_35=the server is given its credential as a variable',
      'Deployment gateway: metadata.annotations.ignore-check.kube-linter.io/env-value-from':
        'the server is given its credential as a variable',
      'Deployment gateway: metadata.annotations.ignore-check.kube-linter.io/read-secret-from-env-var':
        'the server is given its credential as a variable',
      'Deployment gateway: metadata.labels.environment': 'prod',
      'Deployment gateway: metadata.labels.owner': 'platform',
      'Deployment gateway: spec.template.metadata.annotations.cdk8s-mcp/restart-hash': '978593c31746ae22',
      'Deployment gateway: spec.template.metadata.annotations.prometheus.io/path': '/metrics',
      'Deployment gateway: spec.template.metadata.annotations.prometheus.io/port': '15020',
      'Deployment gateway: spec.template.metadata.annotations.prometheus.io/scrape': 'true',
      'Deployment gateway: spec.template.metadata.labels.environment': 'prod',
      'Deployment gateway: spec.template.metadata.labels.owner': 'platform',
      'Deployment gateway: pod.containers.gateway.env.CPU_LIMIT': GONE,
      'Deployment gateway: pod.containers.gateway.env.OTEL_EXPORTER_OTLP_ENDPOINT': {
        name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
        value: 'http://otel.observability.svc:4317',
      },
      'Deployment gateway: pod.containers.gateway.env.OTEL_EXPORTER_OTLP_PROTOCOL': {
        name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
        value: 'grpc',
      },
      'Deployment gateway: pod.containers.gateway.env.OTEL_RESOURCE_ATTRIBUTES': {
        name: 'OTEL_RESOURCE_ATTRIBUTES',
        value: 'k8s.namespace.name=mcp-tools,service.namespace=mcp-tools',
      },
      'Deployment gateway: pod.containers.gateway.env.OTEL_SERVICE_NAME': {
        name: 'OTEL_SERVICE_NAME',
        value: 'gateway',
      },
      'Deployment gateway: pod.containers.gateway.env.SESSION_KEY': {
        name: 'SESSION_KEY',
        valueFrom: { secretKeyRef: { key: 'key', name: 'gateway-session' } },
      },
      'Deployment gateway: pod.containers.gateway.livenessProbe.tcpSocket.port': 8443,
      'Deployment gateway: pod.containers.gateway.ports.mcp.containerPort': 8443,
      'Deployment gateway: pod.containers.gateway.resources.limits.cpu': GONE,
      'Deployment gateway: pod.containers.gateway.volumeMounts.authorities-partner': {
        mountPath: '/etc/mcp-gateway-ca/partner',
        name: 'authorities-partner',
        readOnly: true,
      },
      'Deployment gateway: pod.containers.gateway.volumeMounts.tls': {
        mountPath: '/etc/mcp-gateway-tls',
        name: 'tls',
        readOnly: true,
      },
      'Deployment gateway: pod.volumes.authorities-partner': {
        configMap: { defaultMode: 0o440, items: [{ key: 'root.pem', path: 'ca.crt' }], name: 'partner-ca' },
        name: 'authorities-partner',
      },
      'Deployment gateway: pod.volumes.tls': {
        name: 'tls',
        secret: {
          defaultMode: 0o440,
          items: [
            { key: 'tls.crt', path: 'tls.crt' },
            { key: 'tls.key', path: 'tls.key' },
          ],
          secretName: 'gateway-tls',
        },
      },
      'Deployment gateway: spec.replicas': 2,
      'Service gateway: metadata.labels.environment': 'prod',
      'Service gateway: metadata.labels.owner': 'platform',
      'Service gateway: spec.ports.mcp.appProtocol': 'https',
      'Service gateway: spec.ports.mcp.port': 8443,
      'Service gateway: spec.sessionAffinity': 'ClientIP',
      'HorizontalPodAutoscaler gateway': GONE,
      'PodDisruptionBudget gateway: metadata.labels.environment': 'prod',
      'PodDisruptionBudget gateway: metadata.labels.owner': 'platform',
      'ConfigMap gateway-config: data.config.json.config.logging.level': 'debug',
      'ConfigMap gateway-config: data.config.json.config.mcp.sessionTtl': '3600s',
      'ConfigMap gateway-config: data.config.json.frontendPolicies.tracing': {
        host: 'otel.observability.svc:4317',
        protocol: 'grpc',
        randomSampling: '0.1',
        clientSampling: '0.1',
        resources: { 'service.name': '"gateway"' },
      },
      'ConfigMap gateway-config: data.config.json.gateways.default.port': 8443,
      'ConfigMap gateway-config: data.config.json.gateways.default.tls': {
        cert: '/etc/mcp-gateway-tls/tls.crt',
        key: '/etc/mcp-gateway-tls/tls.key',
        minTLSVersion: 'TLS_V1_2',
      },
      'ConfigMap gateway-config: data.config.json.routes.mcp': GONE,
      'ConfigMap gateway-config: data.config.json.routes.mcp-browser': {
        name: 'mcp-browser',
        gateways: 'default',
        matches: [{ path: { exact: '/browser/mcp' } }, { path: { exact: '/browser/mcp/' } }],
        policies: {
          requestHeaderModifier: { remove: ['cookie'] },
          apiKey: {
            mode: 'strict',
            keys: [
              {
                keyHash: 'sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
                metadata: { client: 'ci' },
              },
              { keyHash: DIGEST, metadata: { client: 'team-a' } },
            ],
          },
          mcpAuthorization: {
            rules: [
              { allow: '(has(mcp.tool) && (mcp.tool.name.startsWith(""))) && apiKey.client in ["ci"]' },
              { allow: 'apiKey.client in ["team-a"]' },
            ],
          },
          timeout: { backendRequestTimeout: '30s' },
        },
        backends: [
          {
            mcp: {
              statefulMode: 'stateful',
              targets: [
                {
                  name: 'browser',
                  sse: { host: 'http://browser.mcp-tools.svc.cluster.local:8080/sse' },
                  policies: {
                    tcp: {
                      connectTimeout: '2s',
                      keepalives: { enabled: true, time: '60s', interval: '30s', retries: 3 },
                    },
                  },
                },
              ],
            },
          },
        ],
      },
      'ConfigMap gateway-config: data.config.json.routes.mcp-partner': {
        name: 'mcp-partner',
        gateways: 'default',
        matches: [{ path: { exact: '/partner/mcp' } }, { path: { exact: '/partner/mcp/' } }],
        policies: {
          requestHeaderModifier: { remove: ['cookie'] },
          apiKey: {
            mode: 'strict',
            keys: [
              {
                keyHash: 'sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
                metadata: { client: 'ci' },
              },
              { keyHash: DIGEST, metadata: { client: 'team-a' } },
            ],
          },
          mcpAuthorization: {
            rules: [
              { require: '!has(mcp.tool) || mcp.tool.target != "partner" || ((mcp.tool.name in ["quote"]))' },
              { allow: '(has(mcp.tool) && (mcp.tool.name.startsWith(""))) && apiKey.client in ["ci"]' },
              { allow: 'apiKey.client in ["team-a"]' },
            ],
          },
          timeout: { backendRequestTimeout: '30s' },
        },
        backends: [
          {
            mcp: {
              statefulMode: 'stateful',
              targets: [
                {
                  name: 'partner',
                  mcp: { host: 'https://mcp.partner.example:8443/mcp' },
                  policies: {
                    tcp: {
                      connectTimeout: '2s',
                      keepalives: { enabled: true, time: '60s', interval: '30s', retries: 3 },
                    },
                    backendTLS: { root: '/etc/mcp-gateway-ca/partner/ca.crt' },
                  },
                },
              ],
            },
          },
        ],
      },
      'ConfigMap gateway-config: metadata.annotations.cdk8s-mcp/policies': '2b9ba2dd4b2e4daf',
      'ConfigMap gateway-config: metadata.labels.environment': 'prod',
      'ConfigMap gateway-config: metadata.labels.owner': 'platform',
    });
  });

  test('it stands behind an Ingress on OpenShift, with a host for each server', () => {
    expect(differences(KEYS, gatewayOf('hosts behind an Ingress for service accounts'))).toEqual({
      'ServiceAccount gateway: metadata.labels.app.kubernetes.io/version': 'v1.6.0',
      'NetworkPolicy gateway: metadata.annotations.cdk8s-mcp/allowed-callers': 'pods app=nginx in ingress',
      'NetworkPolicy gateway: metadata.annotations.cdk8s-mcp/allowed-egress':
        'pods cdk8s-mcp/server=notes in mcp-tools port 8080; pods cdk8s-mcp/server=wiki in ' + 'mcp-tools port 8080',
      'NetworkPolicy gateway: metadata.labels.app.kubernetes.io/version': 'v1.6.0',
      'NetworkPolicy gateway: spec.egress.0.ports.0.port': 5353,
      'NetworkPolicy gateway: spec.egress.0.ports.1.port': 5353,
      'NetworkPolicy gateway: spec.egress.0.to.0.namespaceSelector.matchLabels.kubernetes.io/metadata.name':
        'openshift-dns',
      'NetworkPolicy gateway: spec.egress.0.to.0.podSelector.matchLabels.k8s-app': GONE,
      'NetworkPolicy gateway: spec.egress.0.to.0.podSelector.matchLabels.dns.operator.openshift.io/daemonset-dns':
        'default',
      'NetworkPolicy gateway: spec.egress.1.to': [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mcp-tools' } },
          podSelector: { matchLabels: { 'cdk8s-mcp/server': 'notes' } },
        },
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mcp-tools' } },
          podSelector: { matchLabels: { 'cdk8s-mcp/server': 'wiki' } },
        },
      ],
      'NetworkPolicy gateway: spec.ingress': [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } },
              podSelector: { matchLabels: { app: 'nginx' } },
            },
          ],
          ports: [{ port: 8080, protocol: 'TCP' }],
        },
      ],
      'Deployment gateway: metadata.annotations.cdk8s-mcp/auth': 'service-accounts',
      'Deployment gateway: metadata.annotations.cdk8s-mcp/servers': 'notes wiki',
      'Deployment gateway: metadata.labels.app.kubernetes.io/version': 'v1.6.0',
      'Deployment gateway: spec.template.metadata.labels.app.kubernetes.io/version': 'v1.6.0',
      'Deployment gateway: pod.containers.gateway.image': `mirror.example.com/agentgateway:v1.6.0@${DIGEST}`,
      'Deployment gateway: pod.containers.gateway.securityContext.runAsGroup': GONE,
      'Deployment gateway: pod.containers.gateway.securityContext.runAsUser': GONE,
      'Deployment gateway: pod.containers.gateway.volumeMounts.creds': {
        mountPath: '/var/run/mcp/creds',
        name: 'creds',
        readOnly: true,
      },
      'Deployment gateway: pod.securityContext.fsGroup': GONE,
      'Deployment gateway: pod.securityContext.runAsGroup': GONE,
      'Deployment gateway: pod.securityContext.runAsUser': GONE,
      'Deployment gateway: pod.securityContext.supplementalGroups': GONE,
      'Deployment gateway: pod.volumes.creds': {
        name: 'creds',
        projected: {
          defaultMode: 0o440,
          sources: [{ secret: { items: [{ key: 'jwks', path: 'jwks' }], name: 'gateway-team' } }],
        },
      },
      'Service gateway: metadata.labels.app.kubernetes.io/version': 'v1.6.0',
      'HorizontalPodAutoscaler gateway: metadata.labels.app.kubernetes.io/version': 'v1.6.0',
      'PodDisruptionBudget gateway: metadata.labels.app.kubernetes.io/version': 'v1.6.0',
      'ConfigMap gateway-config: data.config.json.frontendPolicies.accessLog.add.user': 'jwt.sub',
      'ConfigMap gateway-config: data.config.json.routes.mcp': GONE,
      'ConfigMap gateway-config: data.config.json.routes.mcp-notes': {
        name: 'mcp-notes',
        gateways: 'default',
        hostnames: ['notes.mcp.example.com'],
        matches: [{ path: { exact: '/mcp' } }, { path: { exact: '/mcp/' } }],
        policies: {
          requestHeaderModifier: { remove: ['cookie'] },
          jwtAuth: {
            mode: 'strict',
            issuer: 'https://kubernetes.default.svc.cluster.local',
            audiences: ['mcp-gateway'],
            jwks: { file: '/var/run/mcp/creds/jwks' },
            jwtValidationOptions: { requiredClaims: ['exp', 'iss', 'aud', 'sub'] },
          },
          authorization: { rules: [{ require: 'jwt.sub in ["system:serviceaccount:agents:planner"]' }] },
          timeout: { backendRequestTimeout: '60s' },
        },
        backends: [
          {
            mcp: {
              statefulMode: 'stateless',
              targets: [
                {
                  name: 'notes',
                  mcp: { host: 'http://notes.mcp-tools.svc.cluster.local:8080/mcp' },
                  policies: {
                    tcp: {
                      connectTimeout: '5s',
                      keepalives: { enabled: true, time: '60s', interval: '30s', retries: 3 },
                    },
                  },
                },
              ],
            },
          },
        ],
      },
      'ConfigMap gateway-config: data.config.json.routes.mcp-wiki': {
        name: 'mcp-wiki',
        gateways: 'default',
        hostnames: ['wiki.mcp.example.com'],
        matches: [{ path: { exact: '/mcp' } }, { path: { exact: '/mcp/' } }],
        policies: {
          requestHeaderModifier: { remove: ['cookie'] },
          jwtAuth: {
            mode: 'strict',
            issuer: 'https://kubernetes.default.svc.cluster.local',
            audiences: ['mcp-gateway'],
            jwks: { file: '/var/run/mcp/creds/jwks' },
            jwtValidationOptions: { requiredClaims: ['exp', 'iss', 'aud', 'sub'] },
          },
          authorization: { rules: [{ require: 'jwt.sub in ["system:serviceaccount:agents:planner"]' }] },
          timeout: { backendRequestTimeout: '60s' },
        },
        backends: [
          {
            mcp: {
              statefulMode: 'stateless',
              targets: [
                {
                  name: 'wiki',
                  mcp: { host: 'http://wiki.mcp-tools.svc.cluster.local:8080/mcp' },
                  policies: {
                    tcp: {
                      connectTimeout: '5s',
                      keepalives: { enabled: true, time: '60s', interval: '30s', retries: 3 },
                    },
                  },
                },
              ],
            },
          },
        ],
      },
      'ConfigMap gateway-config: metadata.annotations.cdk8s-mcp/policies': 'd2556755daca8af1',
      'ConfigMap gateway-config: metadata.labels.app.kubernetes.io/version': 'v1.6.0',
      'Ingress gateway': {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: {
          annotations: {
            'nginx.ingress.kubernetes.io/proxy-body-size': '2m',
            'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
            'nginx.ingress.kubernetes.io/proxy-http-version': '1.1',
            'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
            'nginx.ingress.kubernetes.io/proxy-request-buffering': 'off',
            'nginx.ingress.kubernetes.io/proxy-send-timeout': '3600',
            'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
          },
          labels: {
            'app.kubernetes.io/component': 'mcp-gateway',
            'app.kubernetes.io/instance': 'gateway',
            'app.kubernetes.io/managed-by': 'cdk8s',
            'app.kubernetes.io/name': 'gateway',
            'app.kubernetes.io/part-of': 'mcp',
          },
          name: 'gateway',
          namespace: 'mcp-tools',
        },
        spec: {
          ingressClassName: 'nginx',
          rules: [
            {
              host: 'notes.mcp.example.com',
              http: {
                paths: [
                  { backend: { service: { name: 'gateway', port: { name: 'mcp' } } }, path: '/mcp', pathType: 'Exact' },
                  {
                    backend: { service: { name: 'gateway', port: { name: 'mcp' } } },
                    path: '/mcp/',
                    pathType: 'Exact',
                  },
                ],
              },
            },
            {
              host: 'wiki.mcp.example.com',
              http: {
                paths: [
                  { backend: { service: { name: 'gateway', port: { name: 'mcp' } } }, path: '/mcp', pathType: 'Exact' },
                  {
                    backend: { service: { name: 'gateway', port: { name: 'mcp' } } },
                    path: '/mcp/',
                    pathType: 'Exact',
                  },
                ],
              },
            },
          ],
          tls: [{ hosts: ['notes.mcp.example.com', 'wiki.mcp.example.com'], secretName: 'mcp-tls' }],
        },
      },
      'ExternalSecret gateway-team': {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: {
          labels: {
            'app.kubernetes.io/component': 'mcp-gateway',
            'app.kubernetes.io/instance': 'gateway',
            'app.kubernetes.io/managed-by': 'cdk8s',
            'app.kubernetes.io/name': 'gateway',
            'app.kubernetes.io/part-of': 'mcp',
            'app.kubernetes.io/version': 'v1.6.0',
          },
          name: 'gateway-team',
          namespace: 'mcp-tools',
        },
        spec: {
          data: [
            {
              remoteRef: {
                key: 'cluster',
                property: 'jwks',
                conversionStrategy: 'Default',
                decodingStrategy: 'None',
                metadataPolicy: 'None',
              },
              secretKey: 'jwks',
            },
          ],
          refreshInterval: '1h0m0s',
          refreshPolicy: 'Periodic',
          secretStoreRef: { kind: 'SecretStore', name: 'team' },
          target: { creationPolicy: 'Owner', deletionPolicy: 'Retain', name: 'gateway-team' },
        },
      },
    });
  });

  test('it lets everybody in, under Cilium', () => {
    expect(differences(KEYS, gatewayOf('an open gateway under Cilium'))).toEqual({
      'NetworkPolicy gateway: metadata.annotations.cdk8s-mcp/allowed-callers': 'Cilium ingress',
      'NetworkPolicy gateway: metadata.annotations.cdk8s-mcp/allowed-egress':
        'docs.example.com port 443; pods app=ratelimit in infra port 8081',
      'NetworkPolicy gateway: spec.egress': [
        {
          ports: [{ port: 8081, protocol: 'TCP' }],
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'infra' } },
              podSelector: { matchLabels: { app: 'ratelimit' } },
            },
          ],
        },
      ],
      'Deployment gateway: metadata.annotations.cdk8s-mcp/auth': 'anonymous',
      'Deployment gateway: metadata.annotations.cdk8s-mcp/servers': 'docs',
      'Deployment gateway: metadata.annotations.cdk8s-mcp/relaxed-anonymous':
        'public documentation, nothing else is behind it',
      'ConfigMap gateway-config: data.config.json.frontendPolicies.accessLog.add.user': GONE,
      'ConfigMap gateway-config: data.config.json.routes.mcp.policies.requestHeaderModifier.remove': [
        'cookie',
        'authorization',
      ],
      'ConfigMap gateway-config: data.config.json.routes.mcp.policies.apiKey': GONE,
      'ConfigMap gateway-config: data.config.json.routes.mcp.policies.remoteRateLimit': {
        domain: 'mcp-gateway',
        host: 'ratelimit.infra.svc:8081',
        policies: { http: { requestTimeout: '1s' } },
        failureMode: 'failOpen',
        descriptors: [{ type: 'requests', entries: [{ key: 'caller', value: 'source.address' }] }],
      },
      'ConfigMap gateway-config: data.config.json.routes.mcp.backends.0.mcp.targets.notes': GONE,
      'ConfigMap gateway-config: data.config.json.routes.mcp.backends.0.mcp.targets.docs': {
        name: 'docs',
        mcp: { host: 'https://docs.example.com/mcp' },
        policies: {
          tcp: { connectTimeout: '5s', keepalives: { enabled: true, time: '60s', interval: '30s', retries: 3 } },
        },
      },
      'ConfigMap gateway-config: metadata.annotations.cdk8s-mcp/policies': '72bf256324828e0f',
      'ConfigMap gateway-config: metadata.annotations.cdk8s-mcp/acknowledged-gateway-anonymous':
        'public documentation, nothing else is behind it',
      'CiliumNetworkPolicy gateway': {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNetworkPolicy',
        metadata: {
          labels: {
            'app.kubernetes.io/component': 'mcp-gateway',
            'app.kubernetes.io/instance': 'gateway',
            'app.kubernetes.io/managed-by': 'cdk8s',
            'app.kubernetes.io/name': 'gateway',
            'app.kubernetes.io/part-of': 'mcp',
            'app.kubernetes.io/version': 'v1.4.1',
          },
          name: 'gateway',
          namespace: 'mcp-tools',
        },
        spec: {
          egress: [
            {
              toEndpoints: KUBE_DNS,
              toPorts: [{ ports: DNS_PORTS, rules: { dns: [...CLUSTER_NAMES, { matchName: 'docs.example.com' }] } }],
            },
            { toFQDNs: [{ matchName: 'docs.example.com' }], toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] },
          ],
          egressDeny: NO_METADATA,
          endpointSelector: { matchLabels: { 'cdk8s-mcp/gateway': 'gateway' } },
          ingress: [{ fromEntities: ['ingress'], toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }] }],
        },
      },
      'HTTPRoute gateway': {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: {
          annotations: { 'cdk8s-mcp/listener': 'name sectionName so that a plain HTTP listener does not serve it' },
          labels: {
            'app.kubernetes.io/component': 'mcp-gateway',
            'app.kubernetes.io/instance': 'gateway',
            'app.kubernetes.io/managed-by': 'cdk8s',
            'app.kubernetes.io/name': 'gateway',
            'app.kubernetes.io/part-of': 'mcp',
          },
          name: 'gateway',
          namespace: 'mcp-tools',
        },
        spec: {
          hostnames: ['docs.example.net'],
          parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }],
          rules: [
            {
              backendRefs: [{ group: '', kind: 'Service', name: 'gateway', port: 8080, weight: 1 }],
              matches: [{ path: { type: 'Exact', value: '/mcp' } }, { path: { type: 'Exact', value: '/mcp/' } }],
              timeouts: { request: '0s' },
            },
          ],
        },
      },
    });
  });
});

test("API keys under agentgateway's controller are a policy, and a ConfigMap with hashes", () => {
  const scope = chart();
  new McpGateway(scope, 'gateway', {
    servers: [new McpServer(scope, 'notes', { source: source() })],
    engine: AgentgatewayEngine.controller({
      gatewayName: 'public',
      gatewayNamespace: 'mcp-tools',
      hostname: 'mcp.example.com',
    }),
    auth: GatewayAuth.anonymous('behind a mesh that asks'),
  });
  const keys = SCENARIOS["API keys under agentgateway's controller"]().charts.flatMap(each => each.toJson());
  expect(differences(synth(scope), keys)).toEqual({
    'AgentgatewayPolicy gateway-mcp: spec.traffic.headerModifiers.request.remove': ['cookie'],
    'AgentgatewayPolicy gateway-mcp: spec.traffic.apiKeyAuthentication': {
      configMapSelector: { matchLabels: { 'cdk8s-mcp/api-keys': 'gateway' } },
      location: { header: { name: 'authorization', prefix: 'Bearer ' } },
      mode: 'Strict',
    },
    'HTTPRoute gateway-mcp: metadata.annotations.cdk8s-mcp/auth': 'api-keys',
    'HTTPRoute gateway-mcp: metadata.annotations.cdk8s-mcp/policies': 'a254bb90d3f0f023',
    'HTTPRoute gateway-mcp: metadata.annotations.cdk8s-mcp/relaxed-anonymous': 'gone',
    'ConfigMap gateway-api-keys': {
      apiVersion: 'v1',
      data: {
        ci:
          '{"keyHash":"sha256:5501d05e837a4a18b07e5aeb9a74e1907369f30eeccc2f882c80b391a60ef210","metad' +
          'ata":{"client":"ci"}}',
      },
      kind: 'ConfigMap',
      metadata: {
        labels: {
          'app.kubernetes.io/component': 'mcp-gateway',
          'app.kubernetes.io/instance': 'gateway',
          'app.kubernetes.io/managed-by': 'cdk8s',
          'app.kubernetes.io/name': 'gateway',
          'app.kubernetes.io/part-of': 'mcp',
          'cdk8s-mcp/api-keys': 'gateway',
        },
        name: 'gateway-api-keys',
        namespace: 'mcp-tools',
      },
    },
    'AgentgatewayPolicy gateway-mcp-grants': {
      apiVersion: 'agentgateway.dev/v1alpha1',
      kind: 'AgentgatewayPolicy',
      metadata: {
        labels: {
          'app.kubernetes.io/component': 'mcp-gateway',
          'app.kubernetes.io/instance': 'gateway',
          'app.kubernetes.io/managed-by': 'cdk8s',
          'app.kubernetes.io/name': 'gateway',
          'app.kubernetes.io/part-of': 'mcp',
        },
        name: 'gateway-mcp-grants',
        namespace: 'mcp-tools',
      },
      spec: {
        backend: {
          mcp: { authorization: { action: 'Allow', policy: { matchExpressions: ['apiKey.client in ["ci"]'] } } },
        },
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'gateway-mcp' }],
      },
    },
  });
});
