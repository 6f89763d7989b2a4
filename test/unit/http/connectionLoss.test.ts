import { describe, expect, it } from "vitest";
import { type ConnectionLoss, connectionLoss } from "../../../provider/http/connectionLoss";

/** What Node says, of a request that has left this machine as a whole or has not. */
const thrown = (code: string, message: string, writableFinished?: boolean) =>
  Object.assign(new Error(message), {
    code,
    ...(writableFinished === undefined ? {} : { request: { writableFinished } }),
  });

const openssl =
  "write EPROTO 00D8F0:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:355:\n";

describe("a connection's loss", () => {
  it.each<[string, unknown, ConnectionLoss]>([
    [
      "before there was a connection",
      thrown("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1", false),
      { reason: "connect ECONNREFUSED 127.0.0.1:1", unsent: true, hint: "address" },
    ],
    [
      "before there was a request",
      thrown("ENOTFOUND", "getaddrinfo ENOTFOUND service.test"),
      { reason: "getaddrinfo ENOTFOUND service.test", unsent: true, hint: "address" },
    ],
    [
      "while TLS was agreed on",
      thrown("EPROTO", openssl, false),
      { reason: "TLS failed: wrong version number", unsent: true, hint: "address" },
    ],
    [
      "while the request was on its way",
      thrown("EPIPE", "write EPIPE", false),
      { reason: "write EPIPE", unsent: true, hint: "address" },
    ],
    [
      "after the request was sent",
      thrown("ECONNRESET", "read ECONNRESET", true),
      { reason: "the connection was lost (ECONNRESET)", unsent: false },
    ],
    [
      "after the request was sent, in other words",
      thrown("", "socket hang up", true),
      { reason: "the connection was lost (socket hang up)", unsent: false },
    ],
    [
      "for an answer that is not HTTP",
      thrown("HPE_INVALID_CONSTANT", "Parse Error: Expected HTTP/", true),
      { reason: "the response is not HTTP", unsent: false, hint: "address" },
    ],
    ...["Z_DATA_ERROR", "Z_BUF_ERROR", "ERR__ERROR_FORMAT_PADDING_1", "ERR_BROTLI_INVALID_PARAM"].map(
      (code): [string, unknown, ConnectionLoss] => [
        `for an answer that can't be decompressed (${code})`,
        thrown(code, "incorrect header check", true),
        { reason: "the response can't be decompressed", unsent: false, hint: "address" },
      ],
    ),
    ...["DEPTH_ZERO_SELF_SIGNED_CERT", "ERR_TLS_CERT_ALTNAME_INVALID", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"].map(
      (code): [string, unknown, ConnectionLoss] => [
        `for a certificate (${code})`,
        thrown(code, "no", false),
        { reason: `its certificate can't be verified (${code})`, unsent: true, final: true, hint: "certificate" },
      ],
    ),
    ["that nobody explains", undefined, { reason: "the request could not be sent", unsent: true, hint: "address" }],
  ])("%s", (_, error, loss) => {
    expect(connectionLoss(error, undefined)).toEqual(loss);
  });

  it.each<[string, boolean, ConnectionLoss]>([
    ["before the request was sent", false, { reason: "no connection within 30 s", unsent: true }],
    ["after the request was sent", true, { reason: "no response within 30 s", unsent: false }],
  ])("after the time limit, %s, names only the time", (_, isSent, loss) => {
    for (const code of ["ERR_CANCELED", "ECONNRESET", "CERT_HAS_EXPIRED"])
      expect(connectionLoss(thrown(code, "canceled", isSent), "30 s")).toEqual(loss);
  });

  it("has a reason whatever was thrown", () => {
    for (const error of [null, "text", 5, {}, { code: 5, message: {}, request: "no" }, new Error(" ")])
      expect(connectionLoss(error, undefined)).toMatchObject({ reason: "the request could not be sent", unsent: true });
  });
});
