import * as pulumi from "@pulumi/pulumi";

// Pulumi's types leave it out.
const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };

const warned = new Set<string>();

/** The keys that hold a credential. */
const credentials = ["clientSecret", "privateKey"];

/**
 * Warns of a credential that was set without `--secret`, once: the engine keeps the stack's configuration in the state,
 * encrypted only where it was set so. Only the program can tell; the provider process gets everything decrypted.
 */
export function warnOfPlainCredentials(namespace: string): void {
  for (const name of credentials) {
    const key = `${namespace}:${name}`;
    if (warned.has(key)) continue;
    warned.add(key);
    if (isConfigSecret?.(key) !== false || new pulumi.Config(namespace).get(name) === undefined) continue;
    void pulumi.log.warn(
      `${key} is stored in clear, in the stack's configuration and in its state. Encrypt it with: pulumi config set --secret ${key}`,
    );
  }
}
