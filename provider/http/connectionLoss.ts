/** Why a request got no answer, and whether it was sent. */
export interface ConnectionLoss {
  reason: string;
  /** The request can't have had an effect: the service never received all of it. */
  unsent: boolean;
  /** A retry is useless. */
  final?: boolean;
  hint?: "address" | "certificate";
}

/** Interprets what an HTTP client threw; `timeLimit` is the time limit if that ended the request. */
export function connectionLoss(error: unknown, timeLimit: string | undefined): ConnectionLoss {
  const { code, message, request } = fields(error);
  // A server can't act on an incomplete request. Node's request object knows whether all bytes have left this machine.
  const unsent = request?.writableFinished !== true;
  if (timeLimit !== undefined)
    return { reason: unsent ? `no connection within ${timeLimit}` : `no response within ${timeLimit}`, unsent };
  if (/CERT|SIGNATURE/.test(code))
    return { reason: `its certificate can't be verified (${code})`, unsent: true, final: true, hint: "certificate" };
  if (unsent)
    return { reason: withoutDetails(message) || code || "the request could not be sent", unsent, hint: "address" };
  if (/^(Z_|ERR__|ERR_BROTLI|ERR_ZSTD|ERR_PADDING)/.test(code))
    return { reason: "the response can't be decompressed", unsent, hint: "address" };
  if (/^HPE_/.test(code)) return { reason: "the response is not HTTP", unsent, hint: "address" };
  return { reason: `the connection was lost (${code || message})`, unsent };
}

/** OpenSSL's messages end with a file and line of its source code. */
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
