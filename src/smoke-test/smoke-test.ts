import { createHash } from 'crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { renderJob } from './render';
import { resolveSmokeTest } from './resolve';
import { SmokeTestProps } from './smoke-test-props';
import { readAsset } from '../foundation/assets';
import { SMOKE_TEST_LABEL } from '../foundation/labels';
import { mayRun } from '../gateway/targets';
import { GuardedApiObject } from '../guardrails/guarded-api-object';
import { Callers } from '../network/callers';
import { serverContextOf } from '../server/context';
import { emitShared } from '../server/objects';
import { joinPool } from '../server/pool-membership';
import { jobExemptions } from '../server/render/annotations';
import { objectMetadata } from '../server/render/metadata';

/**
 * A Job that asks a server what a client asks: hello in whichever generation of the protocol it speaks, the list of
 * tools, and one call if you like. It succeeds when all of it is answered, and fails when not:
 * `kubectl wait --for=condition=complete job -l cdk8s-mcp/smoke-test=notes-test`.
 *
 * A Job cannot be changed. So its name ends with a hash of what it does: a test that changes becomes a new Job. It is
 * removed a day after it has ended. Argo CD runs it after each sync.
 *
 * @example
 *
 * import { App, Chart } from 'cdk8s';
 * import { McpServer, ServerSource, Sessions, SmokeTest } from 'cdk8s-mcp';
 *
 * const chart = new Chart(new App(), 'mcp', { namespace: 'mcp-tools' });
 * const notes = new McpServer(chart, 'notes', {
 *   source: ServerSource.image(`ghcr.io/acme/notes:1.2.3@sha256:${'0'.repeat(64)}`, {
 *     port: 8080,
 *     sessions: Sessions.NONE,
 *   }),
 * });
 * new SmokeTest(chart, 'notes-test', {
 *   server: notes,
 *   expectTools: ['search'],
 *   call: { tool: 'search', argumentsJson: '{"query":"hello"}' },
 * });
 */
export class SmokeTest extends Construct {
  /** The Kubernetes name of the test. */
  public readonly name: string;

  /** The namespace of the test. */
  public readonly namespace: string;

  /** The Job; undefined while the server is in quarantine. */
  public readonly job?: ApiObject;

  public constructor(scope: Construct, id: string, props: SmokeTestProps) {
    super(scope, id);
    const { workload, seconds } = resolveSmokeTest(props, serverContextOf(this, id), {
      'mcp-client.cjs': readAsset('mcp-client.cjs'),
      'smoke-test.cjs': readAsset('smoke-test.cjs'),
    });
    const { name, namespace } = workload;
    this.name = name;
    this.namespace = namespace;
    if (!mayRun(props.server)) {
      return;
    }
    const itself = Callers.pods({ namespace, labels: { [SMOKE_TEST_LABEL]: name } });
    if (props.publicEgress === undefined) {
      (props.gateway ?? props.server).allowFrom(itself);
    }
    emitShared(this, workload, { callers: () => [], egress: () => [...workload.network.egress], revision: () => 0 });
    const spec = renderJob(workload, seconds);
    const metadata = objectMetadata(workload, {
      name: `${name}-${hashOf([spec, workload.files.hash])}`,
      annotations: { ...jobExemptions(workload), 'argocd.argoproj.io/hook': 'PostSync' },
    });
    const labels = { ...metadata.labels, ...workload.selectorLabels, 'app.kubernetes.io/instance': metadata.name };
    this.job = new GuardedApiObject(this, 'Default', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { ...metadata, labels },
      spec,
    });
    joinPool(this, { path: this.node.path, spec: workload, once: true });
  }
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
