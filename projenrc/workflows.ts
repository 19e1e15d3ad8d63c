import { cdk8s, github } from 'projen';

const { JobPermission } = github.workflows;

/** Node images of kind: the newest and the oldest supported Kubernetes. The kindnet in them enforces NetworkPolicy. */
const NODE_IMAGES = [
  'kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5',
  'kindest/node:v1.30.13@sha256:397209b3d947d154f6641f2d0ce8d473732bd91c87d9575ade99049aa33cd648',
];
const KIND = 'sigs.k8s.io/kind@v0.33.0';
const REGISTRY_IMAGE =
  'docker.io/library/registry:2.8.3@sha256:a3d8aaa63ed8681a604f1dea0aa03f100d5895b6a58ace528858a7b332415373';
const REGISTRY = 'localhost:5001';
/** Lets the node pull from the registry under the name that it has outside. */
const HOSTS = `/etc/containerd/certs.d/${REGISTRY}`;
const WRITE_HOSTS = `mkdir -p ${HOSTS} && cat >${HOSTS}/hosts.toml`;
const CONNECT = [
  'docker network connect kind registry',
  `printf '[host."http://registry:5000"]\\n' | docker exec -i kind-control-plane sh -c '${WRITE_HOSTS}'`,
].join('\n');

/** Scanners as their projects release them. The checksum database of Go makes that a version cannot be moved. */
const SCANNERS = [
  'golang.stackrox.io/kube-linter/cmd/kube-linter@v0.8.3',
  'github.com/zegl/kube-score/cmd/kube-score@v1.20.0',
  'github.com/aquasecurity/trivy/cmd/trivy@v0.74.0',
];
/** v10.2.2, whose module has the path of v1, so that `go install` finds no such version. */
const POLARIS = { repository: 'FairwindsOps/polaris', ref: 'dafa0b74fc09a9505849b0a6f8c78f1c364d0112' };
const CHECKOV = 'checkov==3.3.30';
/** Mondays, before work. */
const WEEKLY = '17 4 * * 1';

/** What projen's options for GitHub do not say: rights as small as they can be, and checks that need more than npm. */
export function tightenWorkflows(project: cdk8s.ConstructLibraryCdk8s, node: string): void {
  // releases of GitHub are made by a job of their own: this one only builds
  project.github?.tryFindWorkflow('release')?.file?.addOverride('jobs.release.permissions.contents', 'read');
  // without tags the comparison with the last release has nothing to compare with
  project.github?.tryFindWorkflow('build')?.file?.addOverride('jobs.build.steps.0.with.fetch-depth', 0);

  addCluster(project, node);
  addEndToEnd(project, node);
  addScanners(project, node);
  addOracles(project, node);
}

/** The steps with which every job here begins: the library, compiled. */
function compiled(node: string): github.workflows.JobStep[] {
  return [
    github.WorkflowSteps.checkout(),
    {
      name: 'Setup Node.js',
      uses: 'actions/setup-node@v7.0.0',
      with: { 'node-version': node, 'package-manager-cache': false },
    },
    { name: 'Install dependencies', run: 'npm ci' },
    { name: 'Compile', run: 'npx projen compile' },
  ];
}

function addCluster(project: cdk8s.ConstructLibraryCdk8s, node: string): void {
  const workflow = project.github?.addWorkflow('cluster');
  workflow?.on({ pullRequest: {}, workflowDispatch: {} });
  workflow?.addJob('cluster', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 40,
    strategy: { failFast: false, matrix: { domain: { image: NODE_IMAGES } } },
    env: { CI: 'true', KUBECONFIG: '${{ github.workspace }}/.cache/kubeconfig', NODE_IMAGE: '${{ matrix.image }}' },
    steps: [
      ...compiled(node),
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

/** Gateways run the program of the image that the library names by digest, not the stand-in. */
function addEndToEnd(project: cdk8s.ConstructLibraryCdk8s, node: string): void {
  const workflow = project.github?.addWorkflow('e2e');
  workflow?.on({ pullRequest: {}, workflowDispatch: {} });
  workflow?.addJob('e2e', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 40,
    env: { CI: 'true', AGENTGATEWAY: '${{ github.workspace }}/.cache/agentgateway' },
    steps: [
      ...compiled(node),
      {
        name: 'Install what makes root file systems',
        run: 'sudo apt-get update\nsudo apt-get install --yes mmdebstrap debian-archive-keyring buildah',
      },
      { name: 'Install MCP clients', run: 'node test/e2e/modules.mjs' },
      {
        name: 'Take agentgateway out of its image',
        run: [
          'mkdir -p .cache',
          'container=$(docker create "$(node test/e2e/gateway/image.mjs)")',
          'docker cp "$container:/app/agentgateway" "$AGENTGATEWAY"',
        ].join('\n'),
      },
      { name: 'Test', run: 'sudo env "PATH=$PATH" npm run test:e2e -- --agentgateway "$AGENTGATEWAY"' },
    ],
  });
}

/** What a user's pipeline says of the examples. */
function addScanners(project: cdk8s.ConstructLibraryCdk8s, node: string): void {
  const workflow = project.github?.addWorkflow('scanners');
  workflow?.on({ pullRequest: {}, workflowDispatch: {} });
  workflow?.addJob('scanners', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 40,
    // Trivy is built with it
    env: { CI: 'true', GOEXPERIMENT: 'jsonv2' },
    steps: [
      ...compiled(node),
      { name: 'Make manifests', run: 'npm run demo' },
      {
        name: 'Install kube-linter, kube-score and Trivy',
        run: SCANNERS.map(module => `GOBIN="$RUNNER_TEMP/bin" go install ${module}`).join('\n'),
      },
      {
        ...github.WorkflowSteps.checkout({ with: { ...POLARIS, path: '.cache/polaris' } }),
        name: 'Checkout Polaris',
      },
      { name: 'Install Polaris', run: 'go -C .cache/polaris build -o "$RUNNER_TEMP/bin/polaris" .' },
      {
        name: 'Install Checkov',
        run: `python3 -m venv "$RUNNER_TEMP/venv"\n"$RUNNER_TEMP/venv/bin/pip" install ${CHECKOV}`,
      },
      {
        name: 'Scan',
        run: 'PATH="$RUNNER_TEMP/bin:$RUNNER_TEMP/venv/bin:$PATH" node test/scanners/released.mjs --all dist-demo/*',
      },
    ],
  });
}

/** Programs that are built from modules of other projects take long, and change without us. */
function addOracles(project: cdk8s.ConstructLibraryCdk8s, node: string): void {
  const workflow = project.github?.addWorkflow('oracles');
  workflow?.on({ schedule: [{ cron: WEEKLY }], workflowDispatch: {} });
  workflow?.addJob('oracles', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 60,
    env: { CI: 'true' },
    steps: [...compiled(node), { name: 'Test', run: 'npm run test:oracles' }],
  });
}
