import type { Container, PodSpec } from 'kubernetes-types/core/v1';
import { renderVariables } from './container';
import { renderContainerSecurity } from './security';
import { renderBundleMounts } from './volumes';
import { INSTALL_PATH, INSTALL_VOLUME } from '../../foundation/labels';
import { nonEmpty } from '../../foundation/non-empty';
import { installScript, installWords } from '../../foundation/packages/install-scripts';
import { bytesText } from '../../foundation/sizes';
import { InstallSpec, ServerSpec } from '../spec';

/** The init containers that put bridge and package into the install volume. */
export function renderInstalls(spec: ServerSpec): Pick<PodSpec, 'initContainers'> {
  return { initContainers: nonEmpty(spec.installs.map(install => renderInstall(spec, install))) };
}

function renderInstall(spec: ServerSpec, install: InstallSpec): Container {
  const { name, image, how, memory } = install;
  const disk = spec.resources.limits['ephemeral-storage'];
  return {
    name,
    image,
    imagePullPolicy: 'Always',
    command: how === 'copy' ? undefined : ['sh', '-ec', installScript(install), 'install'],
    args: how === 'copy' ? [...install.extra] : installWords(install),
    env: nonEmpty(renderVariables(install.environment)),
    resources: {
      requests: { 'cpu': '100m', 'memory': bytesText(memory), 'ephemeral-storage': disk },
      limits: { 'cpu': '1', 'memory': bytesText(memory), 'ephemeral-storage': disk },
    },
    securityContext: renderContainerSecurity({ ...spec.identity, readOnlyRoot: true, addedCapabilities: [] }),
    // the last output of npm or pip is then in the status of the pod
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [...renderBundleMounts(spec, install.caBundle), { name: INSTALL_VOLUME, mountPath: INSTALL_PATH }],
  };
}
