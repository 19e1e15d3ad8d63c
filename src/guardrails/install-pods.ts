import { asArray, asString } from './json';
import { ContainerView } from './pod-view';
import { BRIDGE_INSTALLER, SERVER_INSTALLER } from '../foundation/labels';
import { memoize } from '../foundation/memoize';
import { installScript } from '../foundation/packages/install-scripts';

/** Where an installer gets its packages from. */
export type InstallSource = 'npm' | 'pypi';

const INSTALLERS: readonly string[] = [BRIDGE_INSTALLER, SERVER_INSTALLER];

/** Whether a container has the name of those that install bridge or package. */
export function isInstaller({ role, json }: ContainerView): boolean {
  return role === 'initContainers' && INSTALLERS.includes(asString(json.name) ?? '');
}

/** The scripts that the library may give to one installer. */
const scriptsOf = memoize((key: string): readonly string[] => {
  const [how, name] = key.split(' ');
  const program = name === SERVER_INSTALLER ? {} : undefined;
  return [true, false].flatMap(copyNode =>
    [true, false].map(hasScopes => installScript({ how, copyNode, program, hasScopes })),
  );
});

/** Whether a command is the script of the library for one installer. */
export function runsScript(command: unknown, how: InstallSource, name: string): boolean {
  const [shell, flags, script, label, ...rest] = asArray(command);
  return (
    shell === 'sh' &&
    flags === '-ec' &&
    label === 'install' &&
    rest.length === 0 &&
    scriptsOf(`${how} ${name}`).some(one => one === script)
  );
}

/** From where a container installs, if it runs a script of the library. */
export function installSource({ json }: ContainerView): InstallSource | undefined {
  return (['npm', 'pypi'] as const).find(how => INSTALLERS.some(name => runsScript(json.command, how, name)));
}
