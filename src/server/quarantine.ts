import { AppWide } from '../foundation/scopes';

/** The name and namespace of a Deployment that must not run. */
export interface QuarantinedName {
  readonly namespace: string;
  readonly name: string;
}

/** The servers of an app that are in quarantine, for admission policies in whatever chart. */
export const quarantinedServers = new AppWide<QuarantinedName[]>(() => []);
