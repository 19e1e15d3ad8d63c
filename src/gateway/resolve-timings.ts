import { GatewayTimings } from './engines/engine';
import { DEFAULT_TIMINGS, FEDERATED_REQUEST_WITH_SESSIONS } from './engines/timings';
import { McpGatewayProps } from './mcp-gateway-props';
import { Resilience } from './settings/resilience';
import { Issues } from '../foundation/issues';
import { PropNames, Reader } from '../foundation/reader';
import { seconds } from '../foundation/sizes';

const RESILIENCE: PropNames<Resilience> = {
  requestTimeout: true,
  connectTimeout: true,
  sessionTimeout: true,
  failClosed: true,
};

/** Bounds of time, with every default applied. */
export function resolveTimings(
  issues: Issues,
  reader: Reader,
  { resilience = {}, sessionKey }: Pick<McpGatewayProps, 'resilience' | 'sessionKey'>,
): GatewayTimings {
  const input = reader.struct(resilience, RESILIENCE, 'resilience.');
  const { failClosed = DEFAULT_TIMINGS.failClosed } = input;
  issues.check(typeof failClosed === 'boolean', 'resilience.failClosed', 'true or false', failClosed);
  const time = (
    prop: 'requestTimeout' | 'connectTimeout' | 'sessionTimeout',
    defaultValue: number,
    min: number,
    max: number,
  ): number => {
    const value = input[prop];
    return value === undefined ? defaultValue : seconds(issues, `resilience.${prop}`, value, { min, max });
  };
  const federated = sessionKey === undefined ? DEFAULT_TIMINGS.federatedRequest : FEDERATED_REQUEST_WITH_SESSIONS;
  const request = time('requestTimeout', DEFAULT_TIMINGS.request, 5, 3600);
  const timings = {
    request,
    federatedRequest: input.requestTimeout === undefined ? federated : request,
    connect: time('connectTimeout', DEFAULT_TIMINGS.connect, 1, 60),
    session: time('sessionTimeout', DEFAULT_TIMINGS.session, 60, 86_400),
    failClosed,
  };
  if (timings.connect > timings.request) {
    issues.add(
      'resilience.connectTimeout',
      `must not be longer than the request, got ${timings.connect} s and ${timings.request} s`,
    );
  }
  return timings;
}
