/** What became of a request that got no answer. */
export interface Loss {
  reason: string;
  /** The service can't have done anything: the request never reached it as a whole. */
  unsent: boolean;
  /** Trying again makes no sense. */
  final?: boolean;
  hint?: "address" | "certificate";
}

/** Reads what an HTTP client threw; `timeLimit` is how long was waited, where that is what ended it. */
export function connectionLoss(error: unknown, timeLimit: string | undefined): Loss {
  const { code, message, request } = fields(error);
  // A server can't act on a request that it hasn't got whole. Whether the bytes left this machine, Node's request knows.
  const unsent = request?.writableFinished !== true;
  if (timeLimit !== undefined)
    return { reason: unsent ? `no connection within ${timeLimit}` : `no answer within ${timeLimit}`, unsent };
  if (/CERT|SIGNATURE/.test(code))
    return { reason: `its certificate can't be verified (${code})`, unsent: true, final: true, hint: "certificate" };
  if (unsent)
    return { reason: withoutDetails(message) || code || "the request could not be sent", unsent, hint: "address" };
  if (/^(Z_|ERR__|ERR_BROTLI|ERR_ZSTD|ERR_PADDING)/.test(code))
    return { reason: "the answer can't be decompressed", unsent, hint: "address" };
  if (/^HPE_/.test(code)) return { reason: "the answer is not HTTP", unsent, hint: "address" };
  return { reason: `the connection was lost (${code || message})`, unsent };
}

/** OpenSSL's messages end with the file and line of its source. */
function withoutDetails(message: string): string {
  return /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1]?.replace(/^/, "TLS failed: ") ?? message.trim();
}

function fields(error: unknown): {
  code: string;
  message: string;
  request: { writableFinished?: boolean } | undefined;
} {
  const { code, message, request } = (error ?? {}) as { code?: unknown; message?: unknown; request?: unknown };
  return {
    code: typeof code === "string" ? code : "",
    message: typeof message === "string" ? message : "",
    request: typeof request === "object" && request !== null ? request : undefined,
  };
}
