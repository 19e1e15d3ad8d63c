import { Size } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Issues } from '../foundation/issues';
import { isCleanAbsolutePath, isDnsSubdomain, isPlainText } from '../foundation/names';
import { Reader } from '../foundation/reader';
import { sizeBytes } from '../foundation/sizes';

const SCALING_MODES = ['ReadWriteMany', 'ReadOnlyMany'];

/** How a volume outlives its pods. */
export interface PersistentStorageOptions {
  /**
   * Who may mount it. ReadWriteOnce ties the server to one replica; ReadWriteMany and ReadOnlyMany let it scale.
   * ReadOnlyMany needs an `existingClaim`.
   *
   * @default kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE
   */
  readonly accessMode?: kplus.PersistentVolumeAccessMode;

  /**
   * The StorageClass of the claim.
   *
   * @default - the cluster's default class
   */
  readonly storageClass?: string;

  /**
   * The name of a PersistentVolumeClaim that exists in the namespace. None is created then.
   *
   * @default - a claim of its own
   */
  readonly existingClaim?: string;
}

/** A directory that a server may write to. The root file system is read-only and `/tmp` (64Mi) is always there. */
export class Storage {
  /**
   * A directory on the node's disk that lives as long as the pod.
   *
   * @param path Absolute and normalised.
   * @param size The most it may hold; it adds to the ephemeral storage of the pod.
   */
  public static scratch(path: string, size: Size): Storage {
    return Storage.checked('scratch', { kind: 'scratch', path, bytes: 0 }, size);
  }

  /**
   * A directory in memory that lives as long as the pod.
   *
   * @param path Absolute and normalised.
   * @param size The most it may hold; it adds to the memory of the pod.
   */
  public static memory(path: string, size: Size): Storage {
    return Storage.checked('memory', { kind: 'memory', path, bytes: 0 }, size);
  }

  /**
   * A directory on a volume that outlives its pods.
   *
   * @param path Absolute and normalised.
   * @param size What to ask for.
   * @param options Access mode, StorageClass, or a claim that exists.
   */
  public static persistent(path: string, size: Size, options: PersistentStorageOptions = {}): Storage {
    const issues = new Issues('Storage.persistent');
    const {
      accessMode = 'ReadWriteOnce',
      storageClass,
      existingClaim,
    } = new Reader(issues).struct(options, { accessMode: true, storageClass: true, existingClaim: true });
    issues.check(
      accessMode === 'ReadWriteOnce' || SCALING_MODES.includes(accessMode),
      'accessMode',
      'ReadWriteOnce, ReadWriteMany or ReadOnlyMany',
      accessMode,
    );
    issues.check(
      storageClass === undefined || (isPlainText(storageClass) && isDnsSubdomain(storageClass)),
      'storageClass',
      'the name of a StorageClass',
      storageClass,
    );
    issues.check(
      existingClaim === undefined || (isPlainText(existingClaim) && isDnsSubdomain(existingClaim)),
      'existingClaim',
      'the name of a PersistentVolumeClaim',
      existingClaim,
    );
    if (existingClaim !== undefined && storageClass !== undefined) {
      issues.add('storageClass', 'belongs to the claim that exists', 'leave it out');
    }
    if (accessMode === 'ReadOnlyMany' && existingClaim === undefined) {
      issues.add('existingClaim', 'is missing: a new claim that is mounted read-only stays empty');
    }
    issues.throwIfAny();
    return Storage.checked(
      'persistent',
      { kind: 'persistent', path, bytes: 0, accessMode, storageClass, existingClaim },
      size,
    );
  }

  private static checked(factory: string, rule: StorageRule, size: Size): Storage {
    const issues = new Issues(`Storage.${factory}`);
    issues.check(
      isPlainText(rule.path) && isCleanAbsolutePath(rule.path),
      'path',
      'an absolute path without . or .. segments, other than /',
      rule.path,
    );
    const bytes = sizeBytes(issues, 'size', size);
    issues.throwIfAny();
    return new Storage({ ...rule, bytes });
  }

  private constructor(/** @internal */ public readonly _rule: StorageRule) {}
}

/** @internal */
export type StorageRule = ScratchRule | PersistentRule;

/** @internal */
export interface ScratchRule {
  readonly kind: 'scratch' | 'memory';
  readonly path: string;
  readonly bytes: number;
}

/** @internal */
export interface PersistentRule {
  readonly kind: 'persistent';
  readonly path: string;
  readonly bytes: number;
  readonly accessMode: string;
  readonly storageClass?: string;
  readonly existingClaim?: string;
}
