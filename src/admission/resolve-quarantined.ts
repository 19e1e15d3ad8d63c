import { QuarantinedServer } from './admission-exemption';
import { Issues } from '../foundation/issues';
import { isDnsLabel, isDnsSubdomain, isPlainText } from '../foundation/names';
import { PropNames, Reader } from '../foundation/reader';

const QUARANTINED: PropNames<QuarantinedServer> = { namespace: true, name: true };

/** Checks one server that must not run; throws one error with all problems. */
export function checkQuarantined(where: string, input: QuarantinedServer): QuarantinedServer {
  const issues = new Issues(where);
  const found = readQuarantined(issues, new Reader(issues), input, '');
  issues.throwIfAny();
  return found;
}

/** The servers that must not run. */
export function resolveQuarantined(
  issues: Issues,
  reader: Reader,
  input: readonly QuarantinedServer[] | undefined,
): QuarantinedServer[] {
  return reader.list(input, 'quarantined').map((one, i) => readQuarantined(issues, reader, one, `quarantined[${i}].`));
}

function readQuarantined(issues: Issues, reader: Reader, input: QuarantinedServer, prefix: string): QuarantinedServer {
  const { namespace, name } = reader.struct(input, QUARANTINED, prefix);
  issues.check(
    isPlainText(namespace) && isDnsLabel(namespace),
    `${prefix}namespace`,
    'the name of a namespace',
    namespace,
  );
  issues.check(isPlainText(name) && isDnsSubdomain(name), `${prefix}name`, 'the name of a Deployment', name);
  return { namespace, name };
}
