import { INSTALL_PATH, NODE_PATH } from '../../foundation/labels';
import { linkScript } from '../../foundation/packages/install-scripts';
import { parseNpmPin } from '../../foundation/packages/package-pins';
import { InstallSpec, Texts } from '../spec';

/** What an image is made of. */
export interface BuildInput {
  /** The image in which the server runs, and the one that has npm. */
  readonly runImage: string;
  readonly nodeImage: string;
  readonly installs: readonly InstallSpec[];
  readonly environment: Texts;
  /** Files of the bridge by path. Pods mount their own over them: these are for who starts the image without a pod. */
  readonly bridgeFiles: Texts;
  readonly command: readonly string[];
  readonly port: number;
}

const NPM_FLAGS = '--omit=dev --no-audit --no-fund';

/** Every file of a build context by its path, except the lock files. */
export function renderBuildContext(input: BuildInput): Texts {
  const npm = input.installs.filter(({ how }) => how === 'npm');
  const pypi = input.installs.filter(({ how }) => how === 'pypi');
  const programs = input.installs.filter(({ program }) => program !== undefined);
  return {
    'Dockerfile': dockerfile(input),
    'lock.sh': lockScript(npm, pypi),
    ...Object.fromEntries(npm.map(({ directory, pin }) => [`${directory}/package.json`, packageJson(directory, pin)])),
    ...Object.fromEntries(
      pypi.flatMap(({ directory, pin, extra }) => [
        [`${directory}/requirements.in`, `${pin}\n`],
        [`${directory}/constraints.txt`, extra.map(constraint => `${constraint}\n`).join('')],
      ]),
    ),
    ...Object.fromEntries(Object.entries(input.bridgeFiles).map(([path, content]) => [contextPath(path), content])),
    ...Object.fromEntries(programs.map(install => ['link-program.sh', linkScript(install)])),
  };
}

function dockerfile({ runImage, nodeImage, installs, environment, bridgeFiles, command, port }: BuildInput): string {
  const npm = installs.filter(({ how }) => how === 'npm');
  const pypi = installs.filter(({ how }) => how === 'pypi');
  const linked = installs.find(({ program }) => program !== undefined);
  const linksWithNpm = linked?.how === 'npm';
  return [
    '# Made by cdk8s-mcp; lock.sh makes the lock files.',
    `FROM ${nodeImage} AS build`,
    'ARG npm_config_registry=https://registry.npmjs.org/',
    `WORKDIR ${INSTALL_PATH}`,
    ...npm.flatMap(({ directory, extra }) => [
      `COPY ${directory}/package.json ${directory}/package-lock.json ${directory}/`,
      `RUN npm ci --prefix ${directory} ${[NPM_FLAGS, ...extra].join(' ')}`,
    ]),
    ...(npm.some(({ copyNode }) => copyNode) ? [`RUN mkdir bin && cp /usr/local/bin/node ${NODE_PATH}`] : []),
    ...(linksWithNpm ? LINK : []),
    '',
    `FROM ${runImage}`,
    ...pypi.flatMap(({ directory, environment: variables }) => [
      'ARG PIP_INDEX_URL=https://pypi.org/simple/',
      `COPY ${directory}/requirements.txt /tmp/requirements.txt`,
      `RUN python3 -m venv --without-pip ${INSTALL_PATH}/${directory} \\`,
      `  && python3 -m pip --python ${INSTALL_PATH}/${directory}/bin/python install --no-cache-dir --require-hashes${onlyWheels(variables)} -r /tmp/requirements.txt \\`,
      '  && rm /tmp/requirements.txt',
    ]),
    `COPY --from=build ${INSTALL_PATH} ${INSTALL_PATH}`,
    ...(linked !== undefined && !linksWithNpm ? LINK : []),
    ...Object.keys(bridgeFiles).map(path => `COPY ${contextPath(path)} ${path}`),
    ...Object.entries(environment).map(([name, value]) => `ENV ${name}=${value}`),
    'USER 10001:10001',
    `EXPOSE ${port}`,
    `ENTRYPOINT ${JSON.stringify(command)}`,
    '',
  ].join('\n');
}

/** Where a file of the image is in the build context. */
function contextPath(path: string): string {
  return `files${path}`;
}

/** Building a package runs its code. */
function onlyWheels(variables: InstallSpec['environment']): string {
  return variables.some(({ name }) => name === 'PIP_ONLY_BINARY') ? ' --only-binary :all:' : '';
}

const LINK = ['COPY link-program.sh /tmp/link-program.sh', 'RUN sh /tmp/link-program.sh && rm /tmp/link-program.sh'];

function packageJson(directory: string, text: string): string {
  const pin = parseNpmPin(text);
  // resolve has parsed it before
  const dependencies = typeof pin === 'string' ? {} : { [pin.name]: pin.version };
  return `${JSON.stringify({ name: `mcp-${directory}`, private: true, dependencies }, undefined, 2)}\n`;
}

/** Locks for what the image has, wherever the script runs: npm locks every platform, uv is told the Python of the image. */
function lockScript(npm: readonly InstallSpec[], pypi: readonly InstallSpec[]): string {
  return [
    '#!/bin/sh',
    `# Writes the lock files; commit them. Needs npm${pypi.length === 0 ? '' : ' and uv'}.`,
    'set -eu',
    'cd "$(dirname "$0")"',
    ...npm.map(
      ({ directory }) => `npm install --prefix ${directory} --package-lock-only --ignore-scripts --no-audit --no-fund`,
    ),
    ...pypi.flatMap(({ directory, image, environment }) => {
      const [, python] = /:(\d+\.\d+)/.exec(image) ?? [];
      const target = python === undefined ? '' : ` --python-version ${python} --python-platform linux`;
      return [
        `uv pip compile --generate-hashes --no-header${onlyWheels(environment)}${target} --constraint ${directory}/constraints.txt --output-file ${directory}/requirements.txt ${directory}/requirements.in`,
      ];
    }),
    '',
  ].join('\n');
}
