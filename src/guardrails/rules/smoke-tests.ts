import { SMOKE_TEST_LABEL } from '../../foundation/labels';
import { asArray, describe } from '../json';
import { ObjectRule, WORKLOADS, findingUnless } from '../rule';
import { hidingFindings, steeringFindings } from '../steering';

const CONTAINER = 'smoke-test';
const COMMAND = ['node', '/opt/smoke-test/smoke-test.cjs'];
/** The container has one program: node, of its own image. */
const PROGRAM = { bridge: '', isPackage: true };

export const SMOKE_TEST_RULES: readonly ObjectRule[] = [
  {
    id: 'smoke-test-start',
    title: 'A smoke test runs the program of the library',
    why:
      'It has the credential of a caller: with another command, variables that load code, or other files in the ' +
      'place of its own, another program has it.',
    fix: 'Change the props of the smoke test, not its pods.',
    severity: 'error',
    references: ['OWASP MCP05:2025 Command Injection & Execution'],
    scanners: [],
    kinds: [WORKLOADS],
    check: ({ pod }) =>
      (pod?.labels[SMOKE_TEST_LABEL] === undefined ? [] : pod.containers)
        .filter(({ role, json }) => role === 'containers' && json.name === CONTAINER)
        .flatMap(container => {
          const words = [container.json.command, container.json.args].flatMap(asArray).map(describe);
          return [
            ...findingUnless(
              words.join('\0') === COMMAND.join('\0'),
              `${container.path}.command`,
              `must be ${COMMAND.join(' ')}`,
            ),
            ...steeringFindings(container, PROGRAM),
            ...hidingFindings(container, PROGRAM.isPackage),
          ];
        }),
  },
];
