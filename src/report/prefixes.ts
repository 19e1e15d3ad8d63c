import { Judged } from './objects';
import { CONFIG_FILE } from '../guardrails/gateway-pods';
import { asArray, asObject, asString, getPath, parseObject } from '../guardrails/json';

const HOST = /(?:^|\/\/)([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b/;

/** The prefix of the tools of each server at gateways, by namespace and name; one with several is left out. */
export function prefixesOf(all: readonly Judged[]): ReadonlyMap<string, string> {
  const found = new Map<string, string | undefined>();
  for (const { subject } of all) {
    const file = asString(getPath(subject.manifest, 'data', CONFIG_FILE));
    const holder = file === undefined ? subject.manifest.spec : parseObject(file);
    for (const target of targetsIn(subject.kind === 'AgentgatewayBackend' || file !== undefined ? holder : undefined)) {
      const prefix = asString(getPath(target, 'name'));
      const host = asString(getPath(target, 'mcp', 'host')) ?? asString(getPath(target, 'static', 'host')) ?? '';
      const [, name, namespace] = HOST.exec(host) ?? [];
      const place = `${namespace}/${name}`;
      found.set(place, found.has(place) && found.get(place) !== prefix ? undefined : prefix);
    }
  }
  return new Map([...found].flatMap(([place, prefix]) => (prefix === undefined ? [] : [[place, prefix]])));
}

/** Each list of targets in a configuration, whatever is around it. */
function targetsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap(targetsIn);
  }
  return Object.entries(asObject(value)).flatMap(([key, part]) =>
    key === 'targets' ? [...asArray(part)] : targetsIn(part),
  );
}
