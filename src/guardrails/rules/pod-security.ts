import { ObjectRule } from '../rule';
import { APP_ARMOR, SE_LINUX, PROC_MOUNT, SECCOMP, SYSCTLS } from './pod-security/kernel';
import {
  HOST_NAMESPACES,
  HOST_ALIASES,
  PRIORITY,
  TERMINAL,
  HOST_PROCESS,
  VOLUME_TYPES,
  HOST_PORTS,
  PROBE_HOST,
} from './pod-security/node-access';
import {
  PRIVILEGED,
  CAPABILITIES,
  NET_BIND_SERVICE,
  PRIVILEGE_ESCALATION,
  RUN_AS_NON_ROOT,
} from './pod-security/privileges';

/** Pod Security Standards, profile *restricted*, and what else a pod may not ask of its node. */
export const POD_SECURITY_RULES: readonly ObjectRule[] = [
  HOST_NAMESPACES,
  HOST_ALIASES,
  PRIORITY,
  TERMINAL,
  HOST_PROCESS,
  PRIVILEGED,
  CAPABILITIES,
  NET_BIND_SERVICE,
  VOLUME_TYPES,
  HOST_PORTS,
  APP_ARMOR,
  SE_LINUX,
  PROC_MOUNT,
  SECCOMP,
  SYSCTLS,
  PRIVILEGE_ESCALATION,
  RUN_AS_NON_ROOT,
  PROBE_HOST,
];
