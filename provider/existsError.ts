import type { ServiceError } from "./http/errors";

/** The object of a create already exists, and the program doesn't allow adopting it. */
export class ExistsError extends Error {
  /**
   * @param objectId - The id of what exists.
   * @param key - The argument whose change would make another object.
   */
  constructor(
    what: string,
    readonly objectId: string,
    key: string,
    refusal: ServiceError | undefined,
  ) {
    const said = refusal ? ` (${refusal.service} answered ${refusal.status})` : "";
    super(
      `${what} already exists${said}; nothing was changed. If the resource was renamed or moved in the program, set the resource option aliases: then nothing has to change at the service. ` +
        `Otherwise set adoptExisting: true and run \`pulumi up --refresh\` to adopt it, delete it at the service, or choose another ${key}.`,
    );
    this.name = "ExistsError";
  }
}
