import { checkPackage } from './source-parts';
import { Issues } from '../../foundation/issues';
import { packagesIn } from '../../foundation/packages/command-packages';
import { PlatformSpec } from '../../platform/resolve';

/** The words of a container by prop, in their order. */
interface CommandProps {
  readonly command: readonly string[];
  readonly args: readonly string[];
}

/** Packages that a command fetches are those that the platform lets run. Versions are what a rule looks at. */
export function checkCommandPackages(issues: Issues, platform: PlatformSpec, { command, args }: CommandProps): void {
  for (const { ecosystem, name, text, at } of packagesIn([...command, ...args], command.length > 0)) {
    const prop = at < command.length ? `source.command[${at}]` : `source.args[${at - command.length}]`;
    if (name !== undefined) {
      checkPackage(issues, platform, { prop, name: `${ecosystem}:${name}` });
    } else if (platform.allowedPackages !== undefined) {
      issues.add(
        prop,
        `fetches what cannot be compared with the allowed packages: ${text}`,
        'name a package of a registry, or use ServerSource.npm or ServerSource.pypi',
      );
    }
  }
}
