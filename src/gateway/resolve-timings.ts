import { GatewayTimings } from './engines/engine';
import { DEFAULT_TIMINGS } from './engines/timings';
import { Resilience } from './settings/resilience';
import { Issues } from '../foundation/issues';
import { PropNames, Reader } from '../foundation/reader';
import { seconds } from '../foundation/sizes';

const RESILIENCE: PropNames<Resilience> = {
  requestTimeout: true,
  connectTimeout: true,
  sessionTimeout: true,
  retries: true,
  backoff: true,
  failClosed: true,
};

/** Bounds of time and repetition, with every default applied. */
export function resolveTimings(issues: Issues, reader: Reader, resilience: Resilience = {}): GatewayTimings {
  const input = reader.struct(resilience, RESILIENCE, 'resilience.');
  const { retries = DEFAULT_TIMINGS.retries, failClosed = DEFAULT_TIMINGS.failClosed } = input;
  issues.check(
    Number.isInteger(retries) && retries >= 0 && retries <= 5,
    'resilience.retries',
    'an integer in 0-5',
    retries,
  );
  issues.check(typeof failClosed === 'boolean', 'resilience.failClosed', 'true or false', failClosed);
  const time = (
    prop: 'requestTimeout' | 'connectTimeout' | 'sessionTimeout' | 'backoff',
    defaultValue: number,
    min: number,
    max: number,
  ): number => {
    const value = input[prop];
    return value === undefined ? defaultValue : seconds(issues, `resilience.${prop}`, value, { min, max });
  };
  const timings = {
    request: time('requestTimeout', DEFAULT_TIMINGS.request, 5, 3600),
    connect: time('connectTimeout', DEFAULT_TIMINGS.connect, 1, 60),
    session: time('sessionTimeout', DEFAULT_TIMINGS.session, 60, 86_400),
    retries,
    backoff: time('backoff', DEFAULT_TIMINGS.backoff, 1, 60),
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
