import { cdk8s, github } from 'projen';

const { JobPermission } = github.workflows;

/** Node images of kind: the newest and the oldest Kubernetes that is supported. The kindnet in them enforces NetworkPolicy. */
const NODE_IMAGES = [
  'kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5',
  'kindest/node:v1.30.13@sha256:397209b3d947d154f6641f2d0ce8d473732bd91c87d9575ade99049aa33cd648',
];
const KIND = 'sigs.k8s.io/kind@v0.33.0';
const REGISTRY_IMAGE =
  'docker.io/library/registry:2.8.3@sha256:a3d8aaa63ed8681a604f1dea0aa03f100d5895b6a58ace528858a7b332415373';
const REGISTRY = 'localhost:5001';
/** Lets the node pull from the registry under the name that it has outside. */
const CONNECT = [
  'docker network connect kind registry',
  `printf '[host."http://registry:5000"]\\n' | docker exec -i kind-control-plane sh -c 'mkdir -p /etc/containerd/certs.d/${REGISTRY} && cat >/etc/containerd/certs.d/${REGISTRY}/hosts.toml'`,
].join('\n');

/** What projen's options for GitHub do not say: rights as small as they can be, and a run on real clusters. */
export function tightenWorkflows(project: cdk8s.ConstructLibraryCdk8s, node: string): void {
  // releases of GitHub are made by a job of their own: this one only builds
  project.github?.tryFindWorkflow('release')?.file?.addOverride('jobs.release.permissions.contents', 'read');
  // without tags the comparison with the last release has nothing to compare with
  project.github?.tryFindWorkflow('build')?.file?.addOverride('jobs.build.steps.0.with.fetch-depth', 0);

  const workflow = project.github?.addWorkflow('cluster');
  workflow?.on({ pullRequest: {}, workflowDispatch: {} });
  workflow?.addJob('cluster', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 40,
    strategy: { failFast: false, matrix: { domain: { image: NODE_IMAGES } } },
    env: { CI: 'true', KUBECONFIG: '${{ github.workspace }}/.cache/kubeconfig', NODE_IMAGE: '${{ matrix.image }}' },
    steps: [
      github.WorkflowSteps.checkout(),
      {
        name: 'Setup Node.js',
        uses: 'actions/setup-node@v7.0.0',
        with: { 'node-version': node, 'package-manager-cache': false },
      },
      { name: 'Install dependencies', run: 'npm ci' },
      { name: 'Compile', run: 'npx projen compile' },
      { name: 'Install kind', run: `GOBIN="$RUNNER_TEMP/bin" go install ${KIND}` },
      {
        name: 'Start a cluster',
        run: '"$RUNNER_TEMP/bin/kind" create cluster --image "$NODE_IMAGE" --kubeconfig "$KUBECONFIG" --wait 180s',
      },
      {
        name: 'Start a registry',
        run: `docker run --detach --name registry --publish 127.0.0.1:5001:5000 ${REGISTRY_IMAGE}\n${CONNECT}`,
      },
      {
        name: 'Build images',
        run: `node test/cluster/live/images.mjs --docker ${REGISTRY} >"$RUNNER_TEMP/images.json"`,
      },
      { name: 'Make manifests', run: 'npm run demo' },
      { name: 'Test', run: 'npm run test:cluster -- --images "$RUNNER_TEMP/images.json"' },
    ],
  });
}
