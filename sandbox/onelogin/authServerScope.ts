import type { ControlCalls, NumericId, Patch } from "../core/resource";
import type { AuthServer } from "./authServer";
import { NumberedAuthServerChild } from "./authServerChild";
import type { OneloginContext } from "./context";
import { Problems } from "./validation";

export interface Scope {
  id: number;
  value: string;
  description: string;
}

const fields = ["value", "description"];

export class AuthServerScopes extends NumberedAuthServerChild<Scope> {
  static readonly type = "onelogin:AuthServerScope";

  constructor(context: OneloginContext) {
    const defaults = { value: "sandbox", description: "" };
    super(context, "scopes", { firstId: 51, fields, requiredInPut: fields, defaults });
  }

  static controlClient(calls: ControlCalls) {
    const path = (serverId: NumericId): string => `/auth-servers/${serverId}/scopes`;
    return {
      /** Returns the new scope's id. */
      createScope: (serverId: NumericId, attributes: Patch<Scope> = {}): Promise<number> =>
        calls.create(path(serverId), attributes),
      setScope: (serverId: NumericId, scopeId: NumericId, patch: Patch<Scope>): Promise<void> =>
        calls.send("PATCH", `${path(serverId)}/${scopeId}`, patch),
      /** Removes it from the client apps, too. */
      deleteScope: (serverId: NumericId, scopeId: NumericId): Promise<void> =>
        calls.send("DELETE", `${path(serverId)}/${scopeId}`),
    };
  }

  override objectsOf(server: AuthServer): { scopes: Scope[] } {
    return { scopes: [...this.itemsOf(server).values()] };
  }

  protected override validated(server: AuthServer, body: Record<string, unknown>, itself?: Scope): Partial<Scope> {
    const problems = new Problems();
    const value = problems.requiredText("Value", body.value);
    const description = problems.requiredString("Description", body.description);
    for (const other of this.itemsOf(server).values()) {
      if (other !== itself && other.value === value) problems.add("Value has already been taken");
    }
    problems.throwIfAny();
    return { value, description };
  }
}
