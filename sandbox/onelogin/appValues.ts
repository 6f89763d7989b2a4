import { has, isObject, isStringArray, type JsonObject } from "../core/json";
import type { Connector } from "./connector";
import { badRequest, unprocessable, unprocessableMessage } from "./errors";
import { Problems, readFields } from "./validation";

// What POST and PUT of an app take. A PUT changes what it contains, and keeps the rest: in `configuration` and among the
// `parameters`, too.

/** A parameter as the app has it; `id` and `label` stay what they were when it was created. */
export type Parameter = JsonObject & { id: number; label: string | null };

export interface AppAttributes {
  name: string;
  description: string | null;
  notes: string | null;
  visible: boolean;
  allow_assumed_signin: boolean;
  policy_id: number | null;
  brand_id: number | null;
  tab_id: number | null;
  role_ids: number[];
  configuration: JsonObject;
}

const fields = [
  "name",
  "connector_id",
  "description",
  "notes",
  "visible",
  "allow_assumed_signin",
  "policy_id",
  "brand_id",
  "tab_id",
  "role_ids",
  "configuration",
  "parameters",
  // They are part of an app, so that they may be sent back; they change nothing.
  "provisioning",
  "id",
  "auth_method",
  "auth_method_description",
  "icon_url",
  "sso",
  "login_config",
  "enforcement_point",
  "created_at",
  "updated_at",
];

const parameterFields = [
  "user_attribute_mappings",
  "user_attribute_macros",
  "attributes_transformations",
  "values",
  "default_values",
  "skip_if_blank",
  "provisioned_entitlements",
  "safe_entitlements_enabled",
  "include_in_saml_assertion",
];

/** The body as far as it may be sent. Unknown attributes are ignored unless they are to be refused. */
export function appBody(body: unknown, refuseUnknown: boolean): JsonObject {
  return readFields(body, fields, refuseUnknown);
}

/**
 * The attributes that a body sets; throws if they are invalid.
 * @param knowsReferences - Whether policies and brands exist: they belong to other APIs.
 */
export function validatedApp(body: JsonObject, connector: Connector, knowsReferences: boolean): Partial<AppAttributes> {
  const problems = new Problems();
  const given: JsonObject = {};
  const take = (field: string, check: (value: unknown) => unknown): void => {
    if (has(body, field)) given[field] = check(body[field]);
  };
  take("name", (value) => problems.requiredText("Name", value));
  take("description", (value) => problems.stringOrNull("Description", value));
  take("notes", (value) => problems.stringOrNull("Notes", value));
  take("visible", (value) => problems.boolean("Visible", value));
  take("allow_assumed_signin", (value) => problems.boolean("Allow assumed signin", value));
  take("policy_id", (value) => reference("Policy", value, knowsReferences));
  take("brand_id", (value) => reference("AccountBrand", value, knowsReferences));
  take("tab_id", (value) => problems.integerOrNull("Tab", value));
  take("role_ids", (value) => problems.integers("Role ids", value));
  take("configuration", (value) => validatedConfiguration(value, connector, problems));
  problems.throwIfAny();
  return given;
}

/** Its error is one sentence, without "Validation failed". */
function reference(what: string, id: unknown, knowsReferences: boolean): number | null {
  if (id === null) return null;
  const isKnown = knowsReferences && typeof id === "number" && Number.isInteger(id) && id > 0;
  if (!isKnown) throw unprocessableMessage(`The associated ${what} with ID ${id} could not be found`);
  return id as number;
}

function validatedConfiguration(given: unknown, { configuration: known }: Connector, problems: Problems): JsonObject {
  if (!isObject(given)) {
    problems.add("Configuration is not an object");
    return {};
  }
  // Unlike elsewhere, an unknown key is always refused, whatever its value.
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) throw badRequest(`Unknown parameter on configuration section: ${unknown}`);
  for (const [key, value] of Object.entries(given)) {
    const problem = value === null ? undefined : checks[key]?.(value);
    if (problem) problems.add(`${key} ${problem}`);
  }
  return given;
}

const uris = (value: unknown): string | undefined =>
  typeof value === "string" || isStringArray(value) ? undefined : "is not a string";
const text = (value: unknown): string | undefined => (typeof value === "string" ? undefined : "is not a string");
/** A published example sends numbers as strings. */
const integerUpTo =
  (max: number) =>
  (value: unknown): string | undefined => {
    const isNumber = typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value));
    const number = Number(value);
    return isNumber && Number.isInteger(number) && number >= 0 && number <= max ? undefined : "is invalid";
  };

const checks: Record<string, (value: unknown) => string | undefined> = {
  redirect_uri: uris,
  post_logout_redirect_uri: uris,
  login_url: text,
  oidc_application_type: integerUpTo(1),
  token_endpoint_auth_method: integerUpTo(2),
  access_token_expiration_minutes: integerUpTo(Number.MAX_SAFE_INTEGER),
  refresh_token_expiration_minutes: integerUpTo(Number.MAX_SAFE_INTEGER),
  include_amr_claims: (value) => (typeof value === "boolean" ? undefined : "is not a boolean"),
};

interface ParameterUpdate {
  refuseUnknown: boolean;
  /** What happens to members of a parameter that a request leaves out. */
  omitted: "keeps" | "empties";
  /** Numbers new parameters. */
  nextId(): number;
}

/** The parameters after a request: those that it names are changed or created, the others stay. */
export function changedParameters(
  before: Record<string, Parameter>,
  given: unknown,
  { allows_new_parameters }: Connector,
  { refuseUnknown, omitted, nextId }: ParameterUpdate,
): Record<string, Parameter> {
  if (given === undefined) return before;
  if (!isObject(given)) throw unprocessable(["Parameters is not an object"]);
  // Any name may be chosen, `__proto__` too.
  const changed = new Map(Object.entries(before));
  for (const [name, attributes] of Object.entries(given)) {
    if (!isObject(attributes)) throw unprocessable([`Parameter ${name} is not an object`]);
    const { id: _, label, ...values } = readFields(attributes, ["id", "label", ...parameterFields], refuseUnknown);
    const known = Object.fromEntries(Object.entries(values).filter(([key]) => parameterFields.includes(key)));
    const existing = changed.get(name);
    if (!existing && !allows_new_parameters) throw unprocessable([`Parameter ${name} is not allowed by the connector`]);
    const kept = existing && omitted === "empties" ? newParameter(existing.id, existing.label) : existing;
    changed.set(name, { ...(kept ?? newParameter(nextId(), typeof label === "string" ? label : name)), ...known });
  }
  return Object.fromEntries(changed);
}

export function newParameter(id: number, label: string | null): Parameter {
  return {
    id,
    label,
    ...Object.fromEntries(parameterFields.map((field) => [field, null])),
    skip_if_blank: false,
    provisioned_entitlements: false,
    safe_entitlements_enabled: false,
    include_in_saml_assertion: false,
  };
}
