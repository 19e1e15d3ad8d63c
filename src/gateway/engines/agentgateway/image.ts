import { Issues } from '../../../foundation/issues';
import { PlatformSpec } from '../../../platform/resolve';
import { resolveImage } from '../../../server/resolve/source-parts';

const REPOSITORY = 'cr.agentgateway.dev/agentgateway';
const IMAGES: Readonly<Record<string, string>> = {
  1.4: `${REPOSITORY}:v1.4.1@sha256:efd79355b89094a8225a9db465d9a01dc656b377f0bab458761b935a13231d29`,
  1.5: `${REPOSITORY}:v1.5.0@sha256:bf2f339ef326d32def2aaeb44b1b4549801293c19b89e764a4228667d97d9896`,
  1.6: `${REPOSITORY}:v1.6.0@sha256:9d3e6044ddcdc0878b1787f77bd401252b95e22684203fb5e874c4c42d2ed90c`,
};
const KNOWN = Object.keys(IMAGES);
const DEFAULT = '1.4';

export interface AgentgatewayChoice {
  readonly version?: string;
  readonly image?: string;
}

/** The image of the gateway: that of the engine, else that of the platform, else the library's for the version. */
export function resolveAgentgatewayImage(issues: Issues, input: AgentgatewayChoice, platform: PlatformSpec): string {
  const { version } = input;
  const reference = input.image ?? platform.images.agentgateway;
  if (reference === undefined) {
    const known = IMAGES[version ?? DEFAULT] ?? IMAGES[DEFAULT];
    return resolveImage(issues, known, platform, {
      prop: 'engine.image',
      fix: 'set images.agentgateway in McpPlatform.configure to a mirror of it',
    }).text;
  }
  const prop = input.image === undefined ? 'McpPlatform.images.agentgateway' : 'engine.image';
  const { text, tag } = resolveImage(issues, reference, platform, { prop });
  if (text !== '') {
    checkVersion(issues, prop, tag, version);
  }
  return text;
}

/** The version is known from the tag or from the engine; where both say one, they must agree. */
function checkVersion(issues: Issues, prop: string, tag: string | undefined, version: string | undefined): void {
  const tagged = /^v?(\d+\.\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(tag ?? '')?.[1];
  if (tagged === undefined) {
    if (version === undefined) {
      issues.add(
        'engine.version',
        `is missing: the tag ${JSON.stringify(tag)} of ${prop} says none`,
        `one of ${KNOWN.join(', ')}`,
      );
    }
    return;
  }
  if (!KNOWN.includes(tagged)) {
    issues.check(
      false,
      prop,
      {
        allowed: `agentgateway ${KNOWN.join(', ')}`,
        fix: isOlder(tagged)
          ? 'older versions support neither gateways and routes in their configuration nor MCP 2026-07-28'
          : 'the configuration of newer versions is not known',
      },
      tag,
    );
  } else if (version !== undefined && tagged !== version) {
    issues.add('engine.version', `${version} is not that of ${prop}, whose tag says ${tagged}`);
  }
}

function isOlder(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major < 1 || (major === 1 && minor < 4);
}
