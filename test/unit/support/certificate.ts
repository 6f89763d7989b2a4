import { generateKeyPairSync, sign } from "node:crypto";

/**
 * A certificate for these host names and 127.0.0.1 that its own key has signed (RFC 5280), made afresh: none that is
 * kept in a repository stays valid, and its key would look like a secret.
 */
export function selfSigned(...hostnames: string[]): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(set(sequence(oid([2, 5, 4, 3]), tagged(0x0c, Buffer.from("pulumi-idp's tests")))));
  const ecdsaWithSha256 = sequence(oid([1, 2, 840, 10045, 4, 3, 2]));
  const validity = sequence(utcTime(-24), utcTime(24));
  const alternatives = sequence(
    ...hostnames.map((hostname) => tagged(0x82, Buffer.from(hostname))),
    tagged(0x87, Buffer.from([127, 0, 0, 1])),
  );
  const extensions = sequence(
    sequence(oid([2, 5, 29, 17]), tagged(0x04, alternatives)),
    sequence(
      oid([2, 5, 29, 19]),
      tagged(0x01, Buffer.from([0xff])),
      tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff])))),
    ),
  );
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(1 + Math.floor(Math.random() * 1_000_000)),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, extensions),
  );
  const signature = tagged(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]));
  const der = sequence(body, ecdsaWithSha256, signature);
  const lines = der.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => tagged(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]) => tagged(0x31, Buffer.concat(parts));

function integer(value: number): Buffer {
  const bytes = [];
  for (let left = value; left > 0 || bytes.length === 0; left >>= 8) bytes.unshift(left & 255);
  if ((bytes[0] as number) > 127) bytes.unshift(0);
  return tagged(0x02, Buffer.from(bytes));
}

function oid([first = 0, second = 0, ...others]: number[]): Buffer {
  const arcs = others.flatMap((arc) => {
    const digits = [arc & 127];
    for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift((left & 127) | 128);
    return digits;
  });
  return tagged(0x06, Buffer.from([first * 40 + second, ...arcs]));
}

function utcTime(hoursFromNow: number): Buffer {
  const at = new Date(Date.now() + hoursFromNow * 3_600_000).toISOString();
  return tagged(0x17, Buffer.from(`${at.slice(2, 19).replace(/[-:T]/g, "")}Z`));
}
