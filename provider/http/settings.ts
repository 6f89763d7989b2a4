import type { Configuration } from "../context";

/** Where a service's settings are found. */
export interface SettingNames {
  /** The service's name, for people. */
  service: string;
  /** The configuration's namespace: `onelogin` in `onelogin:url`. */
  namespace: string;
  /** What tells the service's address; within one level, the first that is set wins. */
  addresses: Address[];
  clientId: { key: string; variable: string };
  clientSecret: { key: string; variable: string };
  /** Further settings that are on or off, and off by default. */
  switches?: string[];
  /** What an address looks like, for error messages. */
  exampleUrl: string;
}

interface Address {
  key: string;
  variable: string;
  /** Undefined where the value can't be one. */
  toUrl?: (value: string) => string | undefined;
}

export interface Settings {
  service: string;
  /** `onelogin`, or `onelogin-acme` for the profile acme. */
  namespace: string;
  url: string;
  clientId: string;
  clientSecret: string;
  maxConcurrency: number;
  requestTimeoutSeconds: number;
  retryTimeoutSeconds: number;
  /** The switches that are on. */
  on: string[];
  /** Addresses at which the same tenant was reached before: what was made there is to be found at `url` now. */
  previousUrls: string[];
}

export class ConfigurationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigurationError";
  }
}

/**
 * Reads a service's settings: each key by itself, the stack's configuration first, the environment's after it. A
 * profile reads its own namespace alone, or one tenant's credentials could reach another's server.
 */
export function readSettings(names: SettingNames, configuration: Configuration, profile: string | undefined): Settings {
  // A state that somebody has edited may hold anything.
  if (profile !== undefined && (typeof profile !== "string" || !/^[\w-]+$/.test(profile)))
    throw new ConfigurationError("The profile must hold letters, digits, - and _ alone; correct it in the state.");
  const namespace = profile === undefined ? names.namespace : `${names.namespace}-${profile}`;
  const asSet = (key: string) => configuration(`${namespace}:${key}`);
  const asExported = (variable: string) => (profile === undefined ? process.env[variable] : undefined);
  const fromStack = (key: string) => asSet(key)?.trim() || undefined;
  const fromEnvironment = (variable: string) => asExported(variable)?.trim() || undefined;

  const required = ({ key, variable }: { key: string; variable: string }, secret = "") => {
    const value = fromStack(key) ?? fromEnvironment(variable);
    if (value !== undefined) return value;
    throw new ConfigurationError(
      missing(names.service, `${namespace}:${key}`, secret, profile === undefined ? variable : undefined),
    );
  };
  // Blanks around a secret are mostly a mistake of copying, but may belong to it: nobody but its owner can tell.
  const exactSecret = () => {
    const { key, variable } = names.clientSecret;
    const value = required(names.clientSecret, "--secret ");
    const from = fromStack(key) ? `The configuration ${namespace}:${key}` : `The environment variable ${variable}`;
    if (value !== (fromStack(key) ? asSet(key) : asExported(variable)))
      throw new ConfigurationError(
        `${from} begins or ends with white space, such as a line's end that was copied with it. Set the secret again without it.`,
      );
    return value;
  };
  const number = (key: string, otherwise: number) => {
    const value = fromStack(key);
    if (value === undefined) return otherwise;
    if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
    throw new ConfigurationError(
      `The configuration ${namespace}:${key} must be a whole number from 1 to 999999. Set it with: pulumi config set ${namespace}:${key} ${otherwise}`,
    );
  };

  const isOn = (key: string) => {
    const value = fromStack(key);
    if (value === undefined || value === "false") return false;
    if (value === "true") return true;
    throw new ConfigurationError(`The configuration ${namespace}:${key} must be true or false.`);
  };

  return {
    service: names.service,
    namespace,
    url: address(),
    clientId: withoutColon(required(names.clientId), `${namespace}:${names.clientId.key}`),
    clientSecret: exactSecret(),
    maxConcurrency: number("maxConcurrency", 8),
    requestTimeoutSeconds: number("requestTimeoutSeconds", 30),
    retryTimeoutSeconds: number("retryTimeoutSeconds", 300),
    on: (names.switches ?? []).filter(isOn),
    previousUrls: (fromStack("previousUrl")?.split(/[\s,]+/) ?? []).map((url) =>
      checkedUrl(url, `${namespace}:previousUrl`, names.exampleUrl),
    ),
  };

  function address(): string {
    const levels = [
      { read: (a: Address) => fromStack(a.key), spell: (a: Address) => `${namespace}:${a.key}` },
      { read: (a: Address) => fromEnvironment(a.variable), spell: (a: Address) => a.variable },
    ];
    for (const { read, spell } of levels) {
      for (const each of names.addresses) {
        const value = read(each);
        if (value !== undefined)
          return checkedUrl(each.toUrl ? each.toUrl(value) : value, spell(each), names.exampleUrl);
      }
    }
    const keys = names.addresses.map((a) => `${namespace}:${a.key}`).join(" or ");
    const variables = profile === undefined ? names.addresses.map((a) => a.variable).join(" or ") : undefined;
    throw new ConfigurationError(missing(names.service, keys, "", variables, names.exampleUrl));
  }
}

function missing(
  service: string,
  key: string,
  secret: string,
  variable: string | undefined,
  example = "<value>",
): string {
  const first = key.split(" ")[0];
  const ways = variable
    ? `${key} in the stack's configuration, or ${variable} in the environment,`
    : `${key} in the stack's configuration`;
  return `${service} is not configured: ${ways} is missing. Set it with: pulumi config set ${secret}${first} ${example}`;
}

/** RFC 7617 2: a colon would end the user name early. */
function withoutColon(value: string, key: string): string {
  if (value.includes(":"))
    throw new ConfigurationError(
      `The configuration ${key} must not hold a colon: HTTP Basic authentication can't carry it (RFC 7617).`,
    );
  return value;
}

/** A service's base URL, without a slash at its end. What is wrong with it is said without quoting it: it may hold a password. */
export function checkedUrl(value: string | undefined, from: string, example: string): string {
  const wrong = (what: string) => new ConfigurationError(`${from} ${what}. A right one looks like ${example}.`);
  let url: URL;
  try {
    url = new URL(value ?? "");
  } catch {
    throw wrong("is not a URL");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") throw wrong("must begin with https://");
  if (url.username || url.password)
    throw wrong("must hold no user name or password; give the credentials by themselves");
  if (url.search || url.hash) throw wrong("must hold no query or fragment");
  if (url.protocol === "http:" && !isLoopback(url.hostname))
    throw wrong(
      "must begin with https://, since http would send the credentials in clear; http is for loopback addresses alone",
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
