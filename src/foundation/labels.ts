/** The one label that selects a server's pods. */
export const SERVER_LABEL = 'cdk8s-mcp/server';

/** The one label that selects a gateway's pods. */
export const GATEWAY_LABEL = 'cdk8s-mcp/gateway';

/** The one label that selects the pods of a smoke test. */
export const SMOKE_TEST_LABEL = 'cdk8s-mcp/smoke-test';

/** On the Namespace of a pool and on everything in it; its value is the pool's name. */
export const POOL_LABEL = 'cdk8s-mcp/pool';

/** On the ConfigMap with the hashes of a gateway's API keys; its value is the gateway's name. */
export const API_KEYS_LABEL = 'cdk8s-mcp/api-keys';

/** The prefix of labels and annotations that only the library sets. */
export const OWN_PREFIX = 'cdk8s-mcp/';

export const PRIMARY_PORT = 'mcp';
export const METRICS_PORT = 'metrics';
export const HEALTH_PORT = 'health';
export const CREDENTIALS_PATH = '/var/run/mcp/creds';
/** Where certificates are mounted. */
export const AUTHORITIES_PATH = '/etc/mcp-ca';
export const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

export const SERVER_CONTAINER = 'server';

/** Where bridge and packages are installed. */
export const INSTALL_PATH = '/opt/mcp';
export const INSTALL_VOLUME = 'install';
/** The init containers that may write there. */
export const BRIDGE_INSTALLER = 'install-bridge';
export const SERVER_INSTALLER = 'install-server';
export const BRIDGE_DIRECTORY = `${INSTALL_PATH}/bridge`;
/** Where the bridges of the library have their files, and the volume that holds those of any bridge. */
export const BRIDGE_FILES_PATH = '/etc/mcp-bridge';
export const BRIDGE_VOLUME = 'bridge';
/** The program of an installed package. */
export const PROGRAM_PATH = `${INSTALL_PATH}/bin/server`;
export const NODE_PATH = `${INSTALL_PATH}/bin/node`;

/** Annotations of the Deployment that say what its pods install. Rules compare. */
export const PACKAGE_ANNOTATION = 'cdk8s-mcp/package';
export const BRIDGE_ANNOTATION = 'cdk8s-mcp/bridge';
export const INSTALL_ANNOTATION = 'cdk8s-mcp/install';
/** On the Deployment of a server that asks its callers for something. */
export const SERVER_AUTH_ANNOTATION = 'cdk8s-mcp/server-auth';
/** On the objects of a gateway that decide who gets in: how callers are known. */
export const AUTH_ANNOTATION = 'cdk8s-mcp/auth';
/** On the Deployment of a server that must not run: since when and why. */
export const QUARANTINE_ANNOTATION = 'cdk8s-mcp/quarantined';
/** On the Deployment of a server whose tools were reviewed: what was reviewed of each, for differences. */
export const REVIEWS_ANNOTATION = 'cdk8s-mcp/tools-reviewed';
export const SCRIPTS_ANNOTATION = 'cdk8s-mcp/relaxed-install-scripts';
export const BUILDS_ANNOTATION = 'cdk8s-mcp/relaxed-builds';
