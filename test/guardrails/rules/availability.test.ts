import { McpReport } from '../../../src';
import { Manifest, synth } from '../../util/app';
import { AVAILABILITY, horizontal, httpScaledObject, scaledObject } from '../cases/availability';
import { IN_MEMORY } from '../cases/mcp';
import { byHand, problems, rulesIn, sound, testRules } from '../cases/mutant';

testRules(AVAILABILITY);

describe('one object that scales a server is let pass:', () => {
  const findings = (...objects: readonly Manifest[]): string[] => {
    const manifests = synth(sound()).filter(({ kind }) => kind !== 'HorizontalPodAutoscaler');
    const own = objects.map(json => ({ ...json, metadata: { ...json.metadata, namespace: 'mcp-tools' } }));
    const { findings: found } = JSON.parse(
      McpReport.ofManifests([...manifests, ...own].map(json => JSON.stringify(json))).toJson(),
    ) as Manifest;
    return (found as Manifest[]).map(({ rule, field }) => `${rule} ${field}`);
  };

  test.each<{ title: string; objects: readonly Manifest[] }>([
    { title: 'an autoscaler', objects: [horizontal()] },
    { title: 'a ScaledObject', objects: [scaledObject({})] },
    { title: 'a ScaledObject from 0', objects: [scaledObject({ minReplicaCount: 0, maxReplicaCount: 1 })] },
    {
      title: 'a ScaledObject with a number for idle times',
      objects: [scaledObject({ idleReplicaCount: 0, minReplicaCount: 2, maxReplicaCount: 2 })],
    },
    {
      title: 'a ScaledObject on the use of the container',
      objects: [scaledObject({ triggers: [{ type: 'cpu', metadata: { containerName: 'server' } }] })],
    },
    {
      title: 'a ScaledObject from 0 on use and on something else',
      objects: [scaledObject({ minReplicaCount: 0, triggers: [{ type: 'cpu' }, { type: 'cron' }] })],
    },
    {
      title: 'a ScaledObject beside an HTTPScaledObject that makes none',
      objects: [
        scaledObject({}),
        httpScaledObject({}, { 'httpscaledobject.keda.sh/skip-scaledobject-creation': 'true' }),
      ],
    },
  ])('$title', ({ objects }) => {
    expect(findings(...objects).filter(finding => /^(?:autoscaler|disruption-budget|sessions)/.test(finding))).toEqual(
      [],
    );
  });
});

test('a ScaledObject of one pod at most is let pass for sessions in memory', () => {
  const subject = sound({ props: IN_MEMORY });
  byHand(subject, scaledObject({ minReplicaCount: 0, maxReplicaCount: 1 }));
  expect(rulesIn(problems(subject))).toEqual(['autoscaler']);
});
