/** Shorter values are ordinary words, not secrets. */
const shortestSecret = 6;
const longestMessage = 500;
/** Longer texts are cut before they are searched, because only the beginning is shown. */
const longestText = 4000;
/** This many letters and digits of a secret in a row are no coincidence. */
const telling = 8;

const withheld = "its message is not shown, because it may contain a secret";

/**
 * Makes a service's message safe to show: without the secrets that this process knows, without control characters that a
 * terminal would obey, and not too long. A text that contains a secret in another spelling (escaped, encoded, split over
 * lines, cut) isn't shown at all.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  const known = [...secrets].filter((secret) => secret.length >= shortestSecret);
  let clean = text.slice(0, longestText);
  // The longest first, so that replacing a secret that is part of another leaves no remainder of the other.
  for (const secret of known.sort((a, b) => b.length - a.length)) {
    for (const spelling of new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret.toWellFormed()),
    ]))
      clean = clean.replaceAll(spelling, "[secret]");
  }
  if (mayHoldOne(clean, known)) return withheld;
  // Control characters, including those that change the writing direction, and line separators.
  clean = clean.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return clean.length > longestMessage ? `${clean.slice(0, longestMessage)}…` : clean;
}

function mayHoldOne(text: string, secrets: string[]): boolean {
  const plain = decoded(text);
  const all = [text, plain, withoutTags(plain)];
  // Secrets with few letters and digits are searched for as they are; a secret that looks encoded is decoded like the text.
  const readable = all.map(withoutBlanks);
  const isIn = (secret: string) => secret !== "" && readable.some((reading) => reading.includes(secret));
  if (secrets.some((secret) => isIn(withoutBlanks(secret)) || isIn(withoutBlanks(decoded(secret))))) return true;
  const readings = all.map(squeezed);
  const seen = new Set(readings.flatMap((reading) => pieces(reading)));
  return secrets.some((secret) =>
    [...spellings(secret), decoded(secret)].some((spelling) => {
      const letters = squeezed(spelling);
      if (letters.length >= telling) return pieces(letters).some((piece) => seen.has(piece));
      return letters.length >= shortestSecret && readings.some((reading) => reading.includes(letters));
    }),
  );
}

/** A secret as it is and in other spellings. Base64 has three forms, depending on what precedes the secret. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64url");
    // The characters at both ends contain bits of the surrounding text.
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  return [secret, ...base64, bytes.toString("hex"), [...secret].reverse().join("")];
}

function pieces(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - telling + 1) }, (_, i) => text.slice(i, i + telling));
}

function withoutTags(text: string): string {
  return text.replace(/<\/?[a-z][^<>]*>/gi, "");
}

/** Forms encode a blank as a plus. */
function withoutBlanks(text: string): string {
  return text.replace(/[\s+]/g, "");
}

/** Only letters and digits: what is between them may be an escape, a line break or nothing. */
function squeezed(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

const named: { [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Without the escapes of HTML, URLs, forms and JSON, including nested ones. */
function decoded(text: string): string {
  let before = "";
  let now = text;
  for (let round = 0; round < 4 && now !== before; round++) {
    before = now;
    now = before
      .replace(/&#x([\da-f]{1,6});?/gi, (_, hex) => character(Number.parseInt(hex, 16)))
      .replace(/&#(\d{1,7});?/g, (_, number) => character(Number(number)))
      .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name) => named[name] ?? "")
      .replace(/\\[ux]([\da-f]{4}|[\da-f]{2})/gi, (_, hex) => character(Number.parseInt(hex, 16)))
      .replace(/\\[nrtbf]/g, " ")
      .replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString());
  }
  return now;
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
