import { Duration } from 'cdk8s';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { McpGateway } from '../gateway/mcp-gateway';
import { Egress } from '../network/egress';
import { ServerAuth } from '../secrets/server-auth';

/** One call of a tool. */
export interface SmokeTestCall {
  /** The name of the tool as the list has it: behind one address of several servers with the prefix of the server. */
  readonly tool: string;

  /**
   * The arguments, as a JSON object. They are no place for secrets: they stand in the Job.
   *
   * @default - none
   */
  readonly argumentsJson?: string;
}

/** Props of SmokeTest. */
export interface SmokeTestProps {
  /** The server that is asked. It admits the pod of the test. */
  readonly server: IMcpEndpoint;

  /**
   * The gateway by way of which the server is asked: at its Service, however it is exposed. It admits the pod of the
   * test, and the server does not.
   *
   * @default - the server is asked itself
   */
  readonly gateway?: McpGateway;

  /**
   * The test asks the gateway at its public address, as clients outside the cluster do, and this is the way there,
   * such as the pods of the ingress controller (`Egress.toPods`) or the addresses of the load balancer
   * (`Egress.toCidrs`). It needs `gateway`, and an image that trusts the certificate of the address.
   *
   * @default - the test asks the gateway's Service; required for an engine without one
   */
  readonly publicEgress?: Egress[];

  /**
   * The credential that the test presents, such as
   * `ServerAuth.bearer(SecretSource.fromSecretName('smoke-test', 'token'))`.
   *
   * @default - the server's `serverAuth`; nothing for a gateway
   */
  readonly auth?: ServerAuth;

  /**
   * Names of tools that the list must have.
   *
   * @default - any list will do
   */
  readonly expectTools?: string[];

  /**
   * A tool to call: it must answer without an error. Choose one that changes nothing.
   *
   * @default - no tool is called
   */
  readonly call?: SmokeTestCall;

  /**
   * How long to try again what does not work: 1 s to 1 h.
   *
   * @default Duration.minutes(2)
   */
  readonly timeout?: Duration;

  /**
   * An image with node 20 or newer, by tag and digest.
   *
   * @default - that of McpPlatform's `images.node`
   */
  readonly image?: string;

  /**
   * The name that the objects have; the Job's goes on with a hash of what it does.
   *
   * @default - the construct id in kebab-case
   */
  readonly name?: string;

  /**
   * Where the test runs.
   *
   * @default - that of the McpNamespace or McpPool above, or of the chart; else that of the server
   */
  readonly namespace?: string;

  /**
   * The team that answers for it, in the label `owner`.
   *
   * @default - that of the McpNamespace or McpPool above, or none
   */
  readonly owner?: string;

  /**
   * Further labels.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };

  /**
   * Further annotations of its objects, and not of the pod.
   *
   * @default - none
   */
  readonly annotations?: { readonly [name: string]: string };

  /**
   * Further annotations of the pod.
   *
   * @default - none
   */
  readonly podAnnotations?: { readonly [name: string]: string };
}
