export { McpServer } from './server/mcp-server';
export { type McpServerProps } from './server/mcp-server-props';
export { McpApp } from './app/mcp-app';
export { McpNamespace } from './namespace/mcp-namespace';
export { type McpNamespaceProps } from './namespace/mcp-namespace-props';
export { McpAdmissionPolicy } from './admission/mcp-admission-policy';
export { type McpAdmissionPolicyProps } from './admission/mcp-admission-policy-props';
export { type AdmissionExemption, type QuarantinedServer } from './admission/admission-exemption';
export { AdmissionMode } from './admission/admission-mode';
export { ImageSignatures, type KeylessSigner } from './admission/image-signatures';
export { McpCatalog } from './catalog/mcp-catalog';
export { McpPreset } from './catalog/preset';
export { type PresetOptions } from './catalog/preset-options';
export { PresetVerdict } from './catalog/preset-verdict';
export { McpGateway } from './gateway/mcp-gateway';
export {
  type GatewayPoolOptions,
  type GatewayServerOptions,
  McpClientKind,
  type McpGatewayProps,
} from './gateway/mcp-gateway-props';
export { type ManifestFacts } from './report/manifest-facts';
export { McpDiff } from './report/mcp-diff';
export { McpImport } from './importers/mcp-import';
export { type ImportOptions } from './importers/import-options';
export { type ImportDecision, type ImportLoss, ImportOutcome } from './importers/import-loss';
/** @internal named in cdk8s.yaml, and no type of other languages */
export { McpPostureValidation } from './report/mcp-posture-validation';
export { McpReport, type SarifOptions } from './report/mcp-report';
export { type McpFinding } from './report/mcp-finding';
export { McpTesting } from './report/mcp-testing';
export { McpRemoteServer } from './server/mcp-remote-server';
export { type McpRemoteServerProps } from './server/mcp-remote-server-props';
export { McpPlatform } from './platform/mcp-platform';
export { type ApiServerAddress, type McpPlatformProps, type PlatformImages } from './platform/mcp-platform-props';
export { McpPool } from './pool/mcp-pool';
export { type McpPoolProps } from './pool/mcp-pool-props';
export { type ServerDefaults } from './server/server-defaults';
export { McpServerExposure } from './server-exposure/server-exposure';
export { type McpServerExposureProps } from './server-exposure/server-exposure-props';
export { SmokeTest } from './smoke-test/smoke-test';
export { type SmokeTestCall, type SmokeTestProps } from './smoke-test/smoke-test-props';
export { PrebuiltImage, type PrebuiltImageOptions } from './server/prebuilt-image';
export { GatewayAuth } from './gateway/settings/auth';
export {
  GatewayAuthKind,
  type OAuthOptions,
  type ResourceMetadata,
  type ServiceAccountOptions,
} from './gateway/settings/auth-options';
export { ExternalAuthProtocol, type ExternalAuthOptions } from './gateway/settings/external-auth-options';
export { IdentityProvider } from './gateway/settings/identity-provider';
export {
  type Auth0Options,
  type CognitoOptions,
  type DexOptions,
  type EntraIdOptions,
  type KeycloakOptions,
  type OktaOptions,
  type ProviderAuthOptions,
} from './gateway/settings/identity-provider-options';
export { Cors, type CorsOptions } from './gateway/settings/cors';
export {
  type GatewayRoute,
  type GatewayTarget,
  type GatewayTimings,
  type GatewayWorkload,
  type IBoundGateway,
  type IGatewayBinding,
  type IGatewayEngine,
} from './gateway/engines/engine';
export { AgentgatewayEngine } from './gateway/engines/agentgateway/engine';
export { type AgentgatewayControllerOptions } from './gateway/engines/agentgateway/controller';
export { type AgentgatewayStandaloneOptions } from './gateway/engines/agentgateway/standalone';
export { AgentgatewayVersion } from './gateway/engines/agentgateway/version';
export { KuadrantEngine, type KuadrantEngineOptions } from './gateway/engines/kuadrant/engine';
export { EnvoyAiGatewayEngine, type EnvoyAiGatewayOptions } from './gateway/engines/envoy-ai-gateway/engine';
export { HttpRouteEngine, type HttpRouteEngineOptions } from './gateway/engines/http-route/engine';
export {
  Exposure,
  ExposureKind,
  type HttpRouteExposureOptions,
  IngressController,
  type IngressExposureOptions,
} from './gateway/settings/exposure';
export { type GatewayAccessLog, type GatewayTracing } from './gateway/settings/observation';
export { Jwks, JwksKind } from './gateway/settings/jwks';
export { type KagentServerOptions } from './gateway/settings/kagent';
export { type GatewayReference } from './gateway/settings/parent';
export { type LocalRateLimitOptions, RateLimit, type RemoteRateLimitOptions } from './gateway/settings/rate-limit';
export { type Resilience } from './gateway/settings/resilience';
export { GatewayRoutes } from './gateway/settings/routes';
export { CertificateIssuer, CertificateKeyAlgorithm, type CertManagerTlsOptions } from './gateway/settings/certificate';
export { GatewayTls, type GatewayTlsOptions } from './gateway/settings/tls';
export { ToolPolicy, type ToolPolicyOptions } from './workload/tool-policy';
export { type ClaimMatch, type ToolGrant, ToolRule } from './gateway/settings/tool-rule';
export { AllowedHosts, type AllowedHostsOptions } from './source/allowed-hosts';
export { AllowedOrigins, type AllowedOriginsOptions } from './source/allowed-origins';
export { Bridge } from './source/bridge';
export { type BridgeCommand, type BridgeImage, type IBridge, type StdioProgram } from './source/bridge-contract';
export { type AgentgatewayBridgeOptions } from './source/bridges/agentgateway';
export { McpCapability } from './protocol/capability';
export { HttpTransport } from './protocol/http-transport';
export { type InstallResources } from './source/install-resources';
export { Isolation, type SessionIsolationOptions } from './source/isolation';
export { ListFormat } from './source/list-format';
export { type NpmScope } from './source/npm-scope';
export { type PackageRegistry } from './source/package-registry';
export { type ImageSourceOptions, ServerSource } from './source/server-source';
export { ServerRuntime } from './source/server-runtime';
export { ProtocolRevision } from './protocol/protocol-revision';
export { Sessions } from './protocol/sessions';
export { SourceKind } from './source/source-kind';
export {
  type NpmSourceOptions,
  type PypiSourceOptions,
  type StdioImageSourceOptions,
  type StdioOptions,
} from './source/stdio-options';
export { type CrossAppAccessOptions, type OAuthTokenEndpoint, type TokenExchangeOptions } from './secrets/delegation';
export { OAuthClientAuth, OAuthSigningAlgorithm, type PrivateKeyJwtOptions } from './secrets/oauth-client-auth';
export { SecretSource, type SecretStoreEntry } from './secrets/secret-source';
export { type ISecretStore, SecretStore } from './secrets/secret-store';
export { ServerAuth } from './secrets/server-auth';
export { CaBundle } from './network/ca-bundle';
export { Callers } from './network/callers';
export { ClusterDns } from './network/cluster-dns';
export { Egress, type EgressPods } from './network/egress';
export { type IMcpEndpoint } from './endpoint/endpoint';
export { type EndpointAddress } from './protocol/endpoint-address';
export { type IMcpPeer, type PodLabels } from './network/mcp-peer';
export { type HttpProxy } from './platform/http-proxy';
export { NetworkPolicyEngine } from './network/network-policy-engine';
export { type ConfigMapKey } from './workload/config-map-key';
export { Hardening } from './workload/hardening';
export {
  type AccessRule,
  type ClusterReadOnlyAccess,
  KubernetesAccess,
  type ReadOnlyAccess,
} from './workload/kubernetes-access';
export { Architecture, type Placement, TaintEffect, type Toleration } from './workload/placement';
export { PodSecurityLevel } from './namespace/pod-security-level';
export { type PoolBudget, type PoolLimits, type PoolQuota } from './pool/pool-quota';
export { PoolSubject } from './pool/pool-subject';
export { type HttpProbeOptions, type ProbeOptions, ServerProbes } from './workload/probes';
export { Qos, type ServerResources } from './workload/resources';
export { type RuntimeClassOptions, Sandbox, type SandboxOptions, type SandboxOverhead } from './workload/sandbox';
export { type AutoscalingOptions, Scaling } from './workload/scaling';
export { type Shutdown } from './workload/shutdown';
export { type PersistentStorageOptions, Storage } from './workload/storage';
export { type QuarantineOptions, Trust } from './workload/trust';
export { LogLevel, type MetricsScrape, type OtlpExport, OtlpProtocol, type Telemetry } from './workload/telemetry';
export { VariableSource } from './workload/variable-source';
export { type AcknowledgeOptions, Guardrails } from './guardrails/guardrails';
export { RuleSettings, type TokenLifetimeSettings, type UserRangeSettings } from './guardrails/rule-settings';
export { type GuardrailFinding, type GuardrailManifest, type IGuardrailRule } from './guardrails/guardrail-rule';
