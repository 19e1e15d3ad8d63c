import { PIN_ADMISSION } from './package-admission';
import { containerPackages } from '../container-packages';
import { ObjectRule, WORKLOADS, findingUnless } from '../rule';
import { containersOf } from '../subject';

export const PACKAGE_RULES: readonly ObjectRule[] = [
  {
    id: 'package-pin',
    title: 'Programs that fetch and run a package use an exact version',
    why: 'npx, uvx and similar programs run the latest published version, with all permissions of the server.',
    fix:
      'Write the version behind the name, as in npx -y name@1.2.3 or uvx name==1.2.3, ' +
      'or use ServerSource.npm or ServerSource.pypi.',
    severity: 'error',
    references: ['OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering'],
    scanners: [],
    admission: PIN_ADMISSION,
    kinds: [WORKLOADS],
    check: subject =>
      containersOf(subject).flatMap(container =>
        containerPackages(container).flatMap(({ field, reference: { text, problem } }) =>
          findingUnless(
            problem === undefined,
            field.replace(/\[\d+\]$/, ''),
            `runs a package without its exact version: ${text} ${problem ?? ''}`,
          ),
        ),
      ),
  },
];
