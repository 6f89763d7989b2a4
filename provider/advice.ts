/**
 * How the user fixes a mistake, which depends on the host. The rest of the provider says what is wrong and takes the
 * instructions from here.
 */
export interface Advice {
  /** The name of a setting as the user sets it. `namespace` is `onelogin`, or `onelogin-acme` for a profile. */
  nameOf(namespace: string, key: string): string;
  /** Where the user sets these settings; the first one that is set counts. */
  placeOf(namespace: string, keys: string[]): string;
  /** How to set a setting, as a sentence. */
  set(namespace: string, key: string, value: string, options?: { secret: boolean }): string;
  /** What to do when the service rejects the credentials that these settings make up; without a full stop. */
  credentialsRejected(namespace: string, keys?: string[]): string;
  /** What to do when the same tenant has another address now, as a sentence. */
  tenantMoved(namespace: string, previousUrl: string): string;
  /** What a user who wants to stop a long wait should know, as a sentence. */
  duringWait: string;
}
