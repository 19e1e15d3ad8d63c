import { amountsToAsk } from './server-amounts';
import { ServerParts } from './server-parts';
import { Json } from './texts';
import { Ask, wordsToAsk } from './words-to-ask';
import { credentialNamed, credentialShape } from '../foundation/credentials/credentials';
import { isDataKey, isDnsSubdomain, isEnvName, isPlainText, isWritableKey } from '../foundation/names';
import { isPort } from '../foundation/net/ports';
import { steeringProblem } from '../foundation/steering';
import { hasInvisible } from '../foundation/visible';

/*
 * What synth would refuse is asked for when the file is imported, whatever format it came from: the value is taken out,
 * and its place is a required decision.
 */

/** Who is asked. */
interface Asked {
  readonly at: string;
  decide(at: string, what: string, how: string, required?: boolean): void;
  isOpen(at: string, what: string): boolean;
  /** Records that what the input had for a place is not there. */
  tookOut(at: string): void;
}

/** Takes out what a server cannot be built with, and asks for it. */
export function askForRefused(server: Asked, parts: ServerParts): void {
  const asks = [
    ...secretsToAsk(parts),
    ...variablesToAsk(parts),
    ...wordsToAsk(parts, (at, what) => server.isOpen(at, what)),
    ...amountsToAsk(parts),
    ...egressToAsk(parts),
  ];
  for (const { at, what, how, from = at } of asks) {
    server.decide(at, what, how, true);
    server.tookOut(from);
  }
}

function* variablesToAsk(parts: ServerParts): Generator<Ask> {
  for (const [name, value] of parts.env) {
    const problem = problemOfValue(name, value);
    if (problem !== undefined) {
      parts.env.delete(name);
      yield { at: `env.${name}`, what: 'value', how: `its value ${problem}: write it again, or a secret` };
    }
  }
  yield* steeringToAsk(parts);
}

function problemOfValue(name: string, value: string): string | undefined {
  if (!isPlainText(value) || hasInvisible(value)) {
    return 'has characters that nobody sees';
  }
  if (/\$\{[A-Za-z_][^${}]*\}/.test(value)) {
    return 'has a ${…} that nothing replaces';
  }
  const shape = credentialNamed(name, value);
  return shape === undefined ? undefined : `looks like ${shape}`;
}

/** The bridge of a server has its variables. */
function* steeringToAsk(parts: ServerParts): Generator<Ask> {
  if (parts.kind === 'image') {
    return;
  }
  const program = { bridge: 'agentgateway@', isPackage: parts.kind !== 'stdioImage' };
  const maps = [
    ['env', parts.env],
    ['secrets', parts.secrets],
  ] as const;
  for (const [prop, map] of maps) {
    for (const [name, value] of map) {
      const problem = steeringProblem(name, typeof value === 'string' ? value : undefined, program);
      if (problem !== undefined) {
        map.delete(name);
        const how = `${name} ${problem}: give the server another variable, or put it into an image`;
        yield { at: 'env', what: 'variables', how, from: `${prop}.${name}` };
      }
    }
  }
}

const OF_SECRET = 'write { fromSecretName: { name: …, key: … } }';

function* secretsToAsk({ secrets }: ServerParts): Generator<Ask> {
  for (const [name, source] of secrets) {
    const isName = isEnvName(name) && isWritableKey(name) && credentialShape(name) === undefined;
    if (isName && isSource(source)) {
      continue;
    }
    secrets.delete(name);
    yield isName
      ? { at: `secrets.${name}`, what: 'secret key', how: `no Secret has such a name or key: ${OF_SECRET}` }
      : {
          at: 'secrets',
          what: 'secret keys',
          how: `a secret has no name that a variable can have: write NAME, and ${OF_SECRET.replace('write ', '')}`,
          from: `secrets.${name}`,
        };
  }
}

/** Whether a source that an importer wrote names what can exist. */
function isSource({ fromSecretName }: Json): boolean {
  if (fromSecretName === undefined) {
    return true;
  }
  // made by importers
  const { name, key } = fromSecretName as { readonly name: string; readonly key: string };
  return [name, key].every(text => credentialShape(text) === undefined) && isDnsSubdomain(name) && isDataKey(key);
}

function* egressToAsk({ egress }: ServerParts): Generator<Ask> {
  const isRefused = ({ onPorts }: Json): boolean => Array.isArray(onPorts) && !onPorts.every(isPort);
  if (egress.some(isRefused)) {
    egress.splice(0, egress.length, ...egress.filter(rule => !isRefused(rule)));
    yield { at: 'egress', what: 'egress', how: 'a destination has no port of 1 to 65535: write it with its port' };
  }
}
