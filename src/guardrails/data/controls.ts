/** A control of a standard, and where it is answered if not by manifests. */
export interface Control {
  /** What references of rules begin with. */
  readonly id: string;
  /** What it asks for, in short. */
  readonly about: string;
  readonly elsewhere?: string;
}

/**
 * Section 5 of the CIS Kubernetes Benchmark 1.12, Pod Security restricted, the NSA/CISA Kubernetes Hardening Guide, and
 * the OWASP MCP Top 10 of 2025.
 */
export const CONTROLS: readonly Control[] = [
  { id: 'CIS 5.1.1', about: 'who is cluster-admin' },
  { id: 'CIS 5.1.2', about: 'access to secrets' },
  { id: 'CIS 5.1.3', about: 'wildcards in roles' },
  { id: 'CIS 5.1.4', about: 'who may create pods' },
  { id: 'CIS 5.1.5', about: 'use of the default account' },
  { id: 'CIS 5.1.6', about: 'tokens where they are needed' },
  { id: 'CIS 5.1.7', about: 'the group system:masters' },
  { id: 'CIS 5.1.8', about: 'bind, impersonate and escalate' },
  { id: 'CIS 5.1.9', about: 'who may create persistent volumes' },
  { id: 'CIS 5.1.10', about: 'the proxy of nodes' },
  { id: 'CIS 5.1.11', about: 'approval of certificates' },
  { id: 'CIS 5.1.12', about: 'webhook configurations' },
  { id: 'CIS 5.1.13', about: 'creation of tokens' },
  { id: 'CIS 5.2.1', about: 'an active policy control' },
  { id: 'CIS 5.2.2', about: 'privileged containers' },
  { id: 'CIS 5.2.3', about: 'processes of the host' },
  { id: 'CIS 5.2.4', about: 'IPC of the host' },
  { id: 'CIS 5.2.5', about: 'network of the host' },
  { id: 'CIS 5.2.6', about: 'privilege escalation' },
  { id: 'CIS 5.2.7', about: 'root in containers' },
  { id: 'CIS 5.2.8', about: 'NET_RAW' },
  { id: 'CIS 5.2.9', about: 'added capabilities' },
  { id: 'CIS 5.2.10', about: 'Windows host processes' },
  { id: 'CIS 5.2.11', about: 'paths of the host' },
  { id: 'CIS 5.2.12', about: 'ports of the host' },
  {
    id: 'CIS 5.3.1',
    about: 'a network plugin that knows policies',
    elsewhere:
      'manifests of an app do not contain cluster components; ClusterDns and NetworkPolicyEngine say what is assumed',
  },
  { id: 'CIS 5.3.2', about: 'policies in every namespace' },
  { id: 'CIS 5.4.1', about: 'secrets as files' },
  { id: 'CIS 5.4.2', about: 'secrets outside of the cluster' },
  {
    id: 'CIS 5.5.1',
    about: 'provenance of images',
    elsewhere:
      'a manifest names an image and its digest; who signed it is checked at admission, ' +
      'by ImagePolicyWebhook or a policy that verifies signatures',
  },
  { id: 'CIS 5.6.1', about: 'boundaries by namespaces' },
  { id: 'CIS 5.6.2', about: 'seccomp' },
  { id: 'CIS 5.6.3', about: 'security contexts' },
  { id: 'CIS 5.6.4', about: 'the namespace default' },
  { id: 'PSS baseline: HostProcess', about: 'Windows host processes' },
  { id: 'PSS baseline: Host Namespaces', about: 'namespaces of the host' },
  { id: 'PSS baseline: Privileged Containers', about: 'privileged containers' },
  { id: 'PSS baseline: Host Ports', about: 'ports of the host' },
  { id: 'PSS baseline: Host Probes / Lifecycle Hooks', about: 'probes of other hosts' },
  { id: 'PSS baseline: AppArmor', about: 'profiles of AppArmor' },
  { id: 'PSS baseline: SELinux', about: 'options of SELinux' },
  { id: 'PSS baseline: /proc Mount Type', about: 'masks of /proc' },
  { id: 'PSS baseline: Sysctls', about: 'settings of the kernel' },
  { id: 'PSS restricted: Capabilities', about: 'capabilities, which the baseline limits too' },
  { id: 'PSS restricted: Volume Types', about: 'types of volumes, hostPath of the baseline among them' },
  { id: 'PSS restricted: Privilege Escalation', about: 'privilege escalation' },
  { id: 'PSS restricted: Running as Non-root', about: 'user and group 0' },
  { id: 'PSS restricted: Seccomp', about: 'seccomp' },
  { id: 'NSA/CISA: Kubernetes Pod security', about: 'what pods may do' },
  { id: 'NSA/CISA: Immutable container file systems', about: 'read-only containers' },
  { id: 'NSA/CISA: Building secure container images', about: 'where images come from' },
  { id: 'NSA/CISA: Network separation', about: 'what is reachable' },
  { id: 'NSA/CISA: Network policies', about: 'who may call whom' },
  { id: 'NSA/CISA: Resource policies', about: 'requests, limits and quotas' },
  { id: 'NSA/CISA: Secrets', about: 'credentials in manifests' },
  { id: 'NSA/CISA: Authentication and authorization', about: 'tokens, accounts and roles' },
  { id: 'NSA/CISA: Upgrading', about: 'software with known holes' },
  {
    id: 'NSA/CISA: Protecting sensitive cloud infrastructure',
    about: 'instance metadata',
    elsewhere: '`network-policy-open` and `cilium-policy-open` block its addresses',
  },
  {
    id: 'NSA/CISA: Control plane hardening',
    about: 'API server, etcd and nodes',
    elsewhere: 'manifests of an app do not contain cluster components',
  },
  {
    id: 'NSA/CISA: Encryption',
    about: 'TLS inside of the cluster',
    elsewhere: '`exposed-host` asks for TLS at an Ingress; between pods a mesh or the network plugin encrypts',
  },
  {
    id: 'NSA/CISA: Audit logging',
    about: 'logs of the API server',
    elsewhere: 'manifests of an app do not contain cluster components',
  },
  { id: 'OWASP MCP01:2025', about: 'tokens and secrets' },
  { id: 'OWASP MCP02:2025', about: 'rights that grow' },
  {
    id: 'OWASP MCP03:2025',
    about: 'poisoned tools',
    elsewhere:
      'tool schemas are known only at run time; ToolPolicy.reviewed pins tool names, and a hash shows other changes',
  },
  { id: 'OWASP MCP04:2025', about: 'supply chain' },
  {
    id: 'OWASP MCP05:2025',
    about: 'injected commands',
    elsewhere: 'what a server does with its input is in its code; the rules see how it is started',
  },
  {
    id: 'OWASP MCP06:2025',
    about: 'injected prompts',
    elsewhere: 'prompts and results are known only at run time; tool policies and egress limit what they can do',
  },
  { id: 'OWASP MCP07:2025', about: 'authentication and authorization' },
  {
    id: 'OWASP MCP08:2025',
    about: 'audit and telemetry',
    elsewhere: 'gateways log as JSON and can send traces; manifests do not show whether logs are stored and reviewed',
  },
  {
    id: 'OWASP MCP09:2025',
    about: 'shadow servers',
    elsewhere: 'objects outside the app are not checked at synth; McpAdmissionPolicy rejects them in the cluster',
  },
  {
    id: 'OWASP MCP10:2025',
    about: 'context that is shared too widely',
    elsewhere:
      'what is in a context is known at run time; namespaces, sessions and network policies keep servers apart',
  },
];
