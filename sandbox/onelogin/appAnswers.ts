import type { JsonObject } from "../core/json";
import { oneOf, type SettingsOf } from "../core/settings";
import type { App } from "./appStore";
import { OIDC } from "./connector";

/** How answers show an app, where the pages leave it open. */
export const answerSettings = {
  /**
   * The client secret in answers other than POST's. The pages say that only POST's answer has it; some accounts have been
   * seen to show it in others, too.
   */
  appSecretInReads: oneOf("missing", "empty", "shown"),
  /** What a lifetime of an app that nobody has set is in answers. */
  unsetAppLifetimes: oneOf("null", "zero", "missing"),
  /** Whether answers contain `oidc_application_type` and `token_endpoint_auth_method` when they are 0. */
  zeroAppEnumerations: oneOf("shown", "missing"),
  /** URIs in answers: in the form in which they were sent, or always as an array. */
  appUris: oneOf("asSent", "array"),
  /** Names, descriptions and notes come back with HTML escapes, and with line ends as `\r\n`. */
  escapedAppTexts: false,
  /** What a PUT answers: the whole app, or its id. */
  appUpdateAnswer: oneOf("app", "id"),
};

export type AnswerSettings = SettingsOf<typeof answerSettings>;

/** As in the list. */
export function appSummary(app: App, settings: AnswerSettings): object {
  const { id, connector_id, auth_method, auth_method_description, visible, created_at, updated_at } = app;
  const { name, description } = shownTexts(app, settings);
  return {
    id,
    connector_id,
    auth_method,
    auth_method_description,
    name,
    description,
    updated_at,
    created_at,
    visible,
  };
}

/** The whole app. */
export function appAnswer(app: App, settings: AnswerSettings, { withSecret = false } = {}): object {
  const { sso, configuration, ...attributes } = app;
  return {
    ...attributes,
    ...shownTexts(app, settings),
    configuration: app.auth_method === OIDC ? shownConfiguration(configuration, settings) : configuration,
    ...(sso && { sso: shownCredentials(sso, withSecret ? "shown" : settings.appSecretInReads) }),
  };
}

function shownCredentials({ client_id, client_secret }: NonNullable<App["sso"]>, how: string): object {
  if (how === "missing" || client_secret === undefined) return { client_id };
  return { client_id, client_secret: how === "empty" ? "" : client_secret };
}

function shownConfiguration(configuration: JsonObject | null, settings: AnswerSettings): object | null {
  if (configuration === null) return null;
  const { unsetAppLifetimes, zeroAppEnumerations, appUris } = settings;
  const shown: JsonObject = { ...configuration };
  for (const key of ["access_token_expiration_minutes", "refresh_token_expiration_minutes"]) {
    if (shown[key] !== null || unsetAppLifetimes === "null") continue;
    if (unsetAppLifetimes === "zero") shown[key] = 0;
    else delete shown[key];
  }
  for (const key of ["oidc_application_type", "token_endpoint_auth_method"])
    if (shown[key] === 0 && zeroAppEnumerations === "missing") delete shown[key];
  for (const key of ["redirect_uri", "post_logout_redirect_uri"]) {
    const uris = shown[key];
    if (appUris === "array" && typeof uris === "string") shown[key] = uris.split(/[\r\n,]+/).filter(Boolean);
  }
  return shown;
}

function shownTexts({ name, description, notes }: App, { escapedAppTexts }: AnswerSettings) {
  const shown = (text: string | null) => (escapedAppTexts && typeof text === "string" ? escaped(text) : text);
  return { name: shown(name), description: shown(description), notes: shown(notes) };
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character).replace(/\r?\n/g, "\r\n");
}
