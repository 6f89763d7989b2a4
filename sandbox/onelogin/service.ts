import type { FastifyInstance } from "fastify";
import { isObject } from "../core/json";
import type { Refusal } from "../core/refusal";
import type { Service } from "../core/service";
import { inAnotherOrder } from "../core/sets";
import { type App, makeApp, OIDC } from "./appData";
import { appRoutes } from "./appRoutes";
import { authRoutes } from "./authRoutes";
import { authServerRoutes } from "./authServerRoutes";
import { claimRoutes } from "./claimRoutes";
import { clientAppRoutes } from "./clientAppRoutes";
import type { Context } from "./context";
import { oneloginControl, serverView } from "./controlRoutes";
import { badRequest, notFound, refusal, statusForm, tooMany } from "./errors";
import { RateLimiter, vendorsLimit } from "./rateLimit";
import { scopeRoutes } from "./scopeRoutes";
import type { OneloginSettings } from "./settings";
import { Account } from "./store";
import { Tokens } from "./tokens";

export interface OneloginObjects {
  authServers: Record<string, ReturnType<typeof serverView>>;
  apps: App[];
}

/** The token and rate-limit endpoints have errors of their own form. */
function isAuth(url: string): boolean {
  return url.startsWith("/auth/");
}

/** OneLogin's API Authorization API, with the tokens and apps that belong to it. */
export class Onelogin implements Service {
  readonly name = "onelogin";
  readonly prefix = "";
  private readonly account = new Account();
  private readonly limiter = new RateLimiter();
  private readonly tokens: Tokens;

  constructor(
    private readonly credentials: { clientId: string; clientSecret: string },
    private readonly settings: () => OneloginSettings & { shuffle: boolean; refuseUnknownFields: boolean },
  ) {
    this.tokens = new Tokens(credentials);
  }

  routes(app: FastifyInstance): void {
    app.addHook("onRequest", async (request, reply) => {
      const url = request.raw.url ?? "";
      // Asking for the limit costs nothing, or nobody over it could ask.
      const within = url.startsWith("/auth/rate_limit") || this.limiter.take();
      reply.headers(this.limiter.values());
      if (!within) throw isAuth(url) ? statusForm(429, "Too Many Requests", "Rate limit exceeded") : tooMany();
      if (!isAuth(url)) this.tokens.require(request.headers.authorization);
    });

    authRoutes(app, this.tokens, this.limiter, this.settings);
    const context: Context = {
      account: this.account,
      settings: this.settings,
      setOf: (items) => (this.settings().shuffle ? inAnotherOrder(items) : [...items]),
    };
    for (const routes of [authServerRoutes, scopeRoutes, claimRoutes, clientAppRoutes, appRoutes]) routes(app, context);
  }

  badRequest(url: string, message: string): Refusal {
    return isAuth(url) ? statusForm(400, "bad request", message) : badRequest(message);
  }

  unknownRoute(url: string): Refusal {
    return isAuth(url) ? statusForm(404, "Not Found", "Not Found") : notFound();
  }

  /** Its errors have no details; those asked for stand beside the message. */
  failure(url: string, status: number, message: unknown, details: unknown): Refusal {
    return isAuth(url) ? statusForm(status, "failure", message, { details }) : refusal(status, message, { details });
  }

  inStyle(refusal: Refusal): Refusal {
    return refusal;
  }

  controlRoutes(app: FastifyInstance): void {
    oneloginControl(app, this.account, this.tokens);
  }

  objects(): OneloginObjects {
    const servers = [...this.account.servers.values()];
    return {
      authServers: Object.fromEntries(servers.map((server) => [server.id, serverView(server)])),
      apps: [...this.account.apps.values()],
    };
  }

  seed({
    authServers = 0,
    authServerPrefix = "Seeded ",
    apps = 0,
  }: {
    authServers?: number;
    authServerPrefix?: string;
    apps?: number;
  }): void {
    for (let number = 1; number <= authServers; number += 1) {
      const uri = `https://seeded-${number}.example.com`;
      this.account.addServer({
        name: `${authServerPrefix}${number}`,
        description: "Seeded",
        configuration: {
          resource_identifier: uri,
          audiences: [uri],
          access_token_expiration_minutes: 10,
          refresh_token_expiration_minutes: 30,
        },
      });
    }
    for (let id = 2_000_001; id <= 2_000_000 + apps; id += 1)
      this.account.apps.set(id, makeApp(id, `Seeded ${id}`, OIDC));
  }

  revokeTokens(): void {
    this.tokens.revoke();
  }

  configure(changed: Record<string, unknown>): void {
    if (isObject(changed.rateLimit)) this.limiter.set(changed.rateLimit);
  }

  reset(): void {
    this.account.reset();
    this.tokens.replacePair(this.credentials);
    this.limiter.set(vendorsLimit);
  }
}
