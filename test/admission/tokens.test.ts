import { API_AUDIENCES, OTHER_AUDIENCES } from '../guardrails/cases/identity';
import { editPod, problems, sound } from '../guardrails/cases/mutant';
import { Manifest } from '../util/app';
import { judges } from '../util/policies';

const { workloads } = judges();

/** A server whose pods project a token. */
function withToken(audience: string | undefined): { atSynth: boolean; atCluster: boolean } {
  const subject = sound();
  editPod(subject, (pod: Manifest) => {
    pod.volumes.push({
      name: 'api',
      projected: {
        sources: [
          {
            serviceAccountToken: {
              path: 'token',
              expirationSeconds: 3600,
              audience,
            },
          },
        ],
      },
    });
  });
  return {
    atSynth: problems(subject).some(line => line.includes(': token-grant: ')),
    atCluster: workloads(subject.deployment.toJson(), { rule: 'token-grant' }).length > 0,
  };
}

test.each([undefined, ...API_AUDIENCES])(
  'the audience %s is that of the API server, at synth and in the cluster',
  audience => {
    expect(withToken(audience)).toEqual({ atSynth: true, atCluster: true });
  },
);

test.each(OTHER_AUDIENCES)('the audience %s is another, at synth and in the cluster', audience => {
  expect(withToken(audience)).toEqual({ atSynth: false, atCluster: false });
});
