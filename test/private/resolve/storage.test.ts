import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Storage } from '../../../src';
import { server } from '../../util/app';
import { refusal, refused } from '../../util/refusal';

const SIZE = Size.mebibytes(10);
const READ_ONLY = { accessMode: kplus.PersistentVolumeAccessMode.READ_ONLY_MANY, existingClaim: 'corpus' };

describe('storage never hides what is not the server\'s', () => {
  test.each(['/usr/bin', '/usr/lib/ssl', '/lib/x86_64-linux-gnu', '/etc/ssl/certs', '/run/mcp/creds', '/run/secrets', '/etc/resolv.conf', '/usr/local/bin'])('%s', path => {
    expect(refusal(scope => { server(scope, { storage: [Storage.scratch(path, SIZE)] }); })).toContain(`storage[0].path must be a directory of the server's own, got "${path}"`);
  });

  test.each(['/etc/hosts', '/etc/resolv.conf', '/usr/bin/node'])('a file at %s', path => {
    expect(refusal(scope => { server(scope, { files: { [path]: 'x' } }); })).toContain(`files.${path} must be a directory of the server's own`);
  });
});

describe('storage for many readers', () => {
  test('needs a claim that somebody else fills', () => {
    expect(refused(() => Storage.persistent('/data', SIZE, { accessMode: READ_ONLY.accessMode }))).toContain('existingClaim is missing');
  });

  test('cannot be /tmp, where the server writes', () => {
    expect(refusal(scope => { server(scope, { storage: [Storage.persistent('/tmp', SIZE, READ_ONLY)] }); })).toContain('storage[0].path cannot be /tmp');
  });

  test('cannot take in a file', () => {
    expect(refusal(scope => { server(scope, { files: { '/data/a': 'x' }, storage: [Storage.persistent('/data', SIZE, READ_ONLY)] }); })).toContain('storage[0].path takes in the file /data/a');
  });
});
