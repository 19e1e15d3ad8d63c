// Where the processes of a pod can write: in the mounts that are declared writable, and nowhere else.
import { expectThat } from './checks.mjs';
import { quote } from './commands.mjs';

const ELSEWHERE = ['/', '/etc', '/home', '/opt', '/root', '/usr/local/bin', '/var/tmp'];

/** Tries to write beside the main process, as its user. */
export async function proveWrites(pod) {
  const { volumeMounts = [] } = pod.main.manifest;
  const isWritable = ({ name, readOnly }) =>
    !readOnly && !pod.manifest.spec.volumes.some(volume => volume.name === name && volume.configMap);
  const writable = volumeMounts.filter(isWritable).map(({ mountPath }) => mountPath);
  const closed = [...ELSEWHERE, ...volumeMounts.map(({ mountPath }) => mountPath)].filter(
    path => !writable.includes(path),
  );
  for (const path of [...closed, ...writable]) {
    const file = quote(`${path}/written-by-e2e`);
    const { code, output } = await pod.main.exec(`touch ${file} && rm ${file}`);
    expectThat((code === 0) === writable.includes(path), `a write to ${path} ended with ${code} ${output.trim()}`);
  }
  expectThat(!pod.sandbox.hasDefaultRoute(), 'the container has a default route');
}
