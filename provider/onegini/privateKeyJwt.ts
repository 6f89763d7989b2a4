import { createPrivateKey, type KeyObject } from "node:crypto";
import type { Clock } from "../clock";
import { ConfigurationError, type PrivateKeySetting } from "../config/settings";
import type { Authorization } from "../http/request";

interface Credentials {
  clientId: string;
  /** The server's base URL. */
  audience: string;
  privateKey: PrivateKeySetting;
}

/** The server accepts at most an hour. Half of it leaves room for clocks that differ and for requests that wait. */
const secondsValid = 30 * 60;

/**
 * Authenticates with a key instead of a shared secret: each request carries an assertion of its own, which the server
 * accepts once. OpenID Connect Core 9 (private_key_jwt), RFC 7523 3; docs.onegini.com, Access, authentication methods.
 */
export class PrivateKeyJwt implements Authorization {
  private readonly key: Key;

  constructor(
    private readonly credentials: Credentials,
    private readonly clock: Clock,
  ) {
    this.key = parsed(credentials.privateKey);
  }

  async header(): Promise<string> {
    const { SignJWT } = await import("jose");
    const { clientId, audience } = this.credentials;
    const { key, alg, kid } = this.key;
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setJti(crypto.randomUUID())
      .setExpirationTime(this.now() + secondsValid)
      .sign(key);
    return `Bearer ${assertion}`;
  }

  /** Another assertion helps only if the refused one expired while its request was waiting. */
  renew(refused: string): boolean {
    const [, claims = ""] = refused.split(".");
    const { exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { exp: number };
    return exp <= this.now();
  }

  /** What no message may show. The public part of the key and the first and last line of a PEM may appear in errors. */
  get secrets(): string[] {
    const { kty, crv, x, y, n, e, ...secret } = this.key.key.export({ format: "jwk" });
    const encoded = this.key.key.export({ format: "pem", type: "pkcs8" }).toString();
    return [...Object.values(secret).map(String), encoded.replaceAll(/-----.*-----|\s/g, "")];
  }

  private now(): number {
    return Math.floor(this.clock.date() / 1000);
  }
}

interface Key {
  key: KeyObject;
  alg: string;
  kid: string | undefined;
}

/** Its errors name the setting and never quote the key. */
function parsed({ value, source }: PrivateKeySetting): Key {
  const wrong = (what: string) =>
    new ConfigurationError(
      `${source} ${what}. It must be an unencrypted private key, EC P-256 or RSA with at least 2048 bits, as a PEM or a JSON Web Key.`,
    );
  const { key, kid } = read(value, wrong);
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ec" && namedCurve === "prime256v1") return { key, kid, alg: "ES256" };
  if (key.asymmetricKeyType === "rsa" && modulusLength >= 2048) return { key, kid, alg: "RS256" };
  throw wrong("is another kind of key");
}

function read(text: string, wrong: (what: string) => Error): Pick<Key, "key" | "kid"> {
  const isJwk = text.startsWith("{");
  try {
    // In environment variables, line breaks are often written as \n.
    if (!isJwk) return { key: createPrivateKey(text.replaceAll("\\n", "\n")), kid: undefined };
    const jwk = JSON.parse(text);
    const kid = typeof jwk.kid === "string" ? jwk.kid : undefined;
    return { key: createPrivateKey({ key: jwk, format: "jwk" }), kid };
  } catch {
    throw wrong(isJwk ? "is not a private JSON Web Key" : "can't be read as a PEM");
  }
}
