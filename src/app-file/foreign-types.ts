/** Structs of cdk8s-plus that are maps of the types above. */
export const FOREIGN: Readonly<Record<string, readonly (readonly [name: string, type: string])[]>> = {
  'cdk8s-plus-28.CpuResources': [
    ['request', 'cdk8s-plus-28.Cpu'],
    ['limit', 'cdk8s-plus-28.Cpu'],
  ],
  'cdk8s-plus-28.MemoryResources': [
    ['request', 'cdk8s.Size'],
    ['limit', 'cdk8s.Size'],
  ],
  'cdk8s-plus-28.EphemeralStorageResources': [
    ['request', 'cdk8s.Size'],
    ['limit', 'cdk8s.Size'],
  ],
};

/** Enums of cdk8s-plus: their members by their values. */
export const FOREIGN_ENUMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cdk8s-plus-28.PersistentVolumeAccessMode': {
    ReadOnlyMany: 'READ_ONLY_MANY',
    ReadWriteMany: 'READ_WRITE_MANY',
    ReadWriteOnce: 'READ_WRITE_ONCE',
    ReadWriteOncePod: 'READ_WRITE_ONCE_POD',
  },
};
