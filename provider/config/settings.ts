import type { Advice } from "../advice";
import type { Configuration } from "../context";

/** Where a service's settings are found. */
export interface SettingNames {
  /** The service's name, for people. */
  service: string;
  /** The configuration's namespace: `onelogin` in `onelogin:url`. */
  namespace: string;
  /** The keys that give the service's address; within one level, the first that is set wins. */
  addresses: [Address, ...Address[]];
  clientId: Named;
  clientSecret: Named;
  /** The private key that may take the secret's place. */
  privateKey?: Named;
  /** Further settings that are true or false, and false by default. */
  switches?: string[];
  /** What an address looks like, for error messages. */
  exampleUrl: string;
}

interface Named {
  key: string;
  variable: string;
}

interface Address {
  key: string;
  variable: string;
  /** Undefined if the value isn't valid. */
  toUrl?: (value: string) => string | undefined;
}

export interface Settings {
  service: string;
  /** `onelogin`, or `onelogin-acme` for the profile acme. */
  namespace: string;
  url: string;
  clientId: string;
  /** Undefined where a private key takes its place. */
  clientSecret?: string | undefined;
  privateKey?: PrivateKeySetting | undefined;
  maxConcurrency: number;
  requestTimeoutSeconds: number;
  retryTimeoutSeconds: number;
  /** The switches that are on. */
  on: string[];
  /** Previous addresses of the same tenant: objects that were created there are now at `url`. */
  previousUrls: string[];
}

export interface PrivateKeySetting {
  value: string;
  /** The setting that has it, for messages. */
  source: string;
}

export class ConfigurationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigurationError";
  }
}

/**
 * Reads a service's settings: each key separately, first from the stack's configuration, then from the environment. A
 * profile reads only its own namespace, or else one tenant's credentials could reach another tenant.
 */
export function readSettings(
  names: SettingNames,
  configuration: Configuration,
  profile: string | undefined,
  advice: Advice,
): Settings {
  // An edited state may contain anything.
  if (profile !== undefined && (typeof profile !== "string" || !/^[\w-]+$/.test(profile)))
    throw new ConfigurationError("The profile may contain only letters, digits, - and _; correct it in the state.");
  const namespace = profile === undefined ? names.namespace : `${names.namespace}-${profile}`;
  const asSet = (key: string) => configuration(`${namespace}:${key}`);
  const asExported = (variable: string) => (profile === undefined ? process.env[variable] : undefined);
  const fromStack = (key: string) => asSet(key)?.trim() || undefined;
  const fromEnvironment = (variable: string) => asExported(variable)?.trim() || undefined;
  const nameOf = (key: string) => advice.nameOf(namespace, key);

  const missing = (keys: string[], variables: string[], how: string) => {
    const environment = profile === undefined ? `, or ${variables.join(" or ")} in the environment,` : "";
    return new ConfigurationError(
      `${names.service} is not configured: ${advice.placeOf(namespace, keys)}${environment} is missing. ${how}`,
    );
  };
  const required = ({ key, variable }: Named, secret = false) => {
    const value = fromStack(key) ?? fromEnvironment(variable);
    if (value !== undefined) return value;
    throw missing([key], [variable], advice.set(namespace, key, "<value>", { secret }));
  };
  // White space around a secret is mostly a copying mistake, but may be part of it: only its owner can tell.
  const exactSecret = () => {
    const { key, variable } = names.clientSecret;
    const value = required(names.clientSecret, true);
    const from = fromStack(key) ? `The configuration ${nameOf(key)}` : `The environment variable ${variable}`;
    if (value !== (fromStack(key) ? asSet(key) : asExported(variable)))
      throw new ConfigurationError(
        `${from} begins or ends with white space, such as a line break that was copied with it. Set the secret again without it.`,
      );
    return value;
  };
  const credentials = (): Pick<Settings, "clientSecret" | "privateKey"> => {
    const { clientSecret: secret, privateKey: key } = names;
    if (!key) return { clientSecret: exactSecret() };
    const levels = [
      { read: (name: Named) => fromStack(name.key), spell: (name: Named) => nameOf(name.key) },
      { read: (name: Named) => fromEnvironment(name.variable), spell: (name: Named) => name.variable },
    ];
    for (const { read, spell } of levels) {
      const value = read(key);
      if (value !== undefined && read(secret) !== undefined)
        throw new ConfigurationError(
          `${spell(secret)} and ${spell(key)} are both set. Remove the one that isn't used.`,
        );
      if (value !== undefined) return { privateKey: { value, source: spell(key) } };
      if (read(secret) !== undefined) return { clientSecret: exactSecret() };
    }
    throw missing(
      [secret.key, key.key],
      [secret.variable, key.variable],
      advice.set(namespace, secret.key, "<value>", { secret: true }),
    );
  };
  const number = (key: string, otherwise: number) => {
    const value = fromStack(key);
    if (value === undefined) return otherwise;
    if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
    throw new ConfigurationError(
      `The configuration ${nameOf(key)} must be a whole number from 1 to 999999. ${advice.set(namespace, key, String(otherwise))}`,
    );
  };

  const isOn = (key: string) => {
    const value = fromStack(key);
    if (value === undefined || value === "false") return false;
    if (value === "true") return true;
    throw new ConfigurationError(`The configuration ${nameOf(key)} must be true or false.`);
  };

  const url = address();
  const clientId = required(names.clientId);
  const credential = credentials();
  return {
    service: names.service,
    namespace,
    url,
    clientId: credential.privateKey ? clientId : withoutColon(clientId, nameOf(names.clientId.key)),
    ...credential,
    maxConcurrency: number("maxConcurrency", 8),
    requestTimeoutSeconds: number("requestTimeoutSeconds", 30),
    retryTimeoutSeconds: number("retryTimeoutSeconds", 300),
    on: (names.switches ?? []).filter(isOn),
    previousUrls: (fromStack("previousUrl")?.split(/[\s,]+/) ?? []).map((url) =>
      checkedUrl(url, nameOf("previousUrl"), names.exampleUrl),
    ),
  };

  function address(): string {
    const levels = [
      { read: (a: Address) => fromStack(a.key), spell: (a: Address) => nameOf(a.key) },
      { read: (a: Address) => fromEnvironment(a.variable), spell: (a: Address) => a.variable },
    ];
    for (const { read, spell } of levels) {
      for (const each of names.addresses) {
        const value = read(each);
        if (value !== undefined)
          return checkedUrl(each.toUrl ? each.toUrl(value) : value, spell(each), names.exampleUrl);
      }
    }
    const [first] = names.addresses;
    throw missing(
      names.addresses.map(({ key }) => key),
      names.addresses.map(({ variable }) => variable),
      advice.set(namespace, first.key, names.exampleUrl),
    );
  }
}

/** RFC 7617 2: a colon would end the user name early. */
function withoutColon(value: string, key: string): string {
  if (value.includes(":"))
    throw new ConfigurationError(
      `The configuration ${key} must not contain a colon: HTTP Basic authentication can't transmit it (RFC 7617).`,
    );
  return value;
}

/** A service's base URL, without a trailing slash. Errors don't quote it, because it may contain a password. */
export function checkedUrl(value: string | undefined, from: string, example: string): string {
  const wrong = (what: string) => new ConfigurationError(`${from} ${what}. Example: ${example}.`);
  let url: URL;
  try {
    url = new URL(value ?? "");
  } catch {
    throw wrong("is not a URL");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") throw wrong("must begin with https://");
  if (url.username || url.password)
    throw wrong("must not contain a user name or password; set the credentials separately");
  if (url.search || url.hash) throw wrong("must not contain a query or fragment");
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    throw wrong(
      "must begin with https://, because http would send the credentials unencrypted; http is allowed only for loopback addresses",
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
