import { ImportDecision } from './import-loss';
import { Issues } from '../foundation/issues';
import { checkNamespace } from '../server/resolve/metadata';

/** What is to be decided about the namespace of the input: required where no server can be in it. */
export function namespaceDecision(namespace: string | undefined): ImportDecision {
  const [at, what] = ['namespace', 'namespace'];
  if (namespace === undefined) {
    return { at, what, how: 'choose the namespace', required: false };
  }
  const issues = new Issues('');
  checkNamespace(issues, namespace, 'it');
  const [problem] = issues.texts;
  return problem === undefined
    ? { at, what, how: 'the one of the input: the old server and its Secrets are there too', required: false }
    : { at, what, how: problem, required: true };
}
