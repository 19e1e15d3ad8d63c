import { McpReport } from '../../../src';
import { testRules } from '../cases/mutant';
import { OBJECTS } from '../cases/objects';

testRules(OBJECTS);

test('fields of unknown kinds that name a secret of another object are no credentials', () => {
  const spec = {
    auth: {
      passwordSecretRef: { name: 'db', key: 'password' },
      tokenSecret: 'db-token',
      secretName: 'db',
      keyRef: 'a',
    },
    db: { existingSecret: 'db', password: '', passwordKey: 'password', apiKey: 'github-key' },
    secretRef: { password: 'the-key', token: 'x' },
    encryptedData: { password: 'AgBy3i4OJSWKq7Xz0Lk2Vb9mT4sJw1Rp8YcN' },
    sops: { password: 'ENC[AES256_GCM,data:q7Xz0Lk2Vb9mT4sJw1Rp8YcN]' },
    values: { auth: { password: '$(PASSWORD)', token: '{{ .token }}' } },
    imagePullSecrets: ['q7Xz0Lk2Vb9mT4sJw1Rp8YcN'],
    schema: { properties: { password: { type: 'string' } } },
  };
  const other = { apiVersion: 'example.com/v1', kind: 'Other', metadata: { name: 'a', namespace: 'b' }, spec };
  const { findings } = JSON.parse(McpReport.ofManifests([JSON.stringify(other)]).toJson());
  expect(findings.filter(({ rule }: any) => rule === 'secret-literal')).toEqual([]);
});
