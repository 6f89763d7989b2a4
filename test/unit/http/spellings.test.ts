import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact } from "../../../provider/http/redact";
import { refusal } from "../../support/refusal";
import { serve } from "../../support/server";
import { clientSecret, oneginiAt } from "../support/connections";

const html = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (each) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[each] ?? each,
  );
const everyCharacter = (spell: (code: number) => string) => (text: string) =>
  [...text].map((each) => spell(each.codePointAt(0) as number)).join("");
const bytes = (text: string) => Buffer.from(text);

/** How servers, frameworks and logs write what they were sent. */
const spellings: { [name: string]: (text: string) => string } = {
  "as it is": (text) => text,
  "escaped for HTML": html,
  "escaped for HTML twice": (text) => html(html(text)),
  "as numbers for HTML": everyCharacter((code) => `&#${code};`),
  "as hexadecimal numbers for HTML": everyCharacter((code) => `&#x${code.toString(16)};`),
  "encoded as a form": (text) => new URLSearchParams({ client_secret: text }).toString(),
  "encoded for a URL": encodeURIComponent,
  "encoded for a URL twice": (text) => encodeURIComponent(encodeURIComponent(text)),
  "encoded for a URL, every byte": (text) => bytes(text).toString("hex").replace(/../g, "%$&"),
  "escaped for JSON": (text) => JSON.stringify(text),
  "escaped for JSON twice": (text) => JSON.stringify(JSON.stringify(text)),
  "escaped for JSON, every character": (text) =>
    [...Array(text.length).keys()].map((i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  "in base64": (text) => bytes(text).toString("base64"),
  "in base64, one byte further": (text) => bytes(`:${text}:`).toString("base64"),
  "in base64, two bytes further": (text) => bytes(`id:${text}; and more`).toString("base64"),
  "in base64 for URLs": (text) => bytes(text).toString("base64url"),
  "in base64 of lines": (text) => bytes(`user:${text}`).toString("base64").replace(/.{10}/g, "$&\r\n"),
  "in hexadecimal": (text) => bytes(text).toString("hex"),
  "in hexadecimal with colons": (text) =>
    bytes(text)
      .toString("hex")
      .toUpperCase()
      .replace(/..(?=.)/g, "$&:"),
  reversed: (text) => [...text].reverse().join(""),
  "split over lines": (text) => [...text].map((each, i) => (i % 7 === 6 ? `${each}\n` : each)).join(""),
  "split over lines of HTML": (text) =>
    [...text].map((each, i) => (i % 7 === 6 ? `${html(each)}<br>\n` : html(each))).join(""),
  "with blanks between": (text) => [...text].join(" "),
  "cut in half": (text) => text.slice(0, text.length / 2),
  "cut in half, the other one": (text) => text.slice(text.length / 2),
  "with its middle covered": (text) => `${text.slice(0, 10)}****${text.slice(-10)}`,
  "in capital letters": (text) => text.toUpperCase(),
};

/** As people and generators make them. */
const secrets = [
  "uZ3kP0xQm8-Wv_yT5rB7nL2cJ9hD4gF6aS1eX0iKoMw",
  "canary of the administrator",
  'Tr0ub4dor&3 "quoted" <tagged>',
  "correct+horse/battery=staple%20",
  "geheimnis-der-prüfung-für-größe",
  "秘密の言葉はここにありますとても長い",
  "back\\slash\\n-and-tab\\t-in-it",
];

describe("a text that holds a secret", () => {
  it.each(Object.entries(spellings))("shows nothing of it: %s", (_, spell) => {
    for (const secret of secrets) {
      const clean = redact(`The value ${spell(secret)} is wrong`, ["another-secret", secret]);
      const words = [secret, secret.slice(0, 8), secret.slice(-8), spell(secret)].filter((word) => word.length > 5);
      for (const word of words) {
        expect(clean).not.toContain(word);
        expect(clean.replace(/\s/g, "")).not.toContain(word.replace(/\s/g, ""));
      }
    }
  });

  const printable = fc.string({ unit: "grapheme-ascii", minLength: 6, maxLength: 60 });
  const secret = printable.filter((text) => text.trim() === text && new Set(text).size > 3);

  it.each(["as it is", "escaped for HTML", "encoded as a form", "encoded for a URL", "escaped for JSON", "in base64"])(
    "shows nothing of it, whatever it is: %s",
    (name) => {
      const spell = spellings[name] as (text: string) => string;
      fc.assert(
        fc.property(secret, (text) => {
          fc.pre(
            !"[secret] The value is wrong its message is not shown, because it may contain a secret".includes(text),
          );
          const spelled = spell(text).replace(/^client_secret=/, "");
          const clean = redact(`The value ${spelled} is wrong`, [text]);
          expect(clean).not.toContain(spelled);
          expect(clean).not.toContain(text);
        }),
        { numRuns: 500 },
      );
    },
  );

  it("is looked through in part alone where it is endless, and shown in part alone", () => {
    const text = "&amp;".repeat(200_000) + "%25".repeat(200_000) + "\\u005c".repeat(100_000) + clientSecret;
    expect(redact(text, secrets).length).toBeLessThan(600);
  });
});

describe("an ordinary message is shown as it is", () => {
  const messages = [
    "Validation failed: Value has already been taken",
    "Validation failed: Resource identifier can't be blank, Audiences can't be blank",
    "Validation failed: Scopes 51 does not belong to the specified ApiAuthorizationApp",
    "Missing required field (configuration)",
    "Authentication Failure",
    "The client_id orders-prod-events is already in use (conflict)",
    "scopes: onegini_api_token_introspection is unknown (invalid_request)",
    "Unknown scope „ünïcode“ 東京 & more: 100% of <them>",
    "Request 7f3a9c1e-58d2-4b6f-9a0c-1d2e3f4a5b6c failed at 2026-03-01T12:00:00Z",
    "The client secret is wrong: a password has at least 12 characters",
    "Resource https://api.example.com/orders?x=%20y isn't allowed",
    "eyJhbGciOiJIUzI1NiJ9 is no token of ours",
  ];

  it.each(messages)("%s", (message) => {
    expect(redact(message, secrets)).toBe(message);
  });

  it("though the service has been sent secrets", async () => {
    for (const message of messages) {
      const server = await serve(() => ({ status: 400, body: { message } }));
      const { connection, send } = oneginiAt(server.url);
      for (const secret of secrets) connection.http.keepSecret(secret);
      expect((await refusal(send("GET"))).reason).toBe(message);
    }
  });

  it("where a secret stands in it as it is, without the secret", () => {
    for (const secret of secrets)
      expect(redact(`The value ${secret} is wrong`, secrets)).toBe("The value [secret] is wrong");
  });
});

describe("after a request that carried a secret in its body", () => {
  const given = "canary+given by/a program=&more";
  const send = async (status: number, body: unknown) => {
    const server = await serve(() => ({ status, body }));
    const request = { name: "n", client_secret: given, scopes: ["a"] };
    return refusal(oneginiAt(server.url).send("PATCH", "/x", { body: request, secrets: [given], attempts: 1 }));
  };

  it.each([400, 409, 500, 503])(
    "only the code and the names of the parameters are shown: %i",
    async (status) => {
      for (const spell of Object.values(spellings)) {
        const text = `Hello, the client_secret ${spell(given)} is weak`;
        for (const body of [
          { error: text, message: text, details: { name: text } },
          { message: text },
          { error: { details: [text] } },
        ]) {
          const { message } = await send(status, body);
          expect(message).not.toContain("Hello");
          expect(message).toContain("client_secret");
        }
      }
    },
    30_000,
  );

  it("the service's code is shown where it's a documented one", async () => {
    const { message } = await send(400, { error: "invalid_request", message: "no", details: ["scopes", "name"] });
    expect(message).toMatch(/invalid_request.*name.*scopes/);
  });

  it("a code that isn't documented is not shown: it may be anything", async () => {
    const { message } = await send(400, { error: spellings.reversed?.(given), code: given, message: "no" });
    expect(message).not.toContain(given);
    expect(message).not.toContain(spellings.reversed?.(given));
  });
});
