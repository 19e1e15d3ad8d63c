import { AdmissionMode } from './admission-mode';
import { ImageSigner } from './image-signatures';
import { renderSelector } from './render-binding';
import { AdmissionPolicySpec } from './resolve';

/**
 * A ClusterPolicy of Kyverno: every image of the allowed registries has the signature, every other image fails the rule
 * image-registry.
 */
export function renderSignatures(spec: AdmissionPolicySpec, signer: ImageSigner): object {
  const enforced = spec.mode === AdmissionMode.DENY;
  return {
    background: false,
    webhookConfiguration: { failurePolicy: enforced ? 'Fail' : 'Ignore', timeoutSeconds: 30 },
    rules: [
      {
        name: 'image-signatures',
        match: {
          any: [
            {
              resources: { kinds: ['Pod'], operations: ['CREATE', 'UPDATE'], namespaceSelector: renderSelector(spec) },
            },
          ],
        },
        verifyImages: [
          {
            type: 'Cosign',
            failureAction: enforced ? 'Enforce' : 'Audit',
            imageReferences: spec.registries.flatMap(registry => [`${registry}/*`, `${registry}:*`, `${registry}@*`]),
            required: true,
            verifyDigest: spec.requireDigests,
            // what was reviewed is what runs: nothing is written into pods
            mutateDigest: false,
            attestors: [{ count: 1, entries: [renderAttestor(signer)] }],
          },
        ],
      },
    ],
  };
}

function renderAttestor({ keyless, publicKey }: ImageSigner): object {
  return keyless === undefined
    ? { keys: { publicKeys: publicKey } }
    : { keyless: { issuer: keyless.issuer, subject: keyless.subject, rekor: { url: 'https://rekor.sigstore.dev' } } };
}
