import type { ServiceError } from "./http/errors";

/** A create met what is there already, and nobody said that it may be taken over. */
export class ExistsError extends Error {
  /**
   * @param objectId - The id of what exists.
   * @param key - The argument that makes it another one.
   */
  constructor(
    what: string,
    readonly objectId: string,
    key: string,
    refusal: ServiceError | undefined,
  ) {
    const said = refusal ? ` (${refusal.service} answered ${refusal.status})` : "";
    super(
      `${what} exists already${said}; nothing was changed. If the resource was renamed or moved in the program, tell Pulumi so with the resource option aliases, and nothing has to be done at the service. ` +
        `Otherwise either set adoptExisting: true and run \`pulumi up --refresh\`, so that it is taken over and brought to what the program says; or delete it at the service; or choose another ${key}.`,
    );
    this.name = "ExistsError";
  }
}
