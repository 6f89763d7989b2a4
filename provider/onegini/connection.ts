import { sharedConnections } from "../config/connections";
import type { SettingNames, Settings } from "../config/settings";
import type { Runtime } from "../context";
import { HttpClient } from "../http/client";
import { isKind } from "../http/errors";
import { basic } from "../http/request";
import { type ApiClientWire, OneginiApi, type WebClientWire } from "./api";
import { Directory } from "./directory";
import { errorFormat } from "./errors";
import { PrivateKeyJwt } from "./privateKeyJwt";

const names: SettingNames = {
  service: "Onegini",
  namespace: "onegini",
  addresses: [{ key: "url", variable: "ONEGINI_URL" }],
  clientId: { key: "clientId", variable: "ONEGINI_CLIENT_ID" },
  clientSecret: { key: "clientSecret", variable: "ONEGINI_CLIENT_SECRET" },
  privateKey: { key: "privateKey", variable: "ONEGINI_PRIVATE_KEY" },
  switches: ["verifySecrets"],
  exampleUrl: "https://idp.example.com/oauth",
};

/** The connection to an Onegini tenant: its requests, and what they share. */
export class OneginiConnection {
  readonly http: HttpClient;
  readonly api: OneginiApi;
  readonly apiClients: Directory<ApiClientWire>;
  readonly webClients: Directory<WebClientWire>;

  constructor(settings: Settings, runtime: Runtime) {
    const { clientId, clientSecret = "", privateKey, url } = settings;
    const key = privateKey && new PrivateKeyJwt({ clientId, audience: url, privateKey }, runtime.clock);
    const format = errorFormat(settings, runtime.advice, names.exampleUrl);
    this.http = new HttpClient(settings, format, key ?? basic(clientId, clientSecret), runtime);
    for (const secret of key?.secrets ?? []) this.http.keepSecret(secret);
    this.api = new OneginiApi(this.http);
    this.apiClients = new Directory(this.api.apiClients, runtime);
    this.webClients = new Directory(this.api.webClients, runtime);
  }

  /** Should a refresh test whether the secrets are still valid? */
  get verifiesSecrets(): boolean {
    return this.http.settings.on.includes("verifySecrets");
  }

  /**
   * Does the service accept this secret for this client? A client with a valid secret but without the scope gets a 403. Only
   * documented answers count: a gateway's 401 or 403 says nothing about the secret, and is an error.
   */
  async verify(clientId: string, secret: string): Promise<boolean> {
    this.http.keepSecret(secret, clientId);
    try {
      await this.api.apiClients.getAs(clientId, secret);
      return true;
    } catch (error) {
      if (isKind(error, "forbidden")) return true;
      if (isKind(error, "unauthorized")) return false;
      throw error;
    }
  }
}

export const openConnection = sharedConnections(names, (settings, context) => new OneginiConnection(settings, context));
