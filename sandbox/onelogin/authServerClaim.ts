import { has } from "../core/json";
import type { ControlCalls, NumericId, Patch } from "../core/resource";
import { oneOf } from "../core/settings";
import type { AuthServer } from "./authServer";
import { NumberedAuthServerChild } from "./authServerChild";
import type { OneloginContext } from "./context";
import { Problems } from "./validation";

export interface Claim {
  id: number;
  label: string | null;
  name: string;
  user_attribute_mappings: string | null;
  user_attribute_macros: string | null;
  attributes_transformations: string | null;
  skip_if_blank: boolean | null;
  values: string | null;
  default_values: string | null;
  provisioned_entitlements: boolean | null;
  safe_entitlements_enabled: boolean | null;
}

const optionalFields = {
  user_attribute_mappings: "User attribute mappings",
  user_attribute_macros: "User attribute macros",
  attributes_transformations: "Attributes transformations",
};
const emptyOptionalFields = {
  user_attribute_mappings: null,
  user_attribute_macros: null,
  attributes_transformations: null,
};
const defaults = {
  ...emptyOptionalFields,
  label: null,
  name: "sandbox",
  skip_if_blank: null,
  values: null,
  default_values: null,
  provisioned_entitlements: null,
  safe_entitlements_enabled: null,
};

export class AuthServerClaims extends NumberedAuthServerChild<Claim> {
  static readonly type = "onelogin:AuthServerClaim";
  static readonly settings = {
    /**
     * What a PUT does to the optional attributes that it leaves out. The pages say only of authorization servers that
     * all attributes must be sent.
     */
    claimUpdate: oneOf("keeps", "empties"),
  };

  constructor(context: OneloginContext) {
    const fields = ["name", ...Object.keys(optionalFields)];
    super(context, "claims", { firstId: 77, fields, requiredInPut: ["name"], defaults });
  }

  static controlClient(calls: ControlCalls) {
    const path = (serverId: NumericId): string => `/auth-servers/${serverId}/claims`;
    return {
      /** Returns the new claim's id. */
      createClaim: (serverId: NumericId, attributes: Patch<Claim> = {}): Promise<number> =>
        calls.create(path(serverId), attributes),
      setClaim: (serverId: NumericId, claimId: NumericId, patch: Patch<Claim>): Promise<void> =>
        calls.send("PATCH", `${path(serverId)}/${claimId}`, patch),
      deleteClaim: (serverId: NumericId, claimId: NumericId): Promise<void> =>
        calls.send("DELETE", `${path(serverId)}/${claimId}`),
    };
  }

  override objectsOf(server: AuthServer): { claims: Claim[] } {
    return { claims: [...this.itemsOf(server).values()] };
  }

  protected override omittedInPut(): Partial<Claim> {
    return this.context.settings().claimUpdate === "empties" ? emptyOptionalFields : {};
  }

  protected override validated(server: AuthServer, body: Record<string, unknown>, itself?: Claim): Partial<Claim> {
    const problems = new Problems();
    const given: Record<string, string | null> = {};
    const name = problems.requiredText("Name", body.name);
    for (const [field, label] of Object.entries(optionalFields)) {
      if (has(body, field)) given[field] = problems.stringOrNull(label, body[field]);
    }
    for (const other of this.itemsOf(server).values()) {
      if (other !== itself && other.name === name) problems.add("Name has already been taken");
    }
    problems.throwIfAny();
    return { ...given, name };
  }
}
